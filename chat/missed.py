"""What the sockets of this process have not been told, read from the database as the steps it would have come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from accounts.rows import mailbox_versions
from chat.models import Conversation, Kind, Membership, Message
from chat.rows import attach_of, heads_of
from happychat.ids import stream_name
from happychat.streams.catching_up import rows_since
from happychat.streams.registry import ME, View, kind_of
from happychat.streams.steps import Detach, Row, Step

USER, CONVERSATION = "user.", "conversation."
MOST_ROWS = 200  # more are fetched by the clients


def missed(told: Mapping[str, int]) -> list[Step]:
    """Return what brings audiences from the versions they were told to those of the database."""
    return [*_of_people(_keys(told, USER)), *_of_conversations(_keys(told, CONVERSATION))]


def _keys(told: Mapping[str, int], prefix: str) -> dict[int, int]:
    return {int(name.removeprefix(prefix)): version for name, version in told.items() if name.startswith(prefix)}


def _of_people(told: dict[int, int]) -> list[Step]:
    behind = [user for user, version in mailbox_versions(list(told)).items() if version > told[user]]
    heads = heads_of(behind) if behind else {}
    steps = []
    for user in behind:
        view = kind_of(ME).views(user, [ME])[ME]
        rows = rows_since(view, told[user], MOST_ROWS + 1)
        step = Step(f"{USER}{user}", ME, told[user], view.version, rows, is_head=len(rows) > MOST_ROWS)
        # A conversation may have become theirs: their sockets must hear it from now on.
        step.attach = tuple(replace(attach, ask=name) for name, _, attach in heads[user])
        steps.append(step)
    return steps


def _of_conversations(told: dict[int, int]) -> list[Step]:
    found = Conversation.objects.filter(pk__in=told) if told else ()
    behind = [conversation for conversation in found if conversation.version > told[conversation.pk]]
    return [step for conversation in behind for step in _of_conversation(conversation, told[conversation.pk])]


def _of_conversation(conversation: Conversation, told: int) -> list[Step]:
    """Return the steps from a version on; each that ends memberships is the last its people hear.

    Rows newer than the version that was read first come with their own step: here they would reach who has left.
    """
    name, now = stream_name(conversation.pk), conversation.version
    view = View(name, 0, conversation.pk, now, last_seq=conversation.last_seq, context=conversation)
    rows = [row for row in rows_since(view, told, MOST_ROWS + 1) if row["version"] <= now]
    # What a block hides from one of two is left to the question each of them asks.
    hidden = Message.objects.filter(conversation=conversation, version__gt=told, hidden_from__isnull=False)
    is_head = len(rows) > MOST_ROWS or (conversation.kind == Kind.DIRECT and hidden.exists())
    changed = list(
        Membership.objects.filter(conversation=conversation, version__gt=told, version__lte=now).order_by("version")
    )
    ends = sorted({m.version for m in changed if m.left_at is not None} | {now})
    steps = []
    for prev, version in zip([told, *ends], ends, strict=False):
        step = Step(f"{CONVERSATION}{conversation.pk}", name, prev, version, _between(rows, prev, version))
        step.last_seq = conversation.last_seq
        step.is_head = is_head
        step.detach = tuple(
            Detach(m.user_id, step.audience) for m in changed if m.left_at is not None and m.version == version
        )
        steps.append(step)
    if conversation.closed and conversation.kind == Kind.GROUP:  # dissolved: everybody who was left goes
        last = Membership.objects.filter(conversation=conversation, left="dissolved")
        steps[-1].detach += tuple(Detach(m.user_id, steps[-1].audience) for m in last)
    # Who left and came back meanwhile sees messages from another number on.
    for membership in changed:
        membership.conversation = conversation
    steps[0].attach = tuple(replace(attach_of(m), ask=name) for m in changed if m.left_at is None)
    return steps


def _between(rows: list[Row], prev: int, version: int) -> list[Row]:
    return [row for row in rows if prev < row["version"] <= version]
