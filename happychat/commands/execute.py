"""The one entry for commands: a raw frame in, a reply out, whatever the transport."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from django.db import OperationalError
from pydantic import ValidationError

from happychat.auth import Caller, bearer_token, callers, callers_by_token, still_signed_in, token_digest
from happychat.commands import rates
from happychat.commands.errors import Bad, Busy, CommandError, Drain, Forbidden, Internal, Rate, SignedOut, TooLong
from happychat.commands.registry import Command, commands
from happychat.threads import Job, Writer, readers, refuse_inside_transaction

log = logging.getLogger(__name__)
MAX_ID = 2**31
T = TypeVar("T")


def admit(jobs: list[Job]) -> dict[Job, CommandError]:
    """Refuse what was sent by a device that has been signed out meanwhile; in the batch's own transaction.

    Jobs without a caller are the server's own.
    """
    asked = [job for job in jobs if job.caller is not None]
    present = still_signed_in(job.caller for job in asked)
    return {job: SignedOut() for job in asked if job.caller not in present}


writer = Writer(admit)


async def caller_behind(key: str | None) -> Caller | None:
    """Return who a session key belongs to; in a storm of connections many are looked up at once."""
    if not key or not key.isalnum():  # quoted, a cookie can hold anything
        return None
    return await readers.together(callers, key)


async def bot_behind(authorization: str) -> Caller | None:
    """Return the bot whose token an Authorization header brings."""
    token = bearer_token(authorization)
    return await readers.together(callers_by_token, token_digest(token)) if token else None


_reading: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class Request:
    """A frame that was read: its id (0: none), its command and arguments, or why it is refused."""

    id: int
    command: Command | None
    args: Any = None
    error: CommandError | None = None
    malformed: bool = False  # not even an object with an id


def read_frame(raw: str | bytes, *, id_needed: bool = True) -> Request:
    """Return the request of a raw frame; every fault becomes its error."""
    try:
        data = orjson.loads(raw)
    except (orjson.JSONDecodeError, RecursionError):
        return Request(0, None, error=Bad("This is not JSON in UTF-8."), malformed=True)
    if not isinstance(data, dict):
        return Request(0, None, error=Bad("A frame is one JSON object."), malformed=True)
    return read_object(data, id_needed=id_needed)


def read_object(data: dict[str, Any], *, id_needed: bool = True) -> Request:
    """Return the request of a parsed object."""
    number = data.pop("id", None)
    name = data.pop("command", None)
    command = commands.get(name) if isinstance(name, str) else None
    if number is None and (not id_needed or (command is not None and command.silent)):
        number = 0
    elif type(number) is not int or not 1 <= number <= MAX_ID:
        return Request(0, None, error=Bad("`id` is a whole number from 1 to 2^31."), malformed=True)
    if command is None:
        return Request(number, None, error=Bad("There is no such command."))
    try:
        return Request(number, command, command.arguments.model_validate(data))
    except ValidationError as error:
        return Request(number, command, error=refusal_of(error))


def refusal_of(error: ValidationError) -> CommandError:
    """Return the refusal of arguments that have not the form they should have."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    kind = TooLong if all(f["type"] == "string_too_long" for f in error.errors(include_input=False)) else Bad
    return kind(f"{where}: {fault['msg']}" if where else fault["msg"])


def dispatch(caller: Caller, request: Request, done: Callable[[Any], None]) -> None:
    """Carry a request out; `done` gets a reply, an error, or None where the command answers nothing.

    Writes are handed to the writer without a task of their own: this is the hot path.
    """
    command = request.command
    refusal = request.error or _refused(caller, command, request.args)
    if refusal is not None or command is None:
        done(None if command and command.silent and not isinstance(refusal, Bad | TooLong) else refusal)
    elif command.together is not None:
        writer.submit(Job(command.together, caller, request.args, done, command.first))
    else:
        task = asyncio.get_running_loop().create_task(_read(caller, command, request.args, done))
        _reading.add(task)  # the loop itself holds tasks weakly
        task.add_done_callback(_reading.discard)


def _refused(caller: Caller, command: Command | None, args: Any) -> CommandError | None:
    if command is None:
        return None
    if _draining:
        return Drain()
    of_bots = command.bots if caller.bot else ""
    for family, count in ((command.family, command.count(args)), (command.extra, 1), (of_bots, 1)):
        if family and (wait := rates.take(caller.user, family, guest=caller.guest, count=count)):
            return Rate(wait)
    if caller.guest and not command.guests:
        return Forbidden("guest", "Create an account to do this.")
    return None


async def _read(caller: Caller, command: Command, args: Any, done: Callable[[Any], None]) -> None:
    try:
        reply: Any = await readers.run(_looked, command.read, caller, args)
    except CommandError as refusal:
        reply = refusal
    except Exception as error:
        log.exception("a command failed: %s", command.name)
        reply = Busy() if isinstance(error, OperationalError) else Internal()
    done(None if command.silent else reply)


def _looked(read: Any, caller: Caller, args: Any) -> Any:
    if not still_signed_in([caller]):
        raise SignedOut
    return read(caller, args)


_draining = False


async def drain(within: float) -> None:
    """Refuse commands from now on with `drain`; return when those accepted before are done (seconds at most)."""
    global _draining  # noqa: PLW0603  # a process goes down once
    _draining = True
    done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    # The writer's queue is first in, first out: when this job is done, so is everything before it.
    writer.submit(Job(lambda jobs: [None] * len(jobs), None, None, lambda reply: _settle(done, reply)))
    await asyncio.wait([done, *_reading], timeout=within)


async def execute(caller: Caller, raw: str | bytes, *, id_needed: bool = False) -> dict[str, Any]:
    """Carry out one command and return its reply frame (HTTP, bots, tests)."""
    return await perform(caller, read_frame(raw, id_needed=id_needed))


async def perform(caller: Caller, request: Request) -> dict[str, Any]:
    """Carry out a request that was read and return its reply frame; never inside a transaction."""
    return reply_frame(request.id, await answered(caller, request))


async def answered(caller: Caller, request: Request) -> Any:
    """Carry out a request that was read and return its reply, or the refusal."""
    refuse_inside_transaction()
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    dispatch(caller, request, lambda reply: _settle(answer, reply))
    # The command goes on when the one who asked has gone: it belongs to the server.
    return await asyncio.shield(answer)


async def written(write: Callable[..., T], *args: object) -> T:
    """Have the writer carry out a write of the server's own; raise where it could not."""
    answer: asyncio.Future[T | CommandError] = asyncio.get_running_loop().create_future()
    writer.submit(Job(lambda jobs: [write(*args) for _ in jobs], None, None, lambda reply: _settle(answer, reply)))
    reply = await answer
    if isinstance(reply, CommandError):
        raise reply
    return reply


def _settle(future: asyncio.Future[Any], reply: Any) -> None:
    if not future.done():  # who asked may have gone
        future.set_result(reply)


def reply_frame(number: int, reply: Any) -> dict[str, Any]:
    """Return the frame that answers: ok or error, under the id it came with."""
    if isinstance(reply, CommandError):
        return {"id": number, "error": reply.as_error()}
    return {"id": number, "ok": reply or {}}
