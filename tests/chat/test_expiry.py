"""What nobody answers or wants any more goes by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Contact, User
from chat.actions.contacts import expire_requests
from chat.actions.direct import accept_contact, request_contact
from happychat.commands.errors import Gone
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from happychat.upkeep import Upkeep

Told = Callable[..., list[Step | Signal]]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "expired"), [(29, 0), (31, 1)])
def test_a_request_expires_after_thirty_days(ann: User, bob: User, told: Told, days: int, expired: int) -> None:
    request_contact(ann.pk, user_name(bob.pk), "Hi")

    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        news = told(expire_requests)

    assert [step.audience for step in news] == [f"user.{ann.pk}", f"user.{bob.pk}"] * expired
    assert Contact.objects.exclude(state="none").count() == 2 - 2 * expired


@pytest.mark.django_db
def test_an_expired_request_cannot_be_accepted_and_may_be_made_again(ann: User, bob: User) -> None:
    request_contact(ann.pk, user_name(bob.pk))
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        expire_requests()
        with pytest.raises(Gone):
            accept_contact(bob.pk, user_name(ann.pk))

        request_contact(ann.pk, user_name(bob.pk))

    assert Contact.objects.get(owner=bob).state == "incoming"


@pytest.mark.django_db(transaction=True)
async def test_upkeep_is_done_again_and_again_and_a_failure_does_not_end_it() -> None:
    done: list[int] = []
    upkeep = Upkeep()

    def work() -> None:
        done.append(1)
        if len(done) == 1:
            raise ValueError

    upkeep.every(0.01, work)
    upkeep.started()
    async with asyncio.timeout(5):
        while len(done) < 3:
            await asyncio.sleep(0.01)
