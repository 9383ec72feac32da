"""What the site's moderators do to messages, groups and reports."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from chat import moderation as messages
from chat.actions.reporting import report
from chat.models import Message
from chat.reporting.models import Report
from groups import moderation
from happychat.commands.errors import Conflict
from happychat.ids import stream_pk
from tests.groups.groups import group, hills, member, refusal
from tests.talking import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(eve: User) -> User:
    """Eve looks after the site."""
    User.objects.filter(pk=eve.pk).update(is_staff=True)
    return User.objects.get(pk=eve.pk)


@pytest.fixture
def spam(ann: User, bob: User) -> Message:
    """Return what Bob said in Ann's group, and Ann reported."""
    stream = hills(ann, bob)
    say(bob, stream, "buy this")
    report(ann.pk, "spam", "", stream=stream, seq=2)
    return Message.objects.get(conversation=stream_pk(stream), seq=2)


def written() -> list[tuple[str, str, str]]:
    return [(entry.actor, entry.action, entry.reason) for entry in AuditEntry.objects.order_by("pk")]


def test_a_removed_message_decides_all_reports_of_it(eve: User, bob: User, spam: Message) -> None:
    messages.remove_message(spam, "advertising", by=eve)

    spam.refresh_from_db()
    decided = Report.objects.get()
    assert (spam.body, set(spam.data or {})) == ("", {"recalled"})
    assert (decided.decision, decided.decided_by, decided.evidence) == ("removed", eve, "buy this")
    assert written() == [(str(eve), "remove_message", "advertising")]
    refusal(Conflict, messages.remove_message, spam, "again", by=eve)


def test_who_wrote_it_is_banned_for_a_day(eve: User, bob: User, spam: Message) -> None:
    tomorrow = timezone.now() + timedelta(days=1)

    messages.ban_reported(Report.objects.get(), "advertising", by=eve, until=tomorrow)

    bob.refresh_from_db()
    assert (bob.is_active, bob.ban.until) == (False, tomorrow)
    assert Report.objects.get().decision == "banned"
    assert [action for _, action, _ in written()] == ["ban"]


def test_a_report_may_be_dismissed(eve: User, spam: Message) -> None:
    messages.dismiss(Report.objects.get(), "harmless", by=eve)

    assert Report.objects.get().decision == "dismissed"
    assert written() == [(str(eve), "dismiss", "harmless")]


def test_a_group_is_dissolved_with_its_reports(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    report(bob.pk, "illegal", "", stream=stream)

    moderation.dissolve(group(stream), "no", by=eve)

    assert (group(stream).closed, Report.objects.get().decision) == (True, "dissolved")
    refusal(Conflict, moderation.dissolve, group(stream), "again", by=eve)


def test_a_member_is_put_out_or_made_the_owner(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)
    refusal(Conflict, moderation.remove_member, member(stream, ann), "", by=eve)

    moderation.make_owner(member(stream, bob), "Ann is away", by=eve)
    moderation.remove_member(member(stream, ann), "", by=eve)

    assert (member(stream, bob).role, member(stream, ann).left) == ("owner", "banned")
    assert [action for _, action, _ in written()] == ["make_owner", "remove_member"]
    refusal(Conflict, moderation.remove_member, member(stream, ann), "", by=eve)


def test_a_decided_report_stays_as_it_was_decided(eve: User, spam: Message) -> None:
    messages.dismiss(Report.objects.get(), "harmless", by=eve)

    messages.remove_message(spam, "after all", by=eve)

    assert Report.objects.get().decision == "dismissed"
