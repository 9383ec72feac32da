"""Asking other sites: a real server beside us, and names that lead where they should not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from happychat import outbound
from happychat.outbound import NotFetched, get, is_of_the_world

WORLD = "93.184.216.34"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nSet-Cookie: a=b\r\n\r\n<title>Hi</title>"


class Canary:
    """A server on this machine that notes what it is asked, and names that lead to it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.went: list[tuple[str, int]] = []
        self.looked_up: list[str] = []
        self.names: dict[str, list[list[str]]] = {}
        self.answers: list[bytes] = []
        self.drip_s = 0.0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        answer = self.answers.pop(0) if self.answers else HTML
        try:
            for start in range(0, len(answer), 1 if self.drip_s else 65536):
                writer.write(answer[start : start + (1 if self.drip_s else 65536)])
                await writer.drain()
                await asyncio.sleep(self.drip_s)
        except OSError:
            pass  # who asked has had enough
        finally:
            writer.close()

    async def resolve(self, host: str, port: int) -> list[str]:
        """Answer like a DNS server that has something else in mind each time."""
        self.looked_up.append(host)
        answers = self.names.get(host)
        if answers is None:
            return await outbound.addresses_of(host, port)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def connect(self, address: str, port: int, **_: object) -> outbound.Streams:
        """Go to the canary in place of the world; to a machine's own addresses nobody should ever go."""
        self.went.append((address, port))
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def get(self, url: str) -> outbound.Answer:
        return await get(url, {"text/html"}, resolve=self.resolve, connect=self.connect)


@pytest_asyncio.fixture
async def canary() -> AsyncIterator[Canary]:
    canary = Canary()
    server = await asyncio.start_server(canary.serve, "127.0.0.1", 0)
    canary.port = server.sockets[0].getsockname()[1]
    canary.names["example.org"] = [[WORLD]]
    yield canary
    server.close()


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


async def test_a_page_of_the_world_is_fetched_without_a_word_about_anybody(canary: Canary) -> None:
    answer = await canary.get("http://example.org/a b?q=好#there")

    assert (answer.body, answer.charset) == (b"<title>Hi</title>", "utf-8")
    assert canary.went == [(WORLD, 80)]
    assert canary.heard[0].startswith(b"GET /a%20b?q=%E5%A5%BD HTTP/1.1\r\nHost: example.org\r\n")
    assert b"cookie" not in canary.heard[0].lower()
    assert b"referer" not in canary.heard[0].lower()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *(
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
        ),
        "fd00:ec2::254",
    ],
)
async def test_an_address_that_is_not_the_worlds_is_not_gone_to(canary: Canary, address: str) -> None:
    canary.names["inside.example"] = [[address]]
    canary.names["both.example"] = [[WORLD, address]]

    for host in ("inside.example", "both.example"):
        with pytest.raises(NotFetched):
            await canary.get(f"http://{host}/")

    assert not canary.went


@pytest.mark.parametrize("address", [WORLD, "1.1.1.1", "2606:4700::1111"])
def test_an_address_of_the_world_is_one(address: str) -> None:
    assert is_of_the_world(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://0/",
        ),
        *("http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/", "http://localhost/"),
        *("http://example.org:6379/", "http://example.org:22/", "https://example.org:8443/", "http://example.org:x/"),
        *("file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org", "http://", "http:///x"),
        *(
            "http://ann@example.org/",
            "http://example.org@127.0.0.1/",
            "http://[::1/",
            "http://a..b/",
            "http://" + "a" * 300,
        ),
    ],
)
async def test_what_leads_elsewhere_is_not_gone_to(canary: Canary, url: str) -> None:
    with pytest.raises(NotFetched):
        await canary.get(url)

    assert not canary.went


async def test_a_name_is_looked_up_once_and_that_address_is_gone_to(canary: Canary) -> None:
    canary.names["rebinding.example"] = [[WORLD], ["127.0.0.1"]]

    await canary.get("http://rebinding.example/")

    assert canary.went == [(WORLD, 80)]
    assert canary.looked_up == ["rebinding.example"]
    with pytest.raises(NotFetched):
        await canary.get("http://rebinding.example/")


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "http://example.org:6379/",
        "http://127.0.0.1/",
        "//169.254.169.254/latest/meta-data",
        "http://inside.example/",
    ],
)
async def test_a_redirect_is_looked_at_anew(canary: Canary, to: str) -> None:
    canary.names["inside.example"] = [["::ffff:10.0.0.1"]]
    canary.answers = [redirect(to)]

    with pytest.raises(NotFetched):
        await canary.get("http://example.org/")

    assert canary.went == [(WORLD, 80)]


async def test_three_redirects_are_followed_and_no_more(canary: Canary) -> None:
    canary.answers = [redirect("/1"), redirect("/2"), redirect("/3")]
    assert (await canary.get("http://example.org/")).url == "http://example.org/3"

    canary.answers = [redirect(f"/{number}") for number in range(4)]
    with pytest.raises(NotFetched):
        await canary.get("http://example.org/")


@pytest.mark.parametrize("answer", [HTML, b"HTTP/1.1 100 Continue\r\n\r\n" * 1000], ids=["page", "nothing"])
async def test_who_drips_is_left_in_five_seconds(
    canary: Canary, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outbound.WITHIN_S == 5
    monkeypatch.setattr(outbound, "WITHIN_S", 0.5)
    canary.answers, canary.drip_s = [answer], 0.05
    start = time.monotonic()

    with pytest.raises(NotFetched):
        await canary.get("http://example.org/")

    assert time.monotonic() - start < 4.5


@pytest.mark.parametrize(
    "make",
    [
        lambda: HTML.replace(b"text/html", b"image/png"),
        lambda: HTML.replace(b"200 OK", b"404 Not Found"),
        lambda: HTML.replace(b"Set-Cookie: a=b", b"Content-Encoding: gzip"),
        lambda: b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000,
        lambda: b"SSH-2.0-OpenSSH\r\n",
        lambda: b"",
    ],
)
async def test_what_is_no_page_is_refused(canary: Canary, make: Callable[[], bytes]) -> None:
    canary.answers = [make()]

    with pytest.raises(NotFetched):
        await canary.get("http://example.org/")


async def test_of_an_endless_page_a_megabyte_is_read(canary: Canary) -> None:
    canary.answers = [HTML + b"x" * (8 * outbound.MOST_BYTES)]

    assert len((await canary.get("http://example.org/")).body) == outbound.MOST_BYTES
