"""What a change of one's profile tells, and whom."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from chat.actions import profile
from chat.models import Attachment
from happychat.commands.errors import CommandError
from happychat.ids import user_name
from tests.chat.news import Told, me, of, shape, signals, steps
from tests.talking import group_of

pytestmark = pytest.mark.django_db


def test_a_new_name_tells_my_devices_my_friends_and_my_conversations(
    ann: User, bob: User, eve: User, talk: str, told: Told
) -> None:
    group = group_of(ann, eve)

    news = told(profile.change_profile, ann.pk, {"nickname": "Annie"})

    assert shape(news) == [(me(ann), ["profile"])]
    assert {(audience, frame["stream"]) for audience, frame, _ in signals(news)} == {
        (me(bob), "me"),
        (of(talk), talk),
        (of(group), group),
    }
    for _, frame, but in signals(news):
        assert (frame["event"], frame["user"], frame["card"]["nickname"]) == ("profile", user_name(ann.pk), "Annie")
        assert "email" not in frame["card"]
        assert frame["stream"] == "me" or but == {ann.pk}


@pytest.mark.parametrize(
    "changes", [{"preferences": {"theme": "dark"}}, {"locale": "zh-hans"}, {"bio": "Hills"}, {"place": "Lakeside"}]
)
def test_what_no_card_shows_is_told_to_my_devices_alone(
    ann: User, talk: str, told: Told, changes: dict[str, Any]
) -> None:
    news = told(profile.change_profile, ann.pk, changes)

    assert shape(news) == [(me(ann), ["profile"])]
    assert not signals(news)


def test_a_profile_that_stays_the_same_tells_nothing(ann: User, told: Told) -> None:
    assert told(profile.change_profile, ann.pk, {"nickname": "Ann", "preferences": {}}) == []


def test_preferences_are_merged_by_key(ann: User) -> None:
    profile.change_profile(ann.pk, {"preferences": {"theme": "dark", "text_size": 120}})
    profile.change_profile(ann.pk, {"preferences": {"theme": "light"}})

    assert User.objects.get(pk=ann.pk).preferences == {"theme": "light", "text_size": 120}


def test_a_picture_is_ones_own_or_it_is_not_found(ann: User, bob: User, told: Told) -> None:
    picture = Attachment.objects.create(owner=bob, kind="picture", name="hill", type="image/webp", size=1)

    with pytest.raises(CommandError) as refused:
        profile.change_profile(ann.pk, {"avatar": picture.pk})
    news = told(profile.change_profile, bob.pk, {"avatar": picture.pk})

    assert refused.value.code == "not_found"
    assert steps(news)[0].rows[0]["avatar"] == f"/api/v1/attachments/{picture.pk}"
    assert Attachment.objects.get().used
