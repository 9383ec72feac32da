"""What the robot does for an errand: take it, think, say. Each is one transaction, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from chat.actions.growing import grow
from chat.actions.sending import Send, send_messages
from chat.models import Kind, Membership, Message
from chat.robot.models import Errand
from chat.robot.rules.asked import Answer, Asked
from chat.robot.rules.mind import answer
from happychat.commands.errors import CommandError
from happychat.ids import stream_name

LEASE = timedelta(seconds=60)
AGAIN = timedelta(seconds=5)  # after a try that failed
MOST_TRIES = 3  # then the robot says that it is sorry
CUT = " …"
AT_ONCE = 50
EARLIER = 50  # of the asker's own words
MOST_REMINDERS = 50  # of one person


@dataclass(frozen=True, slots=True)
class Task:
    """An errand that this process has taken."""

    pk: int
    client_id: str
    conversation: int
    seq: int
    asker: int
    body: str
    tries: int


@dataclass(frozen=True, slots=True)
class Thought:
    """What the rules say to a question, and where it stands."""

    answer: Answer
    replies_to: int | None  # in a group: the question
    talk: list[dict[str, str]]  # for a language model, the oldest first


def is_due() -> bool:
    """Tell whether there is something to do."""
    return _due().exists()


def take() -> list[Task]:
    """Take what is due, so that no other process does. Inside a transaction."""
    due = _due().order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    errands = list(due[:AT_ONCE])
    taken = Errand.objects.filter(pk__in=[errand.pk for errand in errands])
    taken.update(due_at=timezone.now() + LEASE, tries=F("tries") + 1)
    return [Task(e.pk, e.client_id, e.conversation_id, e.seq, e.asker_id, e.body, e.tries + 1) for e in errands]


def _due() -> QuerySet[Errand]:
    """Return what is due; of the questions of a conversation the first only, so that the answers come in order."""
    before = Errand.objects.filter(conversation=OuterRef("conversation"), body="", seq__lt=OuterRef("seq"))
    return Errand.objects.filter(Q(~Exists(before)) | ~Q(body=""), due_at__lte=timezone.now())


def keep(task: Task) -> None:
    """Go on having an errand."""
    Errand.objects.filter(pk=task.pk).update(due_at=timezone.now() + LEASE)


def put_off(task: Task) -> None:
    """Let an errand come up again soon."""
    Errand.objects.filter(pk=task.pk).update(due_at=timezone.now() + AGAIN)


def drop(task: Task) -> None:
    """Let an errand be."""
    Errand.objects.filter(pk=task.pk).delete()


def think(robot: int, task: Task) -> Thought | None:
    """Return what the rules say; None where there is nothing to be said any more."""
    place = Membership.objects.filter(conversation=task.conversation, user=robot, left_at=None)
    membership = place.select_related("conversation").first()
    question = Message.objects.filter(conversation=task.conversation, seq=task.seq).select_related("author").first()
    if membership is None or question is None or "recalled" in (question.data or {}):
        return None
    if task.body:
        return Thought(Answer(task.body), task.seq, [])
    is_direct = membership.conversation.kind == Kind.DIRECT
    asked = _asked(robot, question)
    talk = _talk(robot, question) if is_direct else [{"role": "user", "content": asked.text}]
    return Thought(_answer(question, asked), None if is_direct else question.seq, talk)


def say(robot: int, task: Task, thought: Thought) -> None:
    """Say an answer and be done with the errand; a refusal ends it too. Inside a transaction."""
    send = Send(robot, stream_name(task.conversation), task.client_id, "text", thought.answer.text)
    send.reply_to = thought.replies_to
    send_messages([send])
    drop(task)
    later = thought.answer
    if later.at is not None and not isinstance(send.answer, CommandError):
        Errand.objects.bulk_create(
            [
                Errand(
                    client_id=f"remind-{task.conversation}-{task.seq}",
                    conversation_id=task.conversation,
                    seq=task.seq,
                    asker_id=task.asker,
                    body=later.later[:1000],
                    due_at=later.at,
                )
            ],
            ignore_conflicts=True,
        )


def give_up(robot: int, task: Task) -> None:
    """Say once that there will be no answer, or end the one that was begun. Inside a transaction."""
    question = Message.objects.select_related("author", "conversation").get(
        conversation=task.conversation, seq=task.seq
    )
    begun = Message.objects.filter(author=robot, client_id=task.client_id).first()
    if begun is None:
        asked = Asked(question.body, timezone.now(), locale=question.author.locale)
        sorry = asked.say(
            "Sorry, something went wrong here: I cannot answer that.", "抱歉，我这里出了点问题，回答不了。"
        )
        is_direct = question.conversation.kind == Kind.DIRECT
        say(robot, task, Thought(Answer(sorry), None if is_direct else task.seq, []))
        return
    if (begun.data or {}).get("open"):
        grow(robot, stream_name(task.conversation), begun.seq, begun.body + CUT, is_open=False)
    drop(task)


def _answer(question: Message, asked: Asked) -> Answer:
    if question.kind != "text":
        return Answer(asked.say("I can only read words.", "我只看得懂文字。"))
    found = answer(asked)
    if found.at is not None and _reminders(question.author_id) >= MOST_REMINDERS:
        return Answer(asked.say("I have enough to remind you of already.", "要提醒你的事已经太多了。"))
    return found


def _reminders(asker: int) -> int:
    return Errand.objects.filter(asker=asker).exclude(body="").count()


def _asked(robot: int, question: Message) -> Asked:
    asker, called = question.author, _called(robot)
    earlier = Message.objects.filter(conversation=question.conversation_id, author=asker, kind="text")
    said = earlier.filter(seq__lt=question.seq).order_by("-seq").values_list("body", flat=True)[:EARLIER]
    own = tuple(called.sub("", body) for body in reversed(said))
    now = timezone.now().astimezone(_zone(asker))
    return Asked(called.sub("", question.body), now, own, asker.locale)


def _called(robot: int) -> re.Pattern[str]:
    """Return what stands in a message only to call the robot."""
    names = User.objects.filter(pk=robot).values_list("username", "nickname").get()
    return re.compile(rf"@({'|'.join(map(re.escape, names))})\b[\s,:，：]*", re.IGNORECASE)


def _zone(asker: User) -> ZoneInfo:
    try:
        return ZoneInfo(asker.preferences.get("zone") or "UTC")
    except (ValueError, OSError):  # a zone this machine does not know
        return ZoneInfo("UTC")


def _talk(robot: int, question: Message) -> list[dict[str, str]]:
    said = Message.objects.filter(conversation=question.conversation_id, kind="text", seq__lte=question.seq)
    newest = said.order_by("-seq").values_list("author", "body")[:20]
    return [
        {"role": "assistant" if author == robot else "user", "content": body}
        for author, body in reversed(newest)
        if body
    ]
