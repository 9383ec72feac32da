"""POST push: another system tells a person or a group something."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from pydantic import ValidationError

from chat.actions.pushing import push
from chat.api.answers import answers
from chat.api.commands import MAX_FRAME, takes
from chat.api.router import ServiceToken, api, caller_in
from chat.arguments.pushing import Push
from happychat.commands.errors import Bad, CommandError, TooLong
from happychat.commands.execute import Request, answered, refusal_of
from happychat.commands.registry import Command
from happychat.threads import Job


def _together(jobs: list[Job]) -> list[Any]:
    return push([(job.caller.user, job.args) for job in jobs])


# No command of the protocol: only who has a service token may, and not over a socket.
PUSH = Command("push", Push, family="push", guests=False, together=_together)


@api.post(
    "/push",
    response=answers(dict[str, Any]),
    auth=ServiceToken(),
    summary="Tell somebody something",
    openapi_extra=takes(Push),
)
async def push_something(request: HttpRequest) -> dict[str, Any]:
    """Send a message of the service's bot to a person or a group; a repeated `id` is answered with `duplicate`."""
    reply = await answered(caller_in(request), Request(0, PUSH, _said(request)))
    if isinstance(reply, CommandError):
        raise reply
    answer: dict[str, Any] = reply
    return answer


def _said(request: HttpRequest) -> Push:
    """Return what is to be said; JSON whatever the type, for `curl -d` calls it a form."""
    if len(request.body) > MAX_FRAME:
        raise TooLong("A push is at most 64 KiB.")
    try:
        return Push.model_validate(orjson.loads(request.body))
    except orjson.JSONDecodeError as error:
        raise Bad("This is not JSON in UTF-8.") from error
    except ValidationError as error:
        raise refusal_of(error) from error
