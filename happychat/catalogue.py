"""The words of the chat page in one language, under an address that changes with them, so that it is fetched once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import to_locale
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.i18n import JavaScriptCatalog

_words = JavaScriptCatalog.as_view(packages=["happychat"])


def address(language: str) -> str:
    """Return where the words of a language are."""
    return reverse("catalogue", args=[language, _version(language)])


@gzip_page
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def catalogue(request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    """Serve the words of a language; they hold nothing of anybody's."""
    if language not in dict(settings.LANGUAGES) or version != _version(language):
        raise Http404
    with translation.override(language):
        return _words(request)


@cache
def _version(language: str) -> str:
    folders = [Path(folder) / to_locale(language) / "LC_MESSAGES" for folder in settings.LOCALE_PATHS]
    files = [folder / "djangojs.mo" for folder in folders]
    words = b"".join(path.read_bytes() for path in files if path.exists())
    return hashlib.sha256(words).hexdigest()[:12]
