"""Who is banned is out at once and hears why; what the staff did is written down for good."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from asgiref.sync import sync_to_async
from django.core import mail
from django.utils import timezone

from accounts.bans import ban, confirm_address, lift_expired, sign_out_everywhere, switch_two_steps_off, unban
from accounts.models import AuditEntry, Ban, User, WrittenForGood
from accounts.rows import cards
from chat import sweeper
from happychat.auth import caller_of
from happychat.commands.errors import Conflict, Forbidden
from happychat.ids import user_name
from tests.accounts.front_door import Visitor, inside, person, words
from tests.accounts.test_second_factor import switched_on
from tests.chat.sockets import connected
from tests.conftest import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db: None) -> User:
    """An administrator."""
    return person("root_of_site", is_superuser=True, is_staff=True)


def log() -> list[tuple[str, str, str, str]]:
    """Return the audit log, oldest first."""
    entries = AuditEntry.objects.order_by("pk")
    return [(entry.actor, entry.action, entry.subject_id, entry.reason) for entry in entries]


@pytest.mark.django_db(transaction=True)
async def test_a_banned_persons_sockets_close_at_once(ann: User, root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "EVERY_S", 600)
    key = await sync_to_async(session_of)(ann)
    async with connected(key) as (socket,):
        await sync_to_async(ban)(ann, "spam", by=root)

        assert await socket.closed() == 4401
    assert await sync_to_async(caller_of)(key) is None


@pytest.mark.django_db(transaction=True)
def test_nothing_a_banned_person_says_is_accepted(ann: User, talk: str) -> None:
    from tests.conftest import caller

    asking = caller(ann)
    ban(ann, "spam")

    import orjson

    from happychat.commands.execute import execute

    frame = orjson.dumps({"id": 1, "command": "message.send", "stream": talk, "client_id": "x", "body": "hi"})
    reply = asyncio.run(execute(asking, frame, id_needed=True))
    assert reply["error"]["reason"] == "session"


def test_the_log_in_page_says_why_and_until_when() -> None:
    ann = person("ann")
    ban(ann, "Advertising <b>pills</b>", until=timezone.now() + timedelta(days=1))
    visitor = Visitor()

    page = visitor.log_in("ann")

    assert "You are banned" in words(page)
    assert "Their reason: Advertising <b>pills</b>" in words(page)
    assert "You can log in again then." in words(page)
    assert visitor.who() is None
    assert "do not match" in words(Visitor().log_in("ann", "wrong")), "strangers do not hear of it"


def test_a_ban_ends_at_its_time_and_what_was_signed_in_stays_out() -> None:
    ann = inside("ann")
    user = User.objects.get()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ban(user, "a day off", until=timezone.now() + timedelta(days=1))
        clock.shift(timedelta(hours=23))
        lift_expired()
        assert "You are banned" in words(Visitor().log_in("ann"))

        clock.shift(timedelta(hours=2))
        again = Visitor()
        again.log_in("ann")

    assert again.who()
    assert not ann.client.session.get("_auth_user_id")
    assert log()[-1] == ("—", "unban", user_name(user.pk), "")


def test_the_upkeep_lifts_bans_whose_time_is_over() -> None:
    ann, bob = person("ann"), person("bob")
    ban(ann, "a day off", until=timezone.now() - timedelta(seconds=1))
    ban(bob, "for good")

    lift_expired()

    assert list(User.objects.filter(is_active=False)) == [bob]
    assert list(Ban.objects.values_list("user", flat=True)) == [bob.pk]


def test_a_lifted_ban_does_not_open_an_account_that_was_closed(root: User) -> None:
    ann = person("ann", is_active=False)

    assert not unban(ann, by=root)

    assert not User.objects.get(pk=ann.pk).is_active


def test_who_is_banned_keeps_name_and_face_for_others() -> None:
    ann, bob = person("ann"), person("bob", is_active=False)
    ban(ann, "spam")

    first, second = cards(User.objects.order_by("pk"))

    assert first["nickname"] == ann.nickname
    assert second == {"id": user_name(bob.pk), "deleted": True}


def test_nobody_bans_themselves_and_only_administrators_ban_administrators(root: User) -> None:
    moderator = person("mo", is_staff=True)

    with pytest.raises(Forbidden):
        ban(root, "me", by=root)
    with pytest.raises(Forbidden):
        ban(root, "them", by=moderator)

    assert User.objects.filter(is_active=True).count() == 2
    assert log() == []


def test_an_address_is_confirmed_without_a_mail(root: User) -> None:
    Visitor().sign_up("tom")
    tom = User.objects.get(username="tom")

    confirm_address(tom, "phoned", by=root)

    assert EmailAddress.objects.get(user=tom).verified
    visitor = Visitor()
    visitor.log_in("tom")
    assert visitor.who() == str(tom.pk)
    with pytest.raises(Conflict):
        confirm_address(tom, by=root)
    assert log() == [(str(root), "confirm_address", user_name(tom.pk), "tom@example.org phoned")]


def test_an_address_another_proved_meanwhile_is_not_given(root: User) -> None:
    Visitor().sign_up("tom")
    tom = User.objects.get(username="tom")
    person("ann", email="ann@example.org")
    EmailAddress.objects.filter(user__username="ann").update(email="tom@example.org")

    with pytest.raises(Conflict):
        confirm_address(tom, by=root)


def test_all_that_is_done_is_written_down(root: User) -> None:
    inside("ann")
    ann = User.objects.get(username="ann")

    sign_out_everywhere(ann, "lost phone", by=root)
    ban(ann, "spam", by=root)
    unban(ann, "said sorry", by=root)

    name = user_name(ann.pk)
    assert log() == [
        (str(root), "sign_out", name, "lost phone"),
        (str(root), "ban", name, "spam (for good)"),
        (str(root), "unban", name, "said sorry"),
    ]


def test_who_lost_phone_and_codes_gets_in_again_and_hears_of_it(
    root: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    switched_on(inside("ann"))
    ann = User.objects.get(username="ann")
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        switch_two_steps_off(ann, "saw the passport", by=root)

    visitor = Visitor()
    visitor.log_in("ann")
    assert visitor.who()
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]
    assert log()[-1] == (str(root), "two_steps_off", user_name(ann.pk), "saw the passport")
    with pytest.raises(Conflict):
        switch_two_steps_off(ann, by=root)


def test_what_is_written_stays(root: User, django_assert_num_queries: Any) -> None:
    ban(person("ann"), "spam", by=root)
    entry = AuditEntry.objects.get()
    entry.reason = "nothing"

    for change in (
        entry.save,
        entry.delete,
        lambda: entry.save(update_fields=["reason"]),
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(reason=""),
        lambda: AuditEntry.objects.bulk_update([entry], ["reason"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"reason": ""}),
        lambda: AuditEntry(pk=entry.pk, actor="x").delete(),
    ):
        with pytest.raises(WrittenForGood):
            change()

    User.objects.all().delete()
    assert [reason for *_, reason in log()] == ["spam (for good)"], "it outlives the people"
