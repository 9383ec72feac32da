"""Addresses to scan."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from accounts.models import USERNAME
from happychat.qr import drawn


@login_required
@cache_control(private=True, max_age=60 * 60 * 24)
def person(request: HttpRequest, username: str) -> HttpResponse:
    """Draw the address of a profile. Whether anybody has that name it does not say."""
    try:
        USERNAME(username)
    except ValidationError as error:
        raise Http404 from error
    return picture(f"{settings.BASE_URL}/u/{username}")


def picture(address: str) -> HttpResponse:
    """Answer with an address to scan."""
    answer = HttpResponse(drawn(address), content_type="image/svg+xml; charset=utf-8")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
