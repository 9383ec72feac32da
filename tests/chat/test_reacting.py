"""Reactions: one of each for each person, seen by all, in the order they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from chat.actions.reacting import MOST_DIFFERENT, react
from chat.actions.recalling import recall
from chat.emoji import is_emoji
from happychat.commands.errors import Forbidden, Gone
from happychat.ids import user_name
from happychat.streams.catching_up import sync
from happychat.streams.steps import Signal, Step
from tests.groups.groups import refusal
from tests.talking import say

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def reactions(user: User, stream: str) -> Any:
    return sync(user.pk, {stream: 0}, 500)["streams"][0]["rows"][-1].get("reactions")


def test_people_stand_in_the_order_they_came_and_may_go(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "Done!")

    react(bob.pk, talk, 2, "🎉", on=True)
    react(ann.pk, talk, 2, "🎉", on=True)
    react(ann.pk, talk, 2, "👍🏽", on=True)
    assert reactions(bob, talk) == {"🎉": [user_name(bob.pk), user_name(ann.pk)], "👍🏽": [user_name(ann.pk)]}
    react(bob.pk, talk, 2, "🎉", on=False)
    react(ann.pk, talk, 2, "🎉", on=False)

    assert reactions(bob, talk) == {"👍🏽": [user_name(ann.pk)]}
    react(ann.pk, talk, 2, "👍🏽", on=False)
    assert reactions(bob, talk) is None


def test_the_same_again_tells_nobody(ann: User, talk: str, told: Told) -> None:
    say(ann, talk, "Done!")

    assert len(told(lambda: react(ann.pk, talk, 2, "🎉", on=True))) == 1
    assert told(lambda: react(ann.pk, talk, 2, "🎉", on=True)) == []
    assert told(lambda: react(ann.pk, talk, 2, "👍", on=False)) == []


def test_there_is_room_for_so_many_different_ones(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "Done!")
    for number in range(MOST_DIFFERENT):
        react(ann.pk, talk, 2, chr(0x1F600 + number), on=True)

    assert refusal(Forbidden, lambda: react(bob.pk, talk, 2, "🎉", on=True)) == "full"
    react(bob.pk, talk, 2, chr(0x1F600), on=True)  # one that is there


def test_what_was_taken_back_has_none(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "Done!")
    react(bob.pk, talk, 2, "🎉", on=True)

    recall(ann.pk, talk, 2)

    assert reactions(bob, talk) is None
    with pytest.raises(Gone):
        react(bob.pk, talk, 2, "🎉", on=True)
    assert refusal(Forbidden, lambda: react(bob.pk, talk, 1, "🎉", on=True)) == "role"  # a notice


@pytest.mark.parametrize("text", ["👍", "👍🏽", "❤️", "❤", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇨🇳", "3️⃣", "🏳️‍🌈", "☺️", "㊗️"])
def test_an_emoji_is_one(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text", ["", "a", "好", ":)", "👍👍", "👍 ", "🇨", "3", "👍a", "\u200d", "👍\u200d", "👍🏽" * 20]
)
def test_what_is_not_one_emoji_is_none(text: str) -> None:
    assert not is_emoji(text)
