"""GET of what a message said before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from chat.actions.editing import wordings
from chat.api.answers import answers, only
from chat.api.router import api, caller_in
from happychat.commands.errors import NotFound
from happychat.threads import readers

MOST_DIGITS = 16


@api.get(
    "/conversations/{stream}/messages/{seq}/versions", response=answers(dict[str, Any]), summary="What a message said"
)
async def versions(request: HttpRequest, stream: str, seq: str) -> dict[str, Any]:
    """Return `versions`, the oldest first, the last as it is now."""
    only(request)
    if not (seq.isascii() and seq.isdigit() and len(seq) < MOST_DIGITS):
        raise NotFound("There is no such message.")
    return {"versions": await readers.run(wordings, caller_in(request).user, stream, int(seq))}
