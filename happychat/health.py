"""What a supervisor asks: does the process answer, can it work."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from happychat.models import Epoch
from happychat.threads import readers


async def healthz(request: HttpRequest) -> HttpResponse:
    """Answer: the process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and is migrated, 503 when not."""
    try:
        await readers.run(Epoch.present)
    except (DatabaseError, Epoch.DoesNotExist):
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
