"""GET the emoji of the site's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from chat.actions.site_emoji import site_emoji
from chat.api.answers import answers, only
from chat.api.router import api, caller_in
from chat.site_emoji.models import SiteEmoji
from happychat.commands.errors import NotFound
from happychat.threads import readers


@api.get("/emoji", response=answers(dict[str, Any]), summary="The emoji of the site")
async def emoji(request: HttpRequest) -> dict[str, Any]:
    """Return `emoji`, by name."""
    only(request)
    caller_in(request)
    return {"emoji": await readers.run(site_emoji)}


@api.get("/emoji/{key}", response=answers(bytes), summary="The picture of an emoji")
async def picture(request: HttpRequest, key: str) -> HttpResponse:
    """Return the picture; another one has another address."""
    only(request)
    caller_in(request)
    answer = HttpResponse(await readers.run(_picture, key), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _picture(key: str) -> bytes:
    found = SiteEmoji.objects.filter(key=key).values_list("picture", flat=True).first()
    if found is None:
        raise NotFound
    return bytes(found)
