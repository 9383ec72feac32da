"""Blocking: nothing more is heard, and who is blocked sees no difference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Contact, User
from chat.actions import contacts, direct, mine
from chat.actions.sending import send_messages
from chat.missed import missed
from chat.models import Conversation, Membership
from happychat.commands.errors import Blocked, CommandError
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.chat.replica import Replica
from tests.talking import say, send_of
from tests.world import World

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


@pytest.fixture
def blocked(ann: User, bob: User, talk: str) -> str:
    """Ann blocks Bob after a word each."""
    say(bob, talk, "before")
    contacts.block(ann.pk, user_name(bob.pk))
    return talk


def bodies(user: User, stream: str) -> list[str]:
    """Return the texts a fresh client of a person shows."""
    replica = Replica(user.pk).begin()
    return [row["body"] for row in replica.rows.get(stream, {}).values() if row.get("body")]


def stripped(answer: Any) -> Any:
    """Return a reply without what is different for every message."""
    return sorted(answer) if isinstance(answer, dict) else answer


def test_the_blocked_person_sees_their_words_as_sent(bob: User, blocked: str) -> None:
    (answer,) = say(bob, blocked, "after")

    assert stripped(answer) == ["sent_at", "seq", "stream", "version"]
    assert bodies(bob, blocked) == ["before", "after"]


def test_the_blocker_never_sees_them_also_later(ann: User, bob: User, blocked: str) -> None:
    say(bob, blocked, "after")
    assert bodies(ann, blocked) == ["before"]

    contacts.unblock(ann.pk, user_name(bob.pk))
    say(bob, blocked, "again")

    assert bodies(ann, blocked) == ["before", "again"]


def test_what_is_told_live_is_told_without_them(ann: User, bob: User, blocked: str, told: Told) -> None:
    (step,) = told(say, bob, blocked, "after")

    assert isinstance(step, Step)
    assert step.hidden_from == (ann.pk,)


def test_what_was_missed_is_asked_for_by_each(ann: User, bob: User, blocked: str) -> None:
    before = Conversation.objects.get().version
    say(bob, blocked, "after")

    (step,) = missed({f"conversation.{blocked[1:]}": before})

    assert step.frame().data.startswith(b'{"type":"head"')


def test_the_blocker_unblocks_before_writing(ann: User, blocked: str) -> None:
    sends = [send_of(ann, blocked)]
    with transaction.atomic():
        send_messages(sends)

    assert isinstance(sends[0].answer, Blocked)


def test_unblocking_counts_what_was_hidden_as_read(ann: User, bob: User, blocked: str, told: Told) -> None:
    say(bob, blocked, "one", "two")

    news = told(contacts.unblock, ann.pk, user_name(bob.pk))

    rows = {row["key"]: row for row in news[0].rows} if isinstance(news[0], Step) else {}
    assert rows[f"conversation:{blocked}"]["read_seq"] == 4
    assert "blocked" not in rows[f"contact:{user_name(bob.pk)}"]


def test_only_the_blocker_is_told(ann: User, bob: User, talk: str, told: Told) -> None:
    news = told(contacts.block, ann.pk, user_name(bob.pk))

    assert [step.audience for step in news] == [f"user.{ann.pk}"]
    assert told(contacts.block, ann.pk, user_name(bob.pk)) == []


def test_no_sign_passes_between_them(ann: User, bob: User, blocked: str, told: Told) -> None:
    for who, other in ((ann, bob), (bob, ann)):
        news = [*told(mine.tell_typing, who.pk, blocked), *told(mine.mark_read, who.pk, blocked, 2)]
        assert all(other.pk in signal.but for signal in news if isinstance(signal, Signal))
        assert mine.receipts(who.pk, blocked) == {"read": {}, "delivered": {}}


def test_a_request_to_who_blocks_me_changes_mine_only(ann: User, bob: User, told: Told) -> None:
    contacts.block(ann.pk, user_name(bob.pk))

    news = told(direct.request_contact, bob.pk, user_name(ann.pk))

    assert [step.audience for step in news] == [f"user.{bob.pk}"]
    assert Contact.objects.get(owner=bob).state == "requested"
    assert Contact.objects.get(owner=ann).state == "none"


def test_blocking_declines_a_request(ann: User, bob: User) -> None:
    direct.request_contact(bob.pk, user_name(ann.pk))

    contacts.block(ann.pk, user_name(bob.pk))

    assert Contact.objects.get(owner=ann).state == "none"
    assert Contact.objects.get(owner=bob).state == "requested"


def test_a_talk_begun_with_a_blocker_never_appears_to_them(ann: User, bob: User) -> None:
    ann.preferences = {"message": "everyone"}
    ann.save()
    contacts.block(ann.pk, user_name(bob.pk))

    stream = direct.open_direct(bob.pk, user_name(ann.pk))["stream"]
    say(bob, stream, "hello?")
    assert Membership.objects.get(user=ann).me_version == 0
    contacts.unblock(ann.pk, user_name(bob.pk))

    row = Replica(ann.pk).begin().rows["me"][f"conversation:{stream}"]
    assert (row["hidden"], row["read_seq"]) == (1, 1)
    say(bob, stream, "hello again")
    assert bodies(ann, stream) == ["hello again"]


@pytest.mark.parametrize("blocks", [False, True])
def test_a_stranger_cannot_tell_whether_they_are_blocked(ann: User, bob: User, blocks: bool) -> None:
    ann.preferences = {"message": "nobody"}
    ann.save()
    if blocks:
        contacts.block(ann.pk, user_name(bob.pk))

    with pytest.raises(CommandError) as refused:
        direct.open_direct(bob.pk, user_name(ann.pk))

    assert refused.value.as_error()["reason"] == "not_friends"


def test_a_talk_begun_with_a_blocker_is_heard_once_they_unblock(ann: User, eve: User, told: Told) -> None:
    User.objects.filter(pk=ann.pk).update(preferences={"message": "everyone"})
    world = World([ann, eve], told)
    world.do(ann, "contact.block", user=user_name(eve.pk))
    stream: str = direct.open_direct(eve.pk, user_name(ann.pk))["stream"]
    world.do(eve, "message.send", stream=stream, client_id="a", body="Hello?")

    world.do(ann, "contact.unblock", user=user_name(eve.pk))
    world.do(eve, "message.send", stream=stream, client_id="b", body="And now?")

    world.catch_up()
    world.compare()
    assert "message:2" in world.live[ann.pk].rows[stream]
