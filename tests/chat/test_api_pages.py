"""Pages of messages: backwards, forwards, around one, from a day, by numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from chat.actions import mine
from chat.models import Message
from happychat.commands.errors import Bad, CommandError
from happychat.times import wire
from tests.chat.reading import page, seqs
from tests.talking import group_of, join, leave, say


@pytest.mark.django_db
def test_pages_are_taken_from_the_newest_backwards(ann: User, talk: str) -> None:
    say(ann, talk, *(f"{n}" for n in range(2, 10)))

    newest = page(ann, talk, limit=4)
    older = page(ann, talk, before=6, limit=4)
    oldest = page(ann, talk, before=2, limit=4)

    assert [seqs(found) for found in (newest, older, oldest)] == [[6, 7, 8, 9], [2, 3, 4, 5], [1]]
    assert [found["more"] for found in (newest, older, oldest)] == [True, True, False]
    assert not any("more_after" in found for found in (newest, older, oldest))


@pytest.mark.django_db
def test_pages_are_taken_forwards_and_around_a_message(ann: User, talk: str) -> None:
    say(ann, talk, *(f"{n}" for n in range(2, 10)))

    after, last = page(ann, talk, after=3, limit=4), page(ann, talk, after=5, limit=4)
    around, edge = page(ann, talk, around=5, limit=4), page(ann, talk, around=9, limit=4)

    assert (seqs(after), after["more"]) == ([4, 5, 6, 7], True)
    assert (seqs(last), last["more"]) == ([6, 7, 8, 9], False)
    assert (seqs(around), around["more"], around["more_after"]) == ([3, 4, 5, 6], True, True)
    assert (seqs(edge), edge["more"], edge["more_after"]) == ([7, 8, 9], True, False)


@pytest.mark.django_db
def test_a_date_leads_to_the_first_message_at_or_after_it(ann: User, talk: str) -> None:
    say(ann, talk, *(f"{n}" for n in range(2, 7)))
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    for seq in range(1, 7):
        Message.objects.filter(seq=seq).update(sent_at=noon + timedelta(days=seq))

    at, between = (page(ann, talk, date=wire(noon + timedelta(days=days)), limit=2) for days in (3, 3.5))
    early, late = (page(ann, talk, date=wire(noon + timedelta(days=days)), limit=2) for days in (-9, 9))

    assert [seqs(found) for found in (at, between, early, late)] == [[2, 3], [3, 4], [1], [6]]
    assert (early["more"], early["more_after"]) == (False, True)
    assert (late["more"], late["more_after"]) == (True, False)


@pytest.mark.django_db
def test_messages_are_found_by_their_numbers(ann: User, talk: str) -> None:
    say(ann, talk, "two", "three", "four")

    assert seqs(page(ann, talk, seqs="4,2,99,0,99999999999999999999")) == [2, 4]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"before": 9}, {"after": 0}, {"around": 1}, {"seqs": "1,2,3"}])
def test_no_page_shows_what_was_before_one_came_or_was_cleared(
    ann: User, bob: User, eve: User, asked: dict[str, Any]
) -> None:
    group = group_of(ann, bob)
    say(ann, group, "one", "two")
    join(group, eve, joined_seq=3)
    say(ann, group, "three")
    mine.arrange(bob.pk, group, {"cleared": True})

    assert seqs(page(eve, group, **asked)) == [3]
    assert not page(eve, group, **asked)["more"]
    assert seqs(page(bob, group, **asked)) == []


@pytest.mark.django_db
def test_bounds_outside_what_there_is_are_empty(ann: User, talk: str) -> None:
    say(ann, talk, "two")

    for asked in ({"before": 1}, {"after": 2}, {"after": 2**53 - 1}):
        assert page(ann, talk, **asked) == {"rows": [], "more": False}
    assert seqs(page(ann, talk, around=2**53 - 1)) == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("seqs", ["", ",", "1,1", "a", "1,", "-1", "１", ",".join(map(str, range(1, 102)))])
def test_numbers_are_numbers_each_once(ann: User, talk: str, seqs: str) -> None:
    with pytest.raises(Bad):
        page(ann, talk, seqs=seqs)


@pytest.mark.django_db
def test_pages_are_for_members(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, bob)
    codes = []

    for user, stream in ((eve, talk), (ann, "c999"), (ann, "me"), (ann, "x"), (bob, group)):
        for question in (page, lambda who, name: mine.receipts(who.pk, name)):
            with pytest.raises(CommandError) as refused:
                question(user, stream)
            codes.append(refused.value.code)

    assert codes == ["not_found"] * 8 + ["not_member"] * 2
