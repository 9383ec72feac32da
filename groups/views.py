"""Invitations: what their address shows, and the address as a picture to scan."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from chat.qr import picture
from chat.views import app

CODE = re.compile(r"[\w-]{1,64}", re.ASCII)


def invitation(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show the group to who is signed in; others come back to it. To them every code looks alike, good or not."""
    if request.user.is_authenticated:
        return app(request)
    return render(request, "chat/invited.html")


@login_required
@cache_control(private=True, max_age=60 * 60 * 24)
def invitation_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the address of an invitation. Whether it lets anybody in it does not say."""
    if not CODE.fullmatch(code):
        raise Http404
    return picture(f"{settings.BASE_URL}/invite/{code}")
