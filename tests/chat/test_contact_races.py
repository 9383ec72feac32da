"""Two at the same moment, on connections of their own: never two friendships, nor two conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Count

from accounts.models import Contact, User
from chat.actions import contacts, direct
from chat.models import Conversation, Message
from happychat.commands.errors import CommandError
from happychat.ids import user_name
from happychat.streams.catching_up import sync
from happychat.streams.registry import ME
from tests.chat.replica import Replica
from tests.faults.length import by_length
from tests.rivals import ROUNDS, Rivals, rivals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(by_length(300, 900))]


@pytest.fixture
def at_once() -> Iterator[Rivals]:
    """Return two who act at the same moment."""
    with rivals() as two:
        yield two


def states(one: User, other: User) -> list[str]:
    """Return what each is to the other, as their clients see it."""
    mine = [Replica(user.pk).begin().shown()[ME] for user in (one, other)]
    keys = [f"contact:{user_name(user.pk)}" for user in (other, one)]
    return [rows[key]["state"] if key in rows else "none" for rows, key in zip(mine, keys, strict=True)]


def friendships() -> int:
    """Return how often the site said that two are friends; of one conversation at most, with two people in it."""
    found = Conversation.objects.annotate(people=Count("memberships")).values_list("people", flat=True)
    assert [*found] in ([], [2])
    return Message.objects.filter(data__notice="friends").count()


def forget(number: int) -> None:
    """Begin as strangers every other time; else there was a conversation before."""
    Contact.objects.all().delete()
    if number % 2:
        Message.objects.all().delete()
        Conversation.objects.all().delete()


def rounds(at_once: Rivals, before: Callable[[], Any], *deeds: Callable[[], Any]) -> Iterator[tuple[list[Any], int]]:
    """Do these at once again and again; yield what came of it, and how many friendships were told of."""
    for number in range(ROUNDS):
        forget(number)
        before()
        told = friendships()
        # Whoever comes first by habit comes second by turns.
        turn = 1 if number % 2 else -1
        yield at_once.race(*deeds[::turn])[::turn], friendships() - told


def test_who_accepts_in_two_windows_becomes_a_friend_once(at_once: Rivals, ann: User, bob: User) -> None:
    def accept() -> Any:
        return direct.accept_contact(bob.pk, user_name(ann.pk))

    for replies, made in rounds(at_once, lambda: direct.request_contact(ann.pk, user_name(bob.pk)), accept, accept):
        assert replies[0]["stream"] == replies[1]["stream"]
        assert (made, states(ann, bob)) == (1, ["friend", "friend"])


def test_two_who_ask_each_other_become_friends_once(at_once: Rivals, ann: User, bob: User) -> None:
    asks = [
        lambda: direct.request_contact(ann.pk, user_name(bob.pk)),
        lambda: direct.request_contact(bob.pk, user_name(ann.pk)),
    ]

    for replies, made in rounds(at_once, lambda: None, *asks):
        assert sorted("stream" in reply for reply in replies) == [False, True]
        assert (made, states(ann, bob)) == (1, ["friend", "friend"])


@pytest.mark.parametrize("end", ["cancel", "decline", "block"])
def test_who_accepts_what_is_taken_back_is_a_friend_on_both_sides_or_on_none(
    at_once: Rivals, ann: User, bob: User, end: str
) -> None:
    ways: dict[str, Callable[[], Any]] = {
        "cancel": lambda: direct.remove_contact(ann.pk, user_name(bob.pk)),
        "decline": lambda: direct.decline_contact(bob.pk, user_name(ann.pk)),
        "block": lambda: contacts.block(bob.pk, user_name(ann.pk)),
    }
    after = {"cancel": ["none", "none"], "decline": ["friend", "friend"], "block": ["friend", "friend"]}[end]
    without = {"cancel": ["none", "none"]}.get(end, ["requested", "none"])
    outcomes = set()

    def accept() -> Any:
        return direct.accept_contact(bob.pk, user_name(ann.pk))

    for (accepted, ended), made in rounds(
        at_once, lambda: direct.request_contact(ann.pk, user_name(bob.pk)), accept, ways[end]
    ):
        assert not isinstance(ended, CommandError)
        is_refused = isinstance(accepted, CommandError)
        assert (made, states(ann, bob)) == ((0, without) if is_refused else (1, after))
        outcomes.add(is_refused)

    assert outcomes == {False, True}, "one was always first: this proved nothing"


def test_two_who_open_a_talk_open_the_same(at_once: Rivals, ann: User, bob: User) -> None:
    User.objects.update(preferences={"message": "everyone"})
    opens = [
        lambda: direct.open_direct(ann.pk, user_name(bob.pk)),
        lambda: direct.open_direct(bob.pk, user_name(ann.pk)),
    ]

    for replies, made in rounds(at_once, lambda: None, *opens):
        assert replies[0] == replies[1]
        assert made == 0
        for user in (ann, bob):
            (found,) = sync(user.pk, {replies[0]["stream"]: 0}, 100)["streams"]
            assert found["type"] == "reset"


def test_who_opens_a_talk_while_becoming_friends_opens_that_of_friends(at_once: Rivals, ann: User, bob: User) -> None:
    User.objects.update(preferences={"message": "everyone"})

    for (accepted, opened), made in rounds(
        at_once,
        lambda: direct.request_contact(ann.pk, user_name(bob.pk)),
        lambda: direct.accept_contact(bob.pk, user_name(ann.pk)),
        lambda: direct.open_direct(ann.pk, user_name(bob.pk)),
    ):
        assert (accepted["stream"], made) == (opened["stream"], 1)
        assert states(ann, bob) == ["friend", "friend"]
