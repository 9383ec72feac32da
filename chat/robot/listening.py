"""Hearing what is said to the robot: in the transaction that stores it, so that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from chat.actions.sending import Send
from chat.robot.models import Errand
from happychat.ids import user_name

MOST_WAITING = 20  # questions of one person; who asks more at once is not answered to all

robot: int | None = None  # whose key; set by the process that answers
wake: list[Callable[[], object]] = []


def listen(sends: list[Send]) -> None:
    """Note what has to be answered."""
    if robot is None:
        return
    called = [send for send in sends if send.author != robot and _is_to(robot, send)]
    if called:
        _note(called)


def _is_to(robot: int, send: Send) -> bool:
    if send.pair:
        return str(robot) in send.pair.split(":") and send.kind != "push"
    return send.replies_to == robot or user_name(robot) in send.mentions


def _note(sends: list[Send]) -> None:
    askers = {send.author for send in sends}
    bots = set(
        User.objects.filter(pk__in=askers, is_bot=True).values_list("pk", flat=True)
    )  # they would go on for ever
    waiting = Errand.objects.filter(asker__in=askers, body="").values_list("asker").annotate(Count("pk"))
    room = {asker: MOST_WAITING - count for asker, count in waiting}
    errands = []
    for send in sends:
        room[send.author] = room.get(send.author, MOST_WAITING) - 1
        if send.author not in bots and room[send.author] >= 0:
            errands.append(_errand(send))
    Errand.objects.bulk_create(errands, ignore_conflicts=True)
    transaction.on_commit(_wake, robust=True)


def _errand(send: Send) -> Errand:
    return Errand(
        client_id=f"robot-{send.conversation}-{send.seq}",
        conversation_id=send.conversation,
        seq=send.seq,
        asker_id=send.author,
        due_at=timezone.now(),
    )


def _wake() -> None:
    for waker in wake:
        waker()
