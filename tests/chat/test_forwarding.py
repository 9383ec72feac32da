"""Forwarding: the same words elsewhere, all or nothing, said once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts, direct
from chat.actions.editing import edit
from chat.actions.forwarding import MOST_BYTES, forward
from chat.actions.recalling import recall
from chat.models import Conversation, Membership, Message
from happychat.commands.errors import (
    Bad,
    Blocked,
    ClientIdConflict,
    CommandError,
    Forbidden,
    NotFound,
    NotMember,
    Rate,
    TooLong,
)
from happychat.ids import user_name
from happychat.streams.steps import Step
from tests.conftest import run, signed_in
from tests.talking import group_of, join, leave, say
from tests.world import Told

pytestmark = pytest.mark.django_db


def said(stream: str) -> list[dict[str, Any]]:
    """Return what was said in a conversation, oldest first."""
    messages = Message.objects.filter(conversation=int(stream[1:])).exclude(kind="notice").order_by("seq")
    return [{"author": m.author.username, "kind": m.kind, "body": m.body, **(m.data or {})} for m in messages]


def refused(error: type[CommandError], *args: Any, **more: Any) -> dict[str, Any]:
    """Expect a forward to be refused, with nothing sent; return what the refusal says."""
    before = Message.objects.count()
    with pytest.raises(error) as raised, transaction.atomic():
        forward(*args, **more)
    assert Message.objects.count() == before
    return raised.value.details


def test_what_was_said_is_said_again_in_its_order_with_its_author_and_a_comment_last(
    ann: User, bob: User, lin: User, talk: str
) -> None:
    say(bob, talk, "one", "two")
    hills, lake = group_of(ann, lin), group_of(ann)

    reply = forward(ann.pk, talk, [3, 2], [hills, lake], "f", body="Look")

    again = [{"author": "ann", "kind": "text", "body": body} for body in ("one", "two")]
    forwarded = [{**one, "forwarded": {"author": user_name(bob.pk)}} for one in again]
    assert said(hills) == said(lake) == [*forwarded, {"author": "ann", "kind": "text", "body": "Look"}]
    assert [one["stream"] for one in reply["sent"]] == [hills] * 3 + [lake] * 3
    names = Message.objects.filter(author=ann, client_id__startswith="f.").order_by("pk")
    assert [message.client_id for message in names] == [f"f.{n}" for n in range(6)]


def test_together_they_are_one_message(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one")
    say(ann, talk, "two")
    hills = group_of(ann)

    forward(ann.pk, talk, [2, 3], [hills], "f", merged=True)

    (record,) = said(hills)
    items = [(item["author"], item["kind"], item["body"]) for item in record["forward"]["items"]]
    assert items == [(user_name(bob.pk), "text", "one"), (user_name(ann.pk), "text", "two")]
    assert (record["author"], record["kind"], record["body"]) == ("ann", "forward", "")


def test_its_first_author_stays_however_often_it_is_forwarded(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one")
    hills = group_of(ann, bob)
    sent = forward(ann.pk, talk, [2], [hills], "f")["sent"]

    forward(bob.pk, hills, [sent[0]["seq"]], [talk], "g")

    assert said(talk)[-1] == {
        "author": "bob",
        "kind": "text",
        "body": "one",
        "forwarded": {"author": user_name(bob.pk)},
    }


def test_a_repeat_answers_the_original_also_to_one_who_has_left(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one", "two")
    hills, lake = group_of(ann), group_of(ann)
    reply = forward(ann.pk, talk, [2, 3], [hills, lake], "f", body="Look")
    leave(lake, ann)

    assert forward(ann.pk, talk, [2, 3], [hills, lake], "f", body="Look") == {**reply, "duplicate": True}
    refused(ClientIdConflict, ann.pk, talk, [2], [hills], "f")


def test_what_stays_where_it_is_takes_all_with_it(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one", "two", "three")
    recall(bob.pk, talk, 3)
    Message.objects.filter(conversation=int(talk[1:]), seq=4).update(kind="poll")

    for staying in (1, 3, 4):  # a notice, one that was taken back, a poll
        assert refused(Bad, ann.pk, talk, [2, staying], [talk], "f")["stream"] == talk


def test_only_what_one_sees_is_forwarded(ann: User, bob: User, eve: User, talk: str) -> None:
    hills = group_of(ann)
    say(ann, hills, "before Bob")
    join(hills, bob, joined_seq=Conversation.objects.get(pk=hills[1:]).last_seq + 1)
    contacts.block(ann.pk, user_name(bob.pk))
    say(bob, talk, "unheard")

    assert refused(NotFound, bob.pk, hills, [1], [talk], "f")["stream"] == hills
    assert refused(NotFound, ann.pk, talk, [2], [hills], "f")["stream"] == talk
    assert refused(NotFound, eve.pk, talk, [1], [talk], "f")["stream"] == talk
    leave(hills, bob)
    assert refused(NotMember, bob.pk, hills, [1], [talk], "f")["stream"] == hills


def test_where_one_may_not_write_nothing_is_sent_anywhere(ann: User, bob: User, lin: User, talk: str) -> None:
    here, muted, left, quiet, theirs = group_of(ann), group_of(ann), group_of(ann), group_of(ann), group_of(lin)
    say(ann, here, "one")
    place = Membership.objects.filter(user=ann)
    place.filter(conversation=int(muted[1:])).update(muted_until=timezone.now() + timedelta(hours=1))
    leave(left, ann)
    Conversation.objects.filter(pk=quiet[1:]).update(speak="admins")
    contacts.block(ann.pk, user_name(bob.pk))

    for where, error, reason in (
        (muted, Forbidden, "muted"),
        (left, NotMember, None),
        (quiet, Forbidden, "admins_only"),
        (theirs, NotFound, None),
        (talk, Blocked, None),
        ("nowhere", NotFound, None),
    ):
        details = refused(error, ann.pk, here, [1], [here, where], f"to-{where}")
        assert details == {"stream": where, **({"reason": reason} if reason else {})}


def test_friends_no_more_hear_nothing_more(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one")
    direct.remove_contact(bob.pk, user_name(ann.pk))

    assert refused(Forbidden, ann.pk, talk, [2], [talk], "f") == {"reason": "not_friends", "stream": talk}


def test_a_blocked_persons_forward_is_taken_and_never_shown(ann: User, bob: User, talk: str) -> None:
    hills = group_of(bob)
    say(bob, hills, "one")
    contacts.block(ann.pk, user_name(bob.pk))

    (sent,) = forward(bob.pk, hills, [1], [talk], "f")["sent"]

    assert Message.objects.get(conversation=int(talk[1:]), seq=sent["seq"]).hidden_from == ann.pk


def test_in_a_slow_group_a_forward_is_one_time_of_speaking(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "one", "two")
    slow = group_of(ann)
    Conversation.objects.filter(pk=slow[1:]).update(slow=60)

    forward(ann.pk, talk, [2, 3], [slow], "f", body="Look")

    assert len(said(slow)) == 3
    assert refused(Rate, ann.pk, talk, [2], [slow], "g")["stream"] == slow


def test_a_copy_stays_when_its_original_is_taken_back(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one")
    hills = group_of(ann)
    forward(ann.pk, talk, [2], [hills], "f")
    forward(ann.pk, talk, [2], [hills], "g", merged=True)

    recall(bob.pk, talk, 2)

    assert said(hills)[0]["body"] == said(hills)[1]["forward"]["items"][0]["body"] == "one"


def test_nobody_puts_words_into_anothers_mouth(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one")
    (sent,) = forward(ann.pk, talk, [2], [talk], "f")["sent"]

    with pytest.raises(Forbidden):
        edit(ann.pk, talk, sent["seq"], 0, "two")


def test_a_record_has_its_limit(ann: User, bob: User, talk: str) -> None:
    each = 8000
    say(bob, talk, *["语" * each] * (MOST_BYTES // (3 * each) + 1))
    seqs = [*range(2, 2 + MOST_BYTES // (3 * each) + 1)]

    assert refused(TooLong, ann.pk, talk, seqs, [talk], "f", merged=True)["stream"] == talk
    forward(ann.pk, talk, seqs, [talk], "g")


def test_each_conversation_is_told_once(ann: User, bob: User, talk: str, told: Told) -> None:
    say(bob, talk, "one", "two")
    hills = group_of(ann)

    steps = told(lambda: forward(ann.pk, talk, [2, 3], [hills, talk], "f", body="Look"))

    assert {(step.stream, len(step.rows)) for step in steps if isinstance(step, Step)} == {(hills, 3), (talk, 3)}


@pytest.mark.django_db(transaction=True)
def test_what_was_forwarded_is_found(ann: User, bob: User, lin: User, talk: str) -> None:
    say(bob, talk, "persimmons", "柿柿如意")
    hills = group_of(ann, lin)
    forward(ann.pk, talk, [2], [hills], "f")
    forward(ann.pk, talk, [3], [hills], "g", merged=True)

    for words in ("persimmons", "如意"):
        assert len(signed_in(lin).get("/api/v1/search", {"q": words}).json()["hits"]) == 1


@pytest.mark.django_db(transaction=True)
def test_it_takes_as_many_tokens_as_it_has_places(make_person: Callable[..., User], settings: Any) -> None:
    guest = make_person("guest", is_guest=True)
    places = [group_of(guest) for _ in range(6)]
    say(guest, places[0], "one")

    replies = [
        run(guest, "message.forward", **{"from": {"stream": places[0], "seqs": [1]}}, to=places, client_id=client_id)
        for client_id in ("f", "g")
    ]

    assert "ok" in replies[0]
    assert replies[1]["error"]["code"] == "rate"
