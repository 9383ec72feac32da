"""The staff acts from the admin's pages: with a reason, at once, written down."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client

from accounts.models import AuditEntry, Ban, User
from chat.actions.reporting import report
from chat.models import Message
from chat.reporting.models import Report
from happychat.ids import stream_pk
from tests.conftest import signed_in
from tests.groups.groups import group, hills, member
from tests.talking import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    call_command("createsuperuser", username="root_of_site", email="root@example.org", interactive=False, verbosity=0)
    return signed_in(User.objects.get(username="root_of_site"))


@pytest.fixture
def stream(ann: User, bob: User) -> str:
    """Return a group of Ann's in which Bob said something she reported."""
    stream = hills(ann, bob)
    say(bob, stream, "buy this")
    report(ann.pk, "spam", "", stream=stream, seq=2)
    return stream


def test_a_report_is_read_in_its_place_and_its_message_removed(staff: Client, ann: User, stream: str) -> None:
    say(ann, stream, "said after it")
    page = f"/admin/chat/report/{Report.objects.get().pk}/"

    shown = staff.get(f"{page}change/").content.decode()
    asked = staff.get(f"{page}act/remove/").content.decode()
    answer = staff.post(f"{page}act/remove/", {"reason": "advertising"}, follow=True)

    assert "<strong>buy this</strong>" in shown
    assert "said after it" in shown
    assert 'name="reason"' in asked
    assert "Done, and written down." in answer.content.decode()
    assert Message.objects.get(conversation=stream_pk(stream), seq=2).body == ""
    assert (Report.objects.get().decision, AuditEntry.objects.get().reason) == ("removed", "advertising")


def test_a_person_is_banned_for_a_day_and_let_in_again(staff: Client, bob: User, stream: str) -> None:
    page = f"/admin/accounts/user/{bob.pk}/"

    staff.post(f"{page}act/ban/", {"reason": "advertising", "days": "1"})
    ban = Ban.objects.get()
    banned = staff.get(f"{page}change/").content.decode()
    staff.post(f"{page}act/unban/", {"reason": "sorry"})

    assert ban.until is not None
    assert (ban.until - ban.at).days in {0, 1}
    assert "act/unban/" in banned
    assert "act/ban/" not in banned
    assert User.objects.get(pk=bob.pk).is_active
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["ban", "unban"]


def test_without_a_reason_nothing_is_done(staff: Client, bob: User, stream: str) -> None:
    answer = staff.post(f"/admin/accounts/user/{bob.pk}/act/ban/", {"reason": " ", "days": "1"})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert User.objects.get(pk=bob.pk).is_active


def test_a_group_is_ended_and_a_member_put_out(staff: Client, bob: User, stream: str) -> None:
    staff.post(f"/admin/groups/member/{member(stream, bob).pk}/act/remove/", {"reason": "advertising"})
    staff.post(f"/admin/groups/group/{group(stream).pk}/act/dissolve/", {"reason": "enough"})

    assert member(stream, bob).left == "banned"
    assert group(stream).closed


def test_what_cannot_be_done_is_said(staff: Client, ann: User, stream: str) -> None:
    page = f"/admin/groups/member/{member(stream, ann).pk}/act/remove/"

    answer = staff.post(page, {"reason": "no"}, follow=True)

    assert "Make somebody else the owner first." in answer.content.decode()
    assert member(stream, ann).left_at is None


@pytest.mark.parametrize(
    "page", ["chat/report", "chat/message", "groups/group", "groups/member", "accounts/auditentry"]
)
def test_every_list_is_shown_and_nothing_in_it_can_be_added(staff: Client, stream: str, page: str) -> None:
    assert staff.get(f"/admin/{page}/").status_code == 200
    assert staff.get(f"/admin/{page}/add/").status_code == 403


def test_who_may_only_look_acts_on_nothing(ann: User, bob: User, eve: User, stream: str) -> None:
    User.objects.filter(pk=eve.pk).update(is_staff=True)
    eve.user_permissions.add(Permission.objects.get(codename="view_user"))
    helper, page = signed_in(User.objects.get(pk=eve.pk)), f"/admin/accounts/user/{bob.pk}/"

    assert "act/ban/" not in helper.get(f"{page}change/").content.decode()
    assert helper.post(f"{page}act/ban/", {"reason": "no"}).status_code == 403
    assert signed_in(ann).post(f"{page}act/ban/", {"reason": "no"}).status_code == 302
    assert User.objects.get(pk=bob.pk).is_active
