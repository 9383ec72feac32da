"""The words of the chat page in one language, under addresses that change with them, so that they are fetched once.

The page brings those its first parts say. The parts fetched later wait for the others, which come in one file.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import to_locale
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.i18n import JavaScriptCatalog

from happychat.scripts import Parts, parts, says_later

CONTEXT = "\x04"  # stands between a word and what it is said of
for_ever = cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)


class Words(JavaScriptCatalog):
    """The words of the first parts, with the functions that look them up."""

    def get_catalog(self) -> dict[str, Any]:
        """Return what is not said in later parts only."""
        program = parts()
        return {word: said for word, said in super().get_catalog().items() if not is_later(program, word)}


class LaterWords(JavaScriptCatalog):
    """The words of the parts that are fetched later."""

    def get_catalog(self) -> dict[str, Any]:
        """Return what is said in later parts only."""
        program = parts()
        return {word: said for word, said in super().get_catalog().items() if is_later(program, word)}

    def render_to_response(self, context: dict[str, Any], **_: Any) -> JsonResponse:
        """Answer with the words alone."""
        return JsonResponse(context["catalog"], json_dumps_params={"ensure_ascii": False})


def is_later(program: Parts, word: str) -> bool:
    """Tell whether a word is said by parts that are fetched later, and by the first ones not."""
    return says_later(program, word.rpartition(CONTEXT)[2])


def address(language: str) -> str:
    """Return where the first words of a language are."""
    return reverse("catalogue", args=[language, _version(language, parts())])


def later_address(language: str) -> str:
    """Return where the other words of a language are."""
    return reverse("later-words", args=[language, _version(language, parts())])


@gzip_page
@for_ever
def catalogue(request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    """Serve the first words of a language; they hold nothing of anybody's."""
    return _serve(Words, request, language, version)


@gzip_page
@for_ever
def later(request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    """Serve the other words of a language."""
    return _serve(LaterWords, request, language, version)


def _serve(words: type[JavaScriptCatalog], request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    if language not in dict(settings.LANGUAGES) or version != _version(language, parts()):
        raise Http404
    with translation.override(language):
        return words.as_view(packages=["happychat"])(request)


@lru_cache(maxsize=8)
def _version(language: str, said: Parts) -> str:
    folders = [Path(folder) / to_locale(language) / "LC_MESSAGES" for folder in settings.LOCALE_PATHS]
    files = [folder / "djangojs.mo" for folder in folders]
    words = b"".join(path.read_bytes() for path in files if path.exists())
    return hashlib.sha256(words + said.first.encode() + said.later.encode()).hexdigest()[:12]
