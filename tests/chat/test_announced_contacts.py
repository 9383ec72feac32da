"""What commands about contacts tell: exactly these streams, with exactly these rows."""

from __future__ import annotations

import pytest

from accounts.models import User
from chat.actions import direct
from chat.models import Conversation
from happychat.ids import user_name
from happychat.streams.steps import Attach
from tests.chat.news import Told, contact, me, of, shape, signals, steps

pytestmark = pytest.mark.django_db


def test_a_request_tells_both_of_the_other(ann: User, bob: User, told: Told) -> None:
    news = told(direct.request_contact, ann.pk, user_name(bob.pk), "Hi Bob")

    assert shape(news) == [(me(ann), [contact(bob)]), (me(bob), [contact(ann)])]
    mine, theirs = (step.rows[0] for step in steps(news))
    assert (mine["state"], theirs["state"], theirs["greeting"]) == ("requested", "incoming", "Hi Bob")


def test_accepting_opens_the_conversation_and_tells_both(ann: User, bob: User, told: Told) -> None:
    direct.request_contact(ann.pk, user_name(bob.pk))

    news = told(direct.accept_contact, bob.pk, user_name(ann.pk))

    conversation = Conversation.objects.get()
    stream, members = f"c{conversation.pk}", [f"member:{user_name(user.pk)}" for user in (ann, bob)]
    assert shape(news) == [
        (of(stream), ["info", *members, "message:1"]),
        (me(ann), [contact(bob), f"conversation:{stream}"]),
        (me(bob), [contact(ann), f"conversation:{stream}"]),
    ]
    assert [step.attach for step in steps(news)[1:]] == [(Attach(user.pk, of(stream), 1, 1),) for user in (ann, bob)]
    notice = steps(news)[0].rows[-1]
    assert (notice["kind"], notice["notice"], notice["author"]) == ("notice", "friends", user_name(bob.pk))
    assert notice["users"] == [user_name(ann.pk), user_name(bob.pk)]
    assert "client_id" not in notice


def test_declining_tells_the_asker_nothing(ann: User, bob: User, told: Told) -> None:
    direct.request_contact(ann.pk, user_name(bob.pk))

    news = told(direct.decline_contact, bob.pk, user_name(ann.pk))

    assert shape(news) == [(me(bob), [contact(ann)])]
    assert steps(news)[0].rows[0]["gone"]
    assert not signals(news)


def test_cancelling_a_request_takes_it_from_both(ann: User, bob: User, told: Told) -> None:
    direct.request_contact(ann.pk, user_name(bob.pk))

    news = told(direct.remove_contact, ann.pk, user_name(bob.pk))

    assert sorted(shape(news)) == sorted([(me(ann), [contact(bob)]), (me(bob), [contact(ann)])])
    assert all(step.rows[0]["gone"] for step in steps(news))


def test_ending_a_friendship_closes_the_conversation_of_both(ann: User, bob: User, talk: str, told: Told) -> None:
    news = told(direct.remove_contact, ann.pk, user_name(bob.pk))

    assert shape(news)[0] == (of(talk), ["info"])
    assert sorted(shape(news)[1:]) == sorted([(me(ann), [contact(bob)]), (me(bob), [contact(ann)])])
    assert steps(news)[0].rows[0]["closed"]


def test_friends_again_have_their_conversation_back(ann: User, bob: User, talk: str, told: Told) -> None:
    direct.remove_contact(ann.pk, user_name(bob.pk))
    direct.request_contact(bob.pk, user_name(ann.pk))

    news = told(direct.accept_contact, ann.pk, user_name(bob.pk))

    assert shape(news) == [
        (of(talk), ["info", "message:2"]),
        (me(ann), [contact(bob), f"conversation:{talk}"]),
        (me(bob), [contact(ann), f"conversation:{talk}"]),
    ]
    assert "closed" not in steps(news)[0].rows[0]


def test_opening_a_conversation_tells_nobody(ann: User, bob: User, talk: str, told: Told) -> None:
    assert told(direct.open_direct, ann.pk, user_name(bob.pk)) == []
