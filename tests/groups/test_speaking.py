"""Who speaks in a group, and how often: only admins, one at a time, not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from chat.actions.sending import Send, send_messages
from chat.models import Membership
from groups.actions import coming, going, roles
from groups.actions.about import update
from happychat.commands.errors import CommandError, Forbidden, Rate
from happychat.ids import user_name
from tests.groups.groups import hills, member, refusal
from tests.talking import say, send_of

pytestmark = pytest.mark.django_db


def answers(*sends: Send) -> list[str]:
    """Send in one batch and return ok, duplicate or the error's code for each."""
    with transaction.atomic():
        send_messages(list(sends))
    return [code_of(send) for send in sends]


def code_of(send: Send) -> str:
    if isinstance(send.answer, CommandError):
        return send.answer.code
    return "duplicate" if (send.answer or {}).get("duplicate") else "ok"


def wait_of(author: User, stream: str) -> int:
    with pytest.raises(Rate) as refused:
        say(author, stream, "again")
    return int(refused.value.details["retry_ms"])


def test_where_only_admins_speak_members_listen(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve, speak="admins")
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")

    assert refusal(Forbidden, say, eve, stream, "hi") == "admins_only"
    say(ann, stream, "hi")
    say(bob, stream, "hi")
    roles.give_role(ann.pk, stream, user_name(bob.pk), "member")
    assert refusal(Forbidden, say, bob, stream, "hi") == "admins_only"
    update(ann.pk, stream, {"speak": "all"})
    say(eve, stream, "hi")


def test_in_a_slow_group_a_member_waits_and_is_told_how_long(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve, slow=60)
    say(bob, stream, "hi")
    say(eve, stream, "hi")  # each has a pause of their own

    assert 50_000 < wait_of(bob, stream) <= 60_000
    Membership.objects.filter(user=bob).update(spoke_at=timezone.now() - timedelta(seconds=45))
    assert 5_000 < wait_of(bob, stream) <= 15_000
    Membership.objects.filter(user=bob).update(spoke_at=timezone.now() - timedelta(seconds=60))
    say(bob, stream, "hi again")


def test_who_is_refused_does_not_wait_longer_for_it(ann: User, bob: User) -> None:
    stream = hills(ann, bob, slow=60)
    say(bob, stream, "hi")
    before = member(stream, bob).spoke_at

    wait_of(bob, stream)

    assert member(stream, bob).spoke_at == before


def test_admins_are_not_held(ann: User, bob: User) -> None:
    stream = hills(ann, bob, slow=3600)
    roles.give_role(ann.pk, stream, user_name(bob.pk), "admin")

    for author in (ann, bob):
        say(author, stream, "one", "two")


def test_two_messages_in_one_batch_are_two(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve, slow=60)

    assert answers(send_of(bob, stream), send_of(eve, stream), send_of(bob, stream)) == ["ok", "ok", "rate"]


def test_a_repeat_is_no_second_message(ann: User, bob: User) -> None:
    stream = hills(ann, bob, slow=60)
    once, again, later = (send_of(bob, stream, client_id="a") for _ in range(3))

    assert answers(once, again) == ["ok", "duplicate"]
    assert answers(later) == ["duplicate"]


def test_going_out_and_in_is_no_way_around_the_pause(ann: User, bob: User) -> None:
    stream = hills(ann, bob, public=True, join="open", slow=60)
    say(bob, stream, "hi")

    going.leave(bob.pk, stream)
    coming.join(bob.pk, stream, "")

    assert wait_of(bob, stream) > 0


def test_a_slow_batch_costs_the_same_however_many_speak(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob, eve, slow=60)
    costs = []
    for sends in ([send_of(bob, stream)], [send_of(eve, stream), send_of(ann, stream)]):
        with CaptureQueriesContext(connection) as queries:
            assert set(answers(*sends)) == {"ok"}
        costs.append(len({query["sql"][:60] for query in queries}))  # SQLite writes one row at a time

    assert costs[0] == costs[1]


def test_who_is_made_owner_may_speak(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    roles.mute(ann.pk, stream, user_name(bob.pk), (timezone.now() + timedelta(hours=1)).isoformat())

    roles.transfer(ann.pk, stream, user_name(bob.pk))

    say(bob, stream, "hi")


def test_who_may_speak_again_by_the_clock_needs_no_word(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    Membership.objects.filter(user=bob).update(muted_until=timezone.now() - timedelta(seconds=1))
    say(bob, stream, "hi")
    version = say(bob, stream, "hi")[0]["version"]

    assert roles.mute(ann.pk, stream, user_name(bob.pk), "") == {"version": version}
