"""People with clients of several kinds, and processes between them, without a network."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import transaction

from accounts.models import User
from accounts.rows import audience as person_audience
from accounts.rows import mailbox_versions
from chat.missed import missed
from chat.models import Kind, Membership
from chat.rows import heads_of
from happychat.auth import Caller
from happychat.commands.errors import CommandError, Internal
from happychat.commands.registry import commands
from happychat.frames import Frame
from happychat.ids import stream_name
from happychat.layers import FanoutLayer
from happychat.streams.steps import Signal, Step
from happychat.threads import Job
from tests.chat.replica import Replica

Told = Callable[..., list[Step | Signal]]


def carry_out(user: User, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Carry out a command that changes something as the writer does, in the test's transaction; raise its refusal."""
    command = commands[name]
    assert command.together is not None
    who = Caller(user.pk, "d1", "", guest=user.is_guest)
    job = Job(command.together, who, command.arguments.model_validate(arguments), lambda reply: None)
    (answer,) = command.together([job])
    assert not isinstance(answer, Internal), "it failed"
    if isinstance(answer, CommandError):
        raise answer
    reply: dict[str, Any] = answer
    return reply


class Live(Replica):
    """A client that remembers what came by itself."""

    def __init__(self, user: int) -> None:
        super().__init__(user)
        self.newest: dict[str, int] = {}
        self.signals: list[dict[str, Any]] = []

    def deliver(self, frame: Frame) -> None:
        data = orjson.loads(frame.data)
        heads = data["heads"] if data["type"] == "head" else {data["stream"]: [data["version"]]}
        self.newest |= {stream: head[0] for stream, head in heads.items()}
        super().deliver(frame)

    def signal(self, frame: Frame) -> None:
        self.signals.append(orjson.loads(frame.data))


class Lossy(Replica):
    """A client to whom some frames do not come."""

    def __init__(self, user: int, lost: Sequence[bool]) -> None:
        super().__init__(user)
        self._lost = itertools.cycle(lost or [True])

    def deliver(self, frame: Frame) -> None:
        if not next(self._lost):
            super().deliver(frame)


class Elsewhere:
    """A process that hears some steps not at all and others in the wrong order, and reads what it misses."""

    def __init__(self, lost: Sequence[bool]) -> None:
        self.layer = FanoutLayer()
        self._lost = itertools.cycle(lost or [True])
        self._late: list[Step] = []

    def hear(self, news: list[Step | Signal]) -> None:
        self._late += [item for item in news if isinstance(item, Step) and not next(self._lost)]
        if len(self._late) > 2:
            self._come()

    def catch_up(self) -> None:
        self._come()
        for step in missed(self.layer.order.told):
            self.layer.deliver(step)

    def _come(self) -> None:
        while self._late:
            self.layer.deliver(self._late.pop())


class World:
    """People and a layer between them, and another process to which steps come late or not at all.

    Of each a live client and one elsewhere; with a `limit` also a live one to whom frames are lost, and one that
    catches up now and then, so many rows at a time.
    """

    def __init__(self, people: list[User], told: Told, *, limit: int = 0, lost: Sequence[bool] = ()) -> None:
        self.people = people
        self._told = told
        self.layer = FanoutLayer()
        self.elsewhere = Elsewhere(lost)
        self.live = {user.pk: Live(user.pk).begin() for user in people}
        behind = people if limit else []
        self.lossy = {user.pk: Lossy(user.pk, lost).like(self.live[user.pk]) for user in behind}
        self.slow = {user.pk: Replica(user.pk, limit).begin() for user in behind}
        self.far = {user.pk: Live(user.pk).like(self.live[user.pk]) for user in people}
        asyncio.run(self._arrive(mailbox_versions([user.pk for user in people])))
        heads = heads_of([user.pk for user in people])
        for layer, replica in self._sinks():
            for _, _, attach in heads[replica.user]:
                layer.attach(replica, attach.audience, attach.floor, attach.version)

    async def _arrive(self, versions: dict[int, int]) -> None:
        for layer, replica in self._sinks():
            layer.arrive(replica)
            layer.attach(replica, person_audience(replica.user), 0, versions[replica.user])

    def _sinks(self) -> list[tuple[FanoutLayer, Replica]]:
        here = [(self.layer, replica) for replica in [*self.live.values(), *self.lossy.values()]]
        return [*here, *((self.elsewhere.layer, replica) for replica in self.far.values())]

    def do(self, user: User, name: str, /, **arguments: Any) -> dict[str, Any] | CommandError:
        """Carry out a command, whether it is refused or not, and deliver what it told."""
        replies: list[dict[str, Any]] = []
        try:
            news = self._told(lambda: replies.append(carry_out(user, name, arguments)))
        except CommandError as refusal:
            return refusal
        self.layer.publish(news)
        self.elsewhere.hear(news)
        return replies[0]

    def catch_up(self) -> None:
        """Bring all up to date who are behind by what they are."""
        self.elsewhere.catch_up()
        for replica in [*self.slow.values(), *self.lossy.values()]:
            replica.catch_up()

    def compare(self) -> None:
        """Compare what each client shows with a fresh fetch, and what came with what may come."""
        for user in self.people:
            fresh = Replica(user.pk).begin().shown()
            for kind in ("live", "lossy", "slow", "far"):
                client = getattr(self, kind).get(user.pk)
                assert client is None or client.shown() == fresh, f"{user.username}, {kind}"
            for stream, last in last_heard(user).items():
                for replica in (self.live[user.pk], self.far[user.pk]):
                    assert replica.newest.get(stream, 0) <= last, f"{user.username} heard of {stream} too long"


def last_heard(user: User) -> dict[str, int]:
    """Return the last version of each conversation that is not theirs any more which may have come by itself."""
    over = Membership.objects.filter(user=user, left_at__isnull=False).select_related("conversation")
    over = over.exclude(conversation__kind=Kind.LOBBY)  # whose members have no row that says when
    return {
        stream_name(m.conversation_id): m.conversation.version if m.left == "dissolved" else m.version for m in over
    }


class Undo(Exception):
    """Take everything of an example back."""


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done to the database."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass
