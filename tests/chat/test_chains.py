"""Sign-up chains and contact cards: one line each, and people one may show."""

from __future__ import annotations

import pytest

from accounts.models import User
from chat.actions.answering import answer, close
from chat.kinds.chains import MOST_ENTRIES
from chat.models import Message
from chat.search.catching_up import catch_up
from chat.search.finding import Wanted, find
from happychat.commands.errors import Bad, Forbidden, NotFound
from happychat.ids import stream_pk, user_name
from tests.talking import put

pytestmark = pytest.mark.django_db


def begin(author: User, stream: str, text: str = "") -> int:
    """Ask who comes."""
    return put(author, stream, kind="chain", body="周日爬山", chain={"text": text} if text else {})


def entries(seq: int) -> list[tuple[str, str]]:
    data = Message.objects.get(seq=seq, kind="chain").data or {}
    return [(entry["user"], entry["text"]) for entry in data["chain"]["entries"]]


def test_entries_stand_in_the_order_they_came_also_when_they_change(ann: User, bob: User, talk: str) -> None:
    seq = begin(ann, talk, "Ann")

    answer(bob.pk, talk, seq, None, "Bob")
    answer(ann.pk, talk, seq, None, "Ann and one more")
    assert entries(seq) == [(user_name(ann.pk), "Ann and one more"), (user_name(bob.pk), "Bob")]
    assert answer(bob.pk, talk, seq, None, None)["text"] == "Bob"
    answer(ann.pk, talk, seq, None, "")

    assert entries(seq) == [(user_name(bob.pk), "Bob")]


def test_it_is_found_by_what_it_says_now(ann: User, bob: User, talk: str) -> None:
    seq = begin(ann, talk)
    answer(bob.pk, talk, seq, None, "带帐篷")

    def found(words: str) -> int:
        catch_up([stream_pk(talk)])
        return len(find(ann.pk, Wanted(words))["hits"])

    assert (found("爬山"), found("帐篷")) == (1, 1)
    answer(bob.pk, talk, seq, None, "just me")
    assert (found("帐篷"), found("just")) == (0, 1)


def test_it_has_an_end(ann: User, bob: User, talk: str) -> None:
    full, closed = begin(ann, talk), begin(ann, talk)
    message = Message.objects.get(seq=full, kind="chain")
    lines = [{"user": f"u{10**6 + n}", "text": "x", "at": "2026"} for n in range(MOST_ENTRIES)]
    Message.objects.filter(pk=message.pk).update(data={"chain": {"entries": lines}, "open": True})
    close(ann.pk, talk, closed)

    for seq, reason in ((full, "full"), (closed, "closed")):
        with pytest.raises(Forbidden) as refusal:
            answer(bob.pk, talk, seq, None, "me")
        assert refusal.value.details["reason"] == reason
    with pytest.raises(Bad):
        answer(bob.pk, talk, full, [0], None)


def test_one_shows_whom_one_can_find(ann: User, bob: User, eve: User, talk: str) -> None:
    for person in (ann, bob, eve):
        put(ann, talk, kind="card", card=user_name(person.pk))
    User.objects.filter(pk__in=[bob.pk, eve.pk]).update(preferences={"find": "nobody"})
    put(ann, talk, kind="card", card=user_name(bob.pk))  # a friend

    for nobody in (user_name(eve.pk), "u999999", "c1"):
        with pytest.raises(NotFound):
            put(ann, talk, kind="card", card=nobody)
