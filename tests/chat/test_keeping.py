"""Favourites, reminders, and messages sent later: each person's own, on all their devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from chat.actions import direct
from chat.actions.keeping import MOST, come_due, favourite, remind
from chat.actions.recalling import recall
from chat.actions.sending import send_messages
from chat.arguments.messages import SendMessage
from chat.composing import composed
from chat.keeping.models import Kept, Kind
from chat.models import Message
from chat.scheduling import schedule, send_due
from happychat.commands.errors import Bad, Gone, NotFound, Quota
from happychat.ids import user_name
from happychat.streams.catching_up import sync
from happychat.streams.registry import ME
from happychat.streams.steps import Signal, Step
from happychat.times import wire
from tests.talking import group_of, leave, say

pytestmark = pytest.mark.django_db
Told = Callable[..., list[Step | Signal]]


def kept(user: User, have: int = 0) -> dict[str, Any]:
    """Return the kept rows somebody's devices have."""
    rows = sync(user.pk, {ME: have}, 500)["streams"][0]["rows"]
    names = tuple(f"{kind}:" for kind in Kind)
    return {
        row["key"]: {k: v for k, v in row.items() if k not in {"key", "version"}}
        for row in rows
        if row["key"].startswith(names)
    }


def ahead(**ahead: float) -> str:
    return wire(timezone.now() + timedelta(**ahead))


def at(moment: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(moment) + timedelta(seconds=1), tick=False)


def test_a_favourite_is_mine_alone_until_i_take_it_away(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "keep this")

    (step,) = told(lambda: favourite(bob.pk, talk, 2, on=True))

    assert isinstance(step, Step)
    assert (step.stream, [row["key"] for row in step.rows]) == (ME, [f"favourite:{talk}:2"])
    assert set(kept(bob)[f"favourite:{talk}:2"]) == {"at"}
    assert kept(ann) == {}
    assert told(lambda: favourite(bob.pk, talk, 2, on=True)) == []
    before = step.version
    favourite(bob.pk, talk, 2, on=False)
    assert kept(bob) == {}
    assert kept(bob, before) == {f"favourite:{talk}:2": {"gone": True}}


def test_only_what_one_sees_is_kept_and_only_so_much(ann: User, bob: User, eve: User, talk: str) -> None:
    say(ann, talk, "one", "two")
    recall(ann.pk, talk, 2)
    with pytest.raises(NotFound):
        favourite(eve.pk, talk, 3, on=True)
    with pytest.raises(Gone):
        favourite(bob.pk, talk, 2, on=True)
    Kept.objects.bulk_create(
        Kept(owner=bob, kind=Kind.REMINDER, name=f"c9:{n}", version=1) for n in range(MOST[Kind.REMINDER])
    )

    with pytest.raises(Quota):
        remind(bob.pk, talk, 3, ahead(hours=1))


def test_a_reminder_says_when_its_time_has_come(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "water the persimmon")
    moment = ahead(hours=2)
    remind(bob.pk, talk, 2, moment)
    assert told(come_due) == []

    with at(moment):
        (step,) = told(come_due)
        assert told(come_due) == []

    assert isinstance(step, Step)
    assert kept(bob) == {f"reminder:{talk}:2": {"at": moment, "due": True}}
    remind(bob.pk, talk, 2, "")
    assert kept(bob) == {}


def test_a_reminder_can_be_put_off_and_taken_back(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "water the persimmon")
    first, later = ahead(hours=2), ahead(hours=4)
    remind(bob.pk, talk, 2, first)
    remind(bob.pk, talk, 2, later)
    assert told(lambda: remind(bob.pk, talk, 2, later)) == []

    with at(first):
        assert told(come_due) == []
    remind(bob.pk, talk, 2, "")
    with at(later):
        assert told(come_due) == []


@pytest.mark.parametrize("about", [{"seconds": 30}, {"days": 400}, {"hours": -1}])
def test_a_moment_is_from_a_minute_to_a_year_ahead(ann: User, bob: User, talk: str, about: dict[str, float]) -> None:
    say(ann, talk, "hi")
    with pytest.raises(Bad):
        remind(bob.pk, talk, 2, ahead(**about))
    with pytest.raises(Bad):
        schedule(bob.pk, "later-1", ahead(**about), {"stream": talk, "body": "hi"})


# Sending later


def test_a_message_is_sent_at_its_time_as_if_its_author_did(ann: User, bob: User, talk: str, told: Told) -> None:
    moment = ahead(hours=8)
    schedule(ann.pk, "later-1", moment, {"stream": talk, "body": "Good morning"})
    assert kept(ann) == {"scheduled:later-1": {"at": moment, "stream": talk, "kind": "text", "body": "Good morning"}}
    assert kept(bob) == {}
    assert told(send_due) == []

    with at(moment):
        steps = told(send_due)
        assert told(send_due) == []

    assert [step.stream for step in steps if isinstance(step, Step)] == [talk, ME]
    message = Message.objects.get(client_id="later-1")
    assert (message.author_id, message.body) == (ann.pk, "Good morning")
    assert kept(ann) == {}


def test_it_can_be_changed_and_taken_back_until_then(ann: User, talk: str, told: Told) -> None:
    moment = ahead(hours=8)
    schedule(ann.pk, "later-1", ahead(hours=2), {"stream": talk, "body": "Good evening"})
    schedule(ann.pk, "later-1", moment, {"stream": talk, "body": "Good morning"})
    schedule(ann.pk, "later-2", moment, {"stream": talk, "body": "Never"})
    schedule(ann.pk, "later-2", "", {})

    with at(moment):
        told(send_due)

    assert [*Message.objects.filter(client_id__startswith="later").values_list("body", flat=True)] == ["Good morning"]
    with pytest.raises(Gone):
        schedule(ann.pk, "later-1", ahead(hours=1), {"stream": talk, "body": "Again"})


def test_what_is_refused_then_says_why_and_stays(ann: User, bob: User, talk: str, told: Told) -> None:
    moment, group = ahead(hours=8), group_of(ann, bob)
    schedule(ann.pk, "later-1", moment, {"stream": talk, "body": "Friends?"})
    schedule(ann.pk, "later-2", moment, {"stream": group, "body": "Still here?"})
    schedule(ann.pk, "later-3", moment, {"stream": group_of(ann), "body": "Alone"})
    direct.remove_contact(bob.pk, user_name(ann.pk))
    leave(group, ann)

    with at(moment):
        told(send_due)

    assert {name[-1]: row.get("error") for name, row in kept(ann).items()} == {"1": "forbidden", "2": "not_member"}
    schedule(ann.pk, "later-1", "", {})
    assert [*kept(ann)] == ["scheduled:later-2"]


def test_who_sends_it_themselves_first_has_it_sent_once(ann: User, talk: str, told: Told) -> None:
    moment = ahead(hours=8)
    schedule(ann.pk, "later-1", moment, {"stream": talk, "body": "Now or later"})
    send_messages([composed(ann.pk, SendMessage(stream=talk, client_id="later-1", body="Now or later"))])

    with at(moment):
        told(send_due)

    assert Message.objects.filter(client_id="later-1").count() == 1
    assert kept(ann) == {}
