"""Asking, accepting, declining, parting: what two people are to each other, on both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.actions import ASK_AGAIN_AFTER, mailbox_version
from accounts.models import Contact, User
from chat.actions.direct import accept_contact, decline_contact, open_direct, remove_contact, request_contact
from chat.models import Conversation, Membership, Message
from happychat.commands.errors import CommandError
from happychat.commands.execute import execute
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.at_once import run_at_once
from tests.conftest import caller, run

Told = Callable[..., list[Step | Signal]]


def states(one: User, other: User) -> tuple[str, str]:
    """Return what each is to the other; none where there is no row."""
    held = dict(Contact.objects.filter(owner__in=(one, other)).values_list("owner", "state"))
    return held.get(one.pk, "none"), held.get(other.pk, "none")


def be(ann: User, bob: User, mine: str, theirs: str) -> None:
    """Put two people into a state by what people do."""
    a, b = user_name(ann.pk), user_name(bob.pk)
    ways: dict[tuple[str, str], list[Callable[[], Any]]] = {
        ("none", "none"): [],
        ("requested", "incoming"): [lambda: request_contact(ann.pk, b, "Hi")],
        ("incoming", "requested"): [lambda: request_contact(bob.pk, a, "Hi")],
        ("friend", "friend"): [lambda: request_contact(ann.pk, b), lambda: accept_contact(bob.pk, a)],
        ("requested", "none"): [lambda: request_contact(ann.pk, b), lambda: decline_contact(bob.pk, a)],
        ("none", "requested"): [lambda: request_contact(bob.pk, a), lambda: decline_contact(ann.pk, b)],
    }
    for step in ways[mine, theirs]:
        step()
    assert states(ann, bob) == (mine, theirs)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        (("none", "none"), request_contact, ("requested", "incoming")),
        (("incoming", "requested"), request_contact, ("friend", "friend")),
        (("requested", "incoming"), request_contact, ("requested", "incoming")),
        (("friend", "friend"), request_contact, ("friend", "friend")),
        (("none", "requested"), request_contact, ("requested", "incoming")),
        (("incoming", "requested"), accept_contact, ("friend", "friend")),
        (("friend", "friend"), accept_contact, ("friend", "friend")),
        (("none", "none"), accept_contact, "gone"),
        (("requested", "incoming"), accept_contact, "gone"),
        (("none", "requested"), accept_contact, "gone"),
        (("incoming", "requested"), decline_contact, ("none", "requested")),
        (("none", "none"), decline_contact, ("none", "none")),
        (("friend", "friend"), decline_contact, ("friend", "friend")),
        (("requested", "incoming"), decline_contact, ("requested", "incoming")),
        (("friend", "friend"), remove_contact, ("none", "none")),
        (("requested", "incoming"), remove_contact, ("none", "none")),
        (("requested", "none"), remove_contact, ("none", "none")),
        (("incoming", "requested"), remove_contact, ("none", "requested")),
        (("none", "none"), remove_contact, ("none", "none")),
    ],
)
def test_what_becomes_of_two_people(
    ann: User,
    bob: User,
    told: Told,
    before: tuple[str, str],
    command: Callable[..., dict[str, Any]],
    after: tuple[str, str] | str,
) -> None:
    be(ann, bob, *before)
    version = mailbox_version(ann.pk)

    outcome = refused_or(lambda: told(command, ann.pk, user_name(bob.pk)))

    if isinstance(outcome, CommandError):
        assert outcome.code == after
        assert states(ann, bob) == before
    else:
        assert states(ann, bob) == after
        assert mailbox_version(ann.pk) == version + int(after != before)
        assert bool(outcome) is (after != before)


def refused_or(action: Callable[[], Any]) -> Any:
    """Return what an action returns, or its refusal."""
    try:
        return action()
    except CommandError as refusal:
        return refusal


@pytest.mark.django_db
def test_replies_name_the_version_and_the_stream_of_a_friendship(ann: User, bob: User) -> None:
    a, b = user_name(ann.pk), user_name(bob.pk)

    asked = request_contact(ann.pk, b)
    accepted = accept_contact(bob.pk, a)
    again = accept_contact(bob.pk, a)

    stream = f"c{Conversation.objects.get().pk}"
    assert asked == {"version": mailbox_version(ann.pk) - 1}
    assert accepted == again == {"version": mailbox_version(bob.pk), "stream": stream}
    assert open_direct(ann.pk, b) == open_direct(bob.pk, a) == {"stream": stream}


@pytest.mark.django_db
def test_a_request_that_completes_one_answers_as_accepting_does(ann: User, bob: User) -> None:
    request_contact(ann.pk, user_name(bob.pk))

    reply = request_contact(bob.pk, user_name(ann.pk))

    assert reply == {"version": mailbox_version(bob.pk), "stream": f"c{Conversation.objects.get().pk}"}


@pytest.mark.django_db
@pytest.mark.parametrize("action", [request_contact, accept_contact, decline_contact, remove_contact, open_direct])
def test_there_is_nobody_and_there_is_oneself(ann: User, bob: User, action: Callable[..., Any]) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    refusals = []

    for name in ("u999999", "c1", "nonsense", user_name(bob.pk), user_name(ann.pk)):
        with pytest.raises(CommandError) as refused:
            action(ann.pk, name)
        refusals.append(refused.value.as_error())

    assert [refusal["code"] for refusal in refusals] == ["not_found"] * 4 + ["forbidden"]
    assert refusals[0]["message"] == refusals[3]["message"]
    assert refusals[4]["reason"] == "self"


@pytest.mark.django_db
def test_who_wants_no_requests_gets_none_and_who_wants_not_to_be_found_is_not(ann: User, bob: User) -> None:
    for preferences, code in (({"add": "nobody"}, "forbidden"), ({"find": "nobody"}, "not_found")):
        User.objects.filter(pk=bob.pk).update(preferences=preferences)

        with pytest.raises(CommandError) as refused:
            request_contact(ann.pk, user_name(bob.pk))

        assert refused.value.code == code
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_who_is_asked_after_declining_hears_of_it_only_a_month_later(ann: User, bob: User, told: Told) -> None:
    be(ann, bob, "requested", "none")
    a, b = user_name(ann.pk), user_name(bob.pk)
    remove_contact(ann.pk, b)

    soon = told(lambda: request_contact(ann.pk, b, "Please"))

    assert [step.audience for step in soon] == [f"user.{ann.pk}"]
    assert states(ann, bob) == ("requested", "none")
    with pytest.raises(CommandError, match="no request"):
        accept_contact(bob.pk, a)

    remove_contact(ann.pk, b)
    Contact.objects.filter(owner=bob).update(declined_at=timezone.now() - ASK_AGAIN_AFTER - timedelta(seconds=1))
    later = told(lambda: request_contact(ann.pk, b, "Please"))

    assert [step.audience for step in later] == [f"user.{ann.pk}", f"user.{bob.pk}"]
    assert states(ann, bob) == ("requested", "incoming")


@pytest.mark.django_db
def test_who_is_blocked_asks_and_does_not_learn_of_it(ann: User, bob: User, told: Told) -> None:
    Contact.objects.create(owner=bob, person=ann, blocked=True, at=timezone.now())

    news = told(lambda: request_contact(ann.pk, user_name(bob.pk)))

    assert [step.audience for step in news] == [f"user.{ann.pk}"]
    assert states(ann, bob) == ("requested", "none")


@pytest.mark.django_db
def test_who_blocks_somebody_has_to_unblock_them_first(ann: User, bob: User) -> None:
    Contact.objects.create(owner=ann, person=bob, blocked=True, at=timezone.now())

    for action in (request_contact, open_direct):
        with pytest.raises(CommandError) as refused:
            action(ann.pk, user_name(bob.pk))
        assert refused.value.code == "blocked"


@pytest.mark.django_db
def test_notes_survive_the_end_of_a_friendship(ann: User, bob: User, talk: str, told: Told) -> None:
    Contact.objects.filter(owner=ann).update(note="From the hills", star=True)

    news = told(lambda: remove_contact(bob.pk, user_name(ann.pk)))

    (row,) = [row for step in news if step.audience == f"user.{ann.pk}" and isinstance(step, Step) for row in step.rows]
    assert (row["state"], row["note"], row["star"]) == ("none", "From the hills", True)


@pytest.mark.django_db
def test_two_people_have_one_conversation_for_ever(ann: User, bob: User, talk: str) -> None:
    for _ in range(3):
        remove_contact(ann.pk, user_name(bob.pk))
        request_contact(ann.pk, user_name(bob.pk))
        accept_contact(bob.pk, user_name(ann.pk))

    assert Conversation.objects.count() == 1
    assert Membership.objects.count() == 2
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db
def test_only_friends_open_a_conversation(ann: User, bob: User, eve: User, talk: str) -> None:
    remove_contact(bob.pk, user_name(ann.pk))

    assert open_direct(ann.pk, user_name(bob.pk)) == {"stream": talk}  # it is there already
    with pytest.raises(CommandError) as refused:
        open_direct(ann.pk, user_name(eve.pk))
    assert (refused.value.code, refused.value.details["reason"]) == ("forbidden", "not_friends")


@pytest.mark.django_db
def test_a_bot_accepts_at_once(ann: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_bot=True)

    assert "stream" in request_contact(ann.pk, user_name(bob.pk))
    assert states(ann, bob) == ("friend", "friend")


@pytest.mark.django_db
def test_guests_are_asked_by_nobody(ann: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_guest=True)

    with pytest.raises(CommandError) as refused:
        request_contact(ann.pk, user_name(bob.pk))
    assert refused.value.details["reason"] == "not_friends"


@pytest.mark.django_db(transaction=True)
def test_guests_ask_nobody(ann: User, bob: User) -> None:
    User.objects.filter(pk=ann.pk).update(is_guest=True)

    error = run(ann, "contact.request", user=user_name(bob.pk))["error"]

    assert (error["code"], error["reason"]) == ("forbidden", "guest")


@pytest.mark.django_db
def test_what_becoming_friends_costs(ann: User, bob: User) -> None:
    with CaptureQueriesContext(connection) as asking:
        request_contact(ann.pk, user_name(bob.pk))
    with CaptureQueriesContext(connection) as accepting:
        accept_contact(bob.pk, user_name(ann.pk))

    more = 4 if connection.vendor == "postgresql" else 0  # what is locked there is a statement of its own
    assert len(asking) <= 14 + more
    assert len(accepting) <= 30 + more


@pytest.mark.django_db(transaction=True)
def test_asking_each_other_at_once_is_one_friendship_every_time(ann: User, bob: User, settings: Settings) -> None:
    a, b = caller(ann), caller(bob)
    asks = [
        (who, orjson.dumps({"id": 1, "command": "contact.request", "user": user_name(other.pk)}))
        for who, other in ((a, bob), (b, ann))
    ]
    part = orjson.dumps({"id": 2, "command": "contact.remove", "user": user_name(bob.pk)})

    async def rounds() -> list[list[dict[str, Any]]]:
        replies = []
        for number in range(200):
            pair = asks if number % 2 else asks[::-1]
            replies.append(await asyncio.gather(*(execute(who, frame) for who, frame in pair)))
            assert "ok" in await execute(a, part)
        return replies

    settings.RATE_SCALE = 0
    replies = asyncio.run(rounds())

    # One asked and the other's request completed it, whoever came first.
    assert all(sorted("stream" in reply["ok"] for reply in pair) == [False, True] for pair in replies)
    assert Conversation.objects.count() == 1
    assert Message.objects.filter(kind="notice").count() == 200
    assert states(ann, bob) == ("none", "none")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["accept", "cancel"])
def test_accepting_and_taking_back_at_once_have_one_outcome(ann: User, bob: User, first: str) -> None:
    request_contact(ann.pk, user_name(bob.pk))
    accept = (bob, "contact.accept", {"user": user_name(ann.pk)})
    cancel = (ann, "contact.remove", {"user": user_name(bob.pk)})

    replies = run_at_once(*((accept, cancel) if first == "accept" else (cancel, accept)))

    assert states(ann, bob) == ("none", "none")  # taking back after it was accepted ends the friendship
    codes = [reply.get("error", {}).get("code") for reply in replies]
    assert codes == ([None, None] if first == "accept" else [None, "gone"])
    assert Conversation.objects.filter(closed=True).count() == int(first == "accept")
