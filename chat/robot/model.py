"""Asking a language model over HTTP, as OpenAI's servers and many others answer: pieces of text, as they come.

A thread of its own reads, for such a server may be silent for long; it is no more trusted than any other stranger.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from happychat.environment import Environment

SILENCE_S = 30.0  # without a byte
MOST_LINE, MOST_TEXT = 64 * 1024, 6000
MOST_MALFORMED = 20
MOST_CONTEXT = 8000  # characters of the talk
SYSTEM = (
    "You are Happy, the robot of the chat site {site}. Answer shortly, in the language you are asked in. "
    "You are a program, not a person, and say so when asked."
)


class ModelFailed(Exception):
    """The server did not answer as it should."""


class Pieces:
    """One question to the model."""

    def __init__(self, env: Environment, talk: list[dict[str, str]]) -> None:
        self._env, self._talk = env, talk
        self._text, self._ended, self._error = "", False, ""
        self._socket: socket.socket | None = None
        self._stopped = False

    async def texts(self, pause: float) -> AsyncIterator[str]:
        """Return all that was said so far, each time after a pause; ModelFailed where it breaks off."""
        threading.Thread(target=self._read, name="model", daemon=True).start()
        said = ""
        while not self._ended:
            await asyncio.sleep(pause)
            if self._text != said:
                said = self._text
                yield _whole(said)
        if self._text != said:
            yield _whole(self._text)
        if self._error:
            raise ModelFailed(self._error)

    def stop(self) -> None:
        """Hang up."""
        self._stopped = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        connection = _connection(self._env.llm_url)
        try:
            connection.connect()
            self._socket = connection.sock  # the connection forgets it where the answer lasts until the end
            if self._stopped:
                return
            for piece in _pieces(_ask(connection, self._env, self._talk)):
                self._text += piece
                if self._stopped or len(self._text) >= MOST_TEXT:
                    self._text = self._text[:MOST_TEXT]
                    break
        except (OSError, http.client.HTTPException, ValueError, ModelFailed) as error:
            self._error = f"{type(error).__name__}: {error}"
        finally:
            self._ended = True
            connection.close()


def context(site: str, talk: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return what the model is told: who it is, and as much of the end of the talk as it may know."""
    kept: list[dict[str, str]] = []
    room = MOST_CONTEXT
    for said in reversed(talk):
        room -= len(said["content"])
        if room < 0 and kept:
            break
        kept.append({**said, "content": said["content"][-MOST_CONTEXT:]})
    return [{"role": "system", "content": SYSTEM.format(site=site)}, *reversed(kept)]


def _whole(text: str) -> str:
    """Return a text that can be stored: halves of a character are put together, and one alone is a mark."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=SILENCE_S)


def _ask(
    connection: http.client.HTTPConnection, env: Environment, talk: list[dict[str, str]]
) -> http.client.HTTPResponse:
    asked: dict[str, Any] = {"messages": context(env.site_name, talk), "stream": True}
    if env.llm_model:
        asked["model"] = env.llm_model
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    if env.llm_key:
        headers["Authorization"] = f"Bearer {env.llm_key}"
    path = urlsplit(env.llm_url).path.rstrip("/").removesuffix("/chat/completions")
    connection.request("POST", f"{path}/chat/completions", json.dumps(asked), headers)
    response = connection.getresponse()
    if response.status != 200:
        raise ModelFailed(f"status {response.status}")
    return response


def _pieces(response: http.client.HTTPResponse) -> Iterator[str]:
    malformed = 0
    while line := response.readline(MOST_LINE):
        if len(line) == MOST_LINE:
            raise ModelFailed("a line without an end")
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            return
        try:
            piece = json.loads(data)["choices"][0]["delta"].get("content")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            malformed += 1
            if malformed > MOST_MALFORMED:
                raise ModelFailed("not what we can read") from None
            continue
        if isinstance(piece, str):
            yield piece.replace("\x00", "")
    raise ModelFailed("it broke off")
