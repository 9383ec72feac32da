"""Polls: who may answer and close them, what all are told, and that nobody is told more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.actions.answering import answer, close, close_due
from chat.actions.editing import edit, wordings
from chat.actions.recalling import recall
from chat.kinds.models import Closing, Vote
from chat.models import Conversation, Membership, Message, Role
from chat.search.catching_up import catch_up
from chat.search.finding import Wanted, find
from happychat.commands.errors import Bad, Forbidden, Gone
from happychat.ids import stream_pk, user_name
from happychat.streams.catching_up import sync
from happychat.streams.steps import Step
from happychat.times import wire
from tests.rivals import rivals
from tests.talking import group_of, join, put
from tests.world import Told, undone

pytestmark = pytest.mark.django_db
Make = Callable[..., User]


def ask(author: User, stream: str, **poll: Any) -> int:
    """Ask what to drink."""
    return put(author, stream, kind="poll", body="Drinks?", poll={"options": ["tea", "水"], **poll})


def row_of(stream: str, seq: int) -> dict[str, Any]:
    return Message.objects.get(conversation=stream_pk(stream), seq=seq).data or {}


def counts(stream: str, seq: int) -> list[int]:
    return [option["count"] for option in row_of(stream, seq)["poll"]["options"]]


def pinned(stream: str) -> list[int]:
    return list(Conversation.objects.get(pk=stream_pk(stream)).pinned)


def test_one_votes_changes_their_mind_and_withdraws(ann: User, bob: User, talk: str) -> None:
    seq, name = ask(ann, talk), user_name(bob.pk)

    assert answer(bob.pk, talk, seq, [0], None)["options"] == [0]
    assert row_of(talk, seq)["poll"]["options"][0] == {"text": "tea", "count": 1, "users": [name]}
    answer(bob.pk, talk, seq, [1], None)
    assert row_of(talk, seq)["poll"]["options"][1] == {"text": "水", "count": 1, "users": [name]}
    assert (counts(talk, seq), row_of(talk, seq)["poll"]["voters"]) == ([0, 1], 1)
    answer(bob.pk, talk, seq, [], None)

    empty = [{"text": "tea", "count": 0}, {"text": "水", "count": 0}]
    assert row_of(talk, seq)["poll"] == {"options": empty, "voters": 0}
    assert not Vote.objects.exists()


def test_the_same_again_and_a_question_change_nothing(ann: User, talk: str, told: Told) -> None:
    seq = ask(ann, talk)
    first = answer(ann.pk, talk, seq, [0], None)

    assert told(lambda: answer(ann.pk, talk, seq, [0], None)) == []
    assert told(lambda: answer(ann.pk, talk, seq, None, None)) == []
    assert answer(ann.pk, talk, seq, None, None) == first


def test_one_chooses_what_there_is_and_several_only_where_one_may(ann: User, talk: str) -> None:
    one, many = ask(ann, talk), ask(ann, talk, multiple=True)

    for wrong in ([2], [0, 1]):
        with pytest.raises(Bad):
            answer(ann.pk, talk, one, wrong, None)
    with pytest.raises(Bad):
        answer(ann.pk, talk, one, None, "tea")
    assert answer(ann.pk, talk, many, [1, 0], None)["options"] == [0, 1]
    assert (counts(talk, many), row_of(talk, many)["poll"]["voters"]) == ([1, 1], 1)


def test_nobody_but_the_voter_is_told_an_anonymous_vote(ann: User, bob: User, talk: str, told: Told) -> None:
    seq, name = ask(ann, talk, anonymous=True), user_name(bob.pk)

    steps = told(lambda: answer(bob.pk, talk, seq, [0], None))

    assert answer(bob.pk, talk, seq, None, None)["options"] == [0]
    live = [row for step in steps if isinstance(step, Step) for row in step.rows]
    (fetched,) = sync(ann.pk, {talk: 0}, 500)["streams"]
    catch_up([stream_pk(talk)])
    hits = find(ann.pk, Wanted("tea", kind="poll"))["hits"]
    rows = [row for row in [*live, *fetched["rows"], *(hit["row"] for hit in hits)] if row.get("kind") == "poll"]
    assert [row["poll"]["options"][0] for row in rows] == [{"text": "tea", "count": 1}] * 3
    assert name not in str([row["poll"] for row in rows])
    assert name not in str(wordings(ann.pk, talk, seq))


def test_it_stays_in_sight_until_its_author_or_an_admin_closes_it(ann: User, bob: User, lin: User) -> None:
    hills = group_of(ann, bob, lin)
    Membership.objects.filter(user=ann).update(role=Role.OWNER)
    mine, theirs = ask(bob, hills), ask(bob, hills)
    assert pinned(hills) == [theirs, mine]

    with pytest.raises(Forbidden, match="author"):
        close(lin.pk, hills, mine)
    close(bob.pk, hills, mine)
    close(ann.pk, hills, theirs)

    assert pinned(hills) == []
    assert "open" not in row_of(hills, mine)
    with pytest.raises(Forbidden) as refusal:
        answer(bob.pk, hills, mine, [0], None)
    assert refusal.value.details["reason"] == "closed"
    assert answer(bob.pk, hills, mine, None, None)["options"] == []


def test_polls_leave_half_of_the_places_at_the_top_to_the_admins(ann: User, talk: str) -> None:
    seqs = [ask(ann, talk) for _ in range(12)]

    assert pinned(talk) == seqs[:10][::-1]


def test_who_is_muted_or_came_later_does_not_vote(ann: User, bob: User, lin: User) -> None:
    hills = group_of(ann, bob)
    seq = ask(ann, hills)
    join(hills, lin, joined_seq=seq + 1)
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() + timedelta(hours=1))

    with pytest.raises(Forbidden, match="muted"):
        answer(bob.pk, hills, seq, [0], None)
    with pytest.raises(Exception, match="no such message"):
        answer(lin.pk, hills, seq, [0], None)


def test_it_closes_at_its_time_once_in_whichever_process_is_first(ann: User, bob: User, talk: str, told: Told) -> None:
    seq = ask(ann, talk, closes_at=wire(timezone.now() + timedelta(minutes=5)))
    assert told(close_due) == []

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        with pytest.raises(Forbidden), undone():  # before the clock has come to it
            answer(bob.pk, talk, seq, [0], None)
        assert len(told(close_due)) == 1
        assert told(close_due) == []

    assert (pinned(talk), "open" in row_of(talk, seq)) == ([], False)


@pytest.mark.parametrize("at", [timedelta(seconds=-1), timedelta(days=400)])
def test_its_time_is_ahead_and_not_too_far(ann: User, talk: str, at: timedelta) -> None:
    with pytest.raises(Bad):
        ask(ann, talk, closes_at=wire(timezone.now() + at))


def test_what_was_taken_back_keeps_no_votes(ann: User, bob: User, talk: str) -> None:
    seq = ask(ann, talk, anonymous=True, closes_at=wire(timezone.now() + timedelta(hours=1)))
    answer(bob.pk, talk, seq, [0], None)

    recall(ann.pk, talk, seq)

    assert not Vote.objects.exists()
    assert not Closing.objects.exists()
    with pytest.raises(Gone):
        answer(bob.pk, talk, seq, [0], None)


def test_nobody_changes_a_question_that_has_answers(ann: User, talk: str) -> None:
    seq = ask(ann, talk)

    with pytest.raises(Forbidden):
        edit(ann.pk, talk, seq, 0, "Food?")


def test_a_poll_is_found_by_its_question_and_its_options(ann: User, talk: str) -> None:
    put(ann, talk, kind="poll", body="Where to?", poll={"options": ["柿子林", "the lake"]})
    catch_up([stream_pk(talk)])

    for words in ("Where", "柿子", "lake"):
        hits = find(ann.pk, Wanted(words, kind="poll"))["hits"]
        assert [hit["row"]["body"] for hit in hits] == ["Where to?"], words


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_vote_at_once_each_counts_once(ann: User, make_person: Make) -> None:
    people = [make_person(f"voter{number}") for number in range(50)]
    hills = group_of(ann, *people)
    seq = ask(ann, hills)

    def votes(those: list[User]) -> Callable[[], Any]:
        def cast() -> None:
            for user in those:
                with transaction.atomic():
                    answer(user.pk, hills, seq, [user.pk % 2], None)

        return cast

    # A process writes on one connection: ten of them at once are many.
    with rivals(10) as at_once:
        assert at_once.codes(*(votes(people[number::10]) for number in range(10))) == ["ok"] * 10

    poll = row_of(hills, seq)["poll"]
    assert (sum(counts(hills, seq)), poll["voters"]) == (50, 50)
    assert {name for option in poll["options"] for name in option["users"]} == {user_name(u.pk) for u in people}
