"""Refusals before a view is reached: pages for people, error objects for clients."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.csrf import csrf_failure as page

from happychat.commands.errors import Forbidden, NotFound


def no_such_call(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Answer a path under /api/ that is none."""
    return JsonResponse({"error": NotFound().as_error()}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a POST without a good CSRF token or Origin."""
    if request.path.startswith("/api/"):
        error = Forbidden("csrf", "Send the csrftoken cookie's value as X-CSRFToken, from the site's own pages.")
        return JsonResponse({"error": error.as_error()}, status=403)
    answer: HttpResponse = page(request, reason)
    return answer
