"""Asking other sites: never one of our own network, never long, never much.

Whatever names an address was typed by somebody. A name is looked up once, every address it has must be the world's, and
the connection goes to that address and no other; each redirect is looked at anew.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import h11

WITHIN_S = 5.0
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3
PORTS = {80, 443}
REDIRECTS = {301, 302, 303, 307, 308}
NAME = "HappyChat (link preview)"
# They lead on to an IPv4 address, which nothing here would look at.
EMBEDDING = [
    ipaddress.IPv6Network(net)
    for net in ("::/96", "::ffff:0:0/96", "2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")
]

Resolve = Callable[[str, int], Awaitable[list[str]]]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[..., Awaitable[Streams]]


class NotFetched(Exception):
    """The address may not be asked, or did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, from where it came in the end; the body is cut where it is too long."""

    url: str
    type: str
    charset: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart."""

    secure: bool
    host: str
    port: int
    target: str

    @classmethod
    def of(cls, url: str) -> Place:
        """Take an address apart; NotFetched for one nobody may ask for."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        except ValueError as error:
            raise NotFetched("not an address") from error
        if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
            raise NotFetched("not an address of the web")
        secure = parts.scheme == "https"
        if (port or (443 if secure else 80)) not in PORTS:
            raise NotFetched("not a port of the web")
        query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
        return cls(secure, host, port or (443 if secure else 80), (quote(parts.path, safe=SAFE) or "/") + query)

    @property
    def authority(self) -> str:
        """Return what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


SAFE = "/%:@!$&'()*+,;=~-._?[]"


async def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses the machine's resolver has for a name, or the name itself where it is an address."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_of_the_world(address: str) -> bool:
    """Tell whether an address may be anybody's: no network of ours, no machine's own, none that leads to another."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.scope_id or ip.is_site_local or any(ip in net for net in EMBEDDING)
    ):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


async def get(
    url: str, types: set[str], *, resolve: Resolve = addresses_of, connect: Connect = asyncio.open_connection
) -> Answer:
    """Fetch what is at an address, if it is of one of these types. Raises NotFetched, within WITHIN_S, for all else."""
    try:
        async with asyncio.timeout(WITHIN_S):
            for _ in range(MOST_REDIRECTS + 1):
                answer = await _ask(url, types, resolve, connect)
                if isinstance(answer, Answer):
                    return answer
                url = urljoin(url, answer)
    except (
        OSError,
        h11.ProtocolError,
        EOFError,
        ValueError,
    ) as error:  # time-outs, refusals of TLS and names are OSErrors
        raise NotFetched(type(error).__name__) from error
    raise NotFetched("too many redirects")


async def _ask(url: str, types: set[str], resolve: Resolve, connect: Connect) -> Answer | str:
    """Return what an address answers, or where it leads."""
    place = Place.of(url)
    addresses = await resolve(place.host, place.port)
    if not addresses or not all(map(is_of_the_world, addresses)):
        raise NotFetched("not an address of the world")
    secured: dict[str, Any] = {"ssl": _context, "server_hostname": place.host} if place.secure else {}
    reader, writer = await connect(addresses[0], place.port, **secured)
    try:
        return await _Exchange(reader, writer).run(url, place, types)
    finally:
        writer.transport.abort()


class _Exchange:
    """One question and its answer, on a connection that ends with it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.CLIENT)
        self._left = 2 * MOST_BYTES  # chunks of one byte each cost five more

    async def run(self, url: str, place: Place, types: set[str]) -> Answer | str:
        headers = {"Host": place.authority, "User-Agent": NAME, "Accept": ", ".join(sorted(types))}
        headers |= {"Accept-Encoding": "identity", "Connection": "close"}
        request = h11.Request(method="GET", target=place.target, headers=list(headers.items()))
        self._writer.write(self._http.send(request) or b"")
        self._writer.write(self._http.send(h11.EndOfMessage()) or b"")
        response = await self._next()
        while isinstance(response, h11.InformationalResponse):
            response = await self._next()
        if not isinstance(response, h11.Response):
            raise NotFetched("no answer")
        said = {name.decode(): value.decode("latin-1") for name, value in response.headers}
        if response.status_code in REDIRECTS and said.get("location"):
            return said["location"]
        kind, _, more = said.get("content-type", "").partition(";")
        if response.status_code != 200 or kind.strip().lower() not in types or "content-encoding" in said:
            raise NotFetched("not what was asked for")
        charset = more.partition("charset=")[2].strip().strip("\"'").lower()
        return Answer(url, kind.strip().lower(), charset, await self._body())

    async def _body(self) -> bytes:
        body = bytearray()
        while len(body) < MOST_BYTES and isinstance(event := await self._next(), h11.Data):
            body += event.data
        return bytes(body[:MOST_BYTES])

    async def _next(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await self._reader.read(65536)
            self._left -= len(data)
            if self._left < 0:
                raise NotFetched("too much")
            self._http.receive_data(data)
        return event


_context = ssl.create_default_context()
