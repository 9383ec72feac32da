"""Who seeks meets somebody: at once where somebody fits, never oneself, the last partner, or one they must not meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from chat.actions import contacts, matching, reporting
from chat.actions.match_rounds import widen
from chat.api.start import start
from chat.match.models import Seeker
from chat.match.rows import match_row
from chat.models import Conversation, Membership
from happychat.auth import Caller
from happychat.commands.errors import Forbidden, Gone
from happychat.ids import stream_pk, user_name
from happychat.streams.steps import Step
from tests.chat.match.meeting import ago, match_of, met, search, seek
from tests.talking import say
from tests.world import Told

pytestmark = pytest.mark.django_db


def test_who_is_alone_waits_and_the_next_one_is_met(ann: User, bob: User) -> None:
    assert matching.start(ann.pk, [], [])["waiting"] == 1
    assert search(ann) == {"state": "waiting"}

    assert matching.start(bob.pk, [], [])["waiting"] == 0

    assert met(ann, bob)
    assert Conversation.objects.get(pk=stream_pk(match_of(ann))).kind == "match"


def test_both_are_told_all_they_need(ann: User, bob: User, told: Told) -> None:
    seek(ann, tags=["Tea", "山"])

    news = told(lambda: seek(bob, tags=["ｔｅａ"]))

    rows = {
        step.audience: {row["key"].split(":")[0]: row for row in step.rows} for step in news if isinstance(step, Step)
    }
    stream = match_of(ann)
    talk = rows[f"conversation.{stream[1:]}"]
    assert talk["info"] | {"version": 0, "created_at": ""} == {
        "key": "info", "version": 0, "kind": "match", "created_at": "", "tags": ["ｔｅａ"],
    }  # fmt: skip
    assert talk["message"]["author"] == user_name(bob.pk)
    assert talk["message"]["users"] == [user_name(user.pk) for user in (ann, bob)]
    for user in (ann, bob):
        mine = rows[f"user.{user.pk}"]
        assert (mine["match"]["state"], mine["match"]["stream"]) == ("paired", stream)
        assert mine["conversation"]["kind"] == "match"
    assert any(step.attach for step in news if step.audience == f"user.{ann.pk}")  # type: ignore[union-attr]


def test_they_talk_and_nobody_else_hears(ann: User, bob: User, eve: User) -> None:
    seek(ann, bob)

    say(ann, match_of(ann), "hello")
    say(bob, match_of(ann), "hi")

    assert Membership.objects.filter(conversation=stream_pk(match_of(ann))).count() == 2


def test_to_begin_again_while_one_waits_or_talks_changes_nothing(ann: User, bob: User, told: Told) -> None:
    seek(ann, tags=["tea"])
    assert told(lambda: seek(ann, tags=["tea"])) == []
    seek(bob, tags=["tea"])

    assert told(lambda: seek(ann)) == []
    assert met(ann, bob)


def test_other_wishes_take_the_place_of_the_first_and_one_keeps_ones_turn(ann: User) -> None:
    seek(ann, tags=["tea"])
    since = Seeker.objects.get().since

    seek(ann, tags=["chess"])

    assert (Seeker.objects.get().tags, Seeker.objects.get().since) == (["chess"], since)


def test_tags_that_agree_come_first_then_languages_then_the_longest_wait(
    make_person: Callable[..., User],
) -> None:
    one, two, three, four, five, six = map(make_person, ("one", "two", "three", "four", "five", "six"))
    seek(one, tags=["a"])
    seek(two, tags=["b"])
    seek(three, tags=["c", "d"])
    seek(four, tags=["e"], languages=["zh"])
    for seconds, user in enumerate((four, three, two, one), 30):
        ago(user, seconds)

    seek(five, tags=["c", "D", "b"])
    seek(six, languages=["zh"])

    assert met(five, three)
    assert met(six, four)


def test_who_named_tags_waits_some_seconds_for_somebody_who_shares_one(ann: User, bob: User) -> None:
    seek(ann, tags=["tea"])
    seek(bob, tags=["chess"])
    widen()
    assert not met(ann, bob)

    ago(ann, 9)
    widen()
    assert not met(ann, bob)
    ago(bob, 9)
    widen()

    assert met(ann, bob)


def test_who_speaks_no_common_language_waits_longer(ann: User, bob: User) -> None:
    seek(ann, languages=["en"])
    seek(bob, languages=["zh"])
    for seconds, is_met in ((15, False), (21, True)):
        ago(ann, seconds)
        ago(bob, seconds)
        widen()
        assert met(ann, bob) is is_met


@pytest.mark.parametrize("how", ["blocks", "is blocked", "reported", "was reported"])
def test_who_must_not_meet_never_does(ann: User, bob: User, how: str) -> None:
    one, other = (ann, bob) if how in {"blocks", "reported"} else (bob, ann)
    if how.endswith("reported"):
        reporting.report(one.pk, "abuse", "", user=user_name(other.pk))
    else:
        contacts.block(one.pk, user_name(other.pk))

    seek(ann, bob)
    for user in (ann, bob):
        ago(user, 3600)
    widen()

    assert search(ann) == search(bob) == {"state": "waiting"}


def test_the_next_one_is_another(ann: User, bob: User, eve: User, told: Told) -> None:
    seek(ann, bob)
    stream = match_of(ann)

    news = told(lambda: matching.another(ann.pk, stream))

    assert search(ann) == {"state": "waiting"}
    assert search(bob) == {"state": "ended", "ended": "left"}
    info, notice = news[0].rows  # type: ignore[union-attr]
    assert (info["ended"], notice["notice"], notice["author"]) == ("left", "parted", user_name(ann.pk))
    matching.another(bob.pk, stream)
    widen()
    assert not met(ann, bob)
    seek(eve)
    assert met(eve, ann)


def test_what_has_ended_is_read_and_nothing_is_said_in_it(ann: User, bob: User) -> None:
    seek(ann, bob)
    stream = match_of(ann)
    matching.stop(ann.pk, stream)

    for user in (ann, bob):
        with pytest.raises(Gone):
            say(user, stream, "still here?")
    with pytest.raises(Gone):
        matching.keep(bob.pk, stream)
    assert search(ann) == {}


def test_to_stop_while_one_waits_ends_the_search(ann: User, bob: User) -> None:
    seek(ann)
    matching.stop(ann.pk)

    seek(bob)

    assert search(ann) == {}
    assert search(bob) == {"state": "waiting"}


def test_a_match_that_is_mine_no_more_is_left_no_second_time(ann: User, bob: User, eve: User, told: Told) -> None:
    seek(ann, bob)
    first = match_of(ann)
    matching.another(ann.pk, first)
    seek(eve)
    assert met(ann, eve)

    assert told(lambda: matching.another(ann.pk, first)) == []
    assert told(lambda: matching.stop(ann.pk, first)) == []
    assert met(ann, eve)


def test_a_block_ends_a_match(ann: User, bob: User) -> None:
    seek(ann, bob)

    contacts.block(ann.pk, user_name(bob.pk))

    assert search(ann) == {}
    assert search(bob) == {"state": "ended", "ended": "left"}


def test_a_report_ends_a_match_and_keeps_what_was_said(ann: User, bob: User) -> None:
    seek(ann, bob)
    say(bob, match_of(ann), "rude words")

    reporting.report(ann.pk, "abuse", "", stream=match_of(ann))

    (filed,) = reports_about(bob)
    assert filed.evidence == "rude words"
    assert search(bob) == {"state": "ended", "ended": "left"}


def test_who_is_reported_by_three_is_paused(make_person: Callable[..., User], bob: User) -> None:
    for number in range(3):
        person = make_person(f"reporter{number}")
        seek(person, bob)
        assert met(person, bob)
        reporting.report(person.pk, "abuse", "", stream=match_of(person))

    with pytest.raises(Forbidden) as refused:
        seek(bob)

    assert refused.value.details["reason"] == "paused"
    mine = start(Caller(bob.pk, "d1", "s1"), 10)["me"]["rows"]
    assert next(row for row in mine if row["key"] == "match")["paused_until"]


def test_who_is_paused_while_they_wait_waits_no_more_and_reads_until_when(
    make_person: Callable[..., User], bob: User
) -> None:
    seek(bob)
    for number in range(3):
        reporting.report(make_person(f"reporter{number}").pk, "spam", "", user=user_name(bob.pk))

    row = match_row(Seeker.objects.get(pk=bob.pk))
    assert (row["state"], row["paused_until"][:2], "stream" in row) == ("ended", "20", False)


def test_reports_that_were_dismissed_pause_nobody(make_person: Callable[..., User], bob: User) -> None:
    for number in range(4):
        person = make_person(f"reporter{number}")
        seek(person, bob)
        reporting.report(person.pk, "abuse", "", stream=match_of(person))
        reports_about(bob).update(decision="dismissed")

    seek(bob)
    assert search(bob) == {"state": "waiting"}


def test_where_the_site_has_no_match_it_is_closed(ann: User, settings: Any) -> None:
    settings.MATCH = False

    with pytest.raises(Forbidden) as refused:
        seek(ann)

    assert refused.value.details["reason"] == "closed"
    assert "match" not in start(Caller(ann.pk, "d1", "s1"), 10)["site"]


def reports_about(user: User) -> Any:
    from chat.reporting.models import Report

    return Report.objects.filter(person=user)
