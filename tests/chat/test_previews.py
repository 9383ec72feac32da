"""What a linked page says of itself comes to its message later, and only to the message that linked to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from pytest_django import Settings

from accounts.models import User
from chat.actions import previewing
from chat.actions.editing import edit
from chat.actions.previewing import add_link
from chat.actions.recalling import recall
from chat.models import Message
from chat.previews.links import first_link
from chat.previews.looking import Linked
from chat.previews.pages import MOST_READ, said_by
from happychat.commands.execute import execute
from happychat.outbound import Answer, NotFetched
from happychat.streams.catching_up import sync
from happychat.streams.steps import Signal, Step
from happychat.threads import readers
from tests.conftest import caller
from tests.talking import say

Told = Callable[..., list[Step | Signal]]
PAGE = b"<head><title>A page</title><meta name=description content='Of  itself'></head>"
LINK = {"url": "https://example.org/a", "title": "A page"}


def page(body: bytes, charset: str = "") -> dict[str, str]:
    return said_by(Answer("https://example.org/a", "text/html", charset, body))


def linked(body: str = "see https://example.org/a") -> Linked:
    message = Message.objects.get(body=body)
    return Linked(message.conversation_id, message.seq, body, "https://example.org/a")


def row(user: User, talk: str) -> Any:
    return sync(user.pk, {talk: 0}, 500)["streams"][0]["rows"][-1]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """Return the addresses that are looked at from now on."""
    settings.LINK_PREVIEWS = True
    urls: list[str] = []
    monkeypatch.setattr(previewing.looking, "_soon", lambda linked: urls.append(linked.url))
    return urls


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("看https://example.org/a，好", "https://example.org/a"),
        ("(https://example.org/a_(b)).", "https://example.org/a_(b)"),
        ("https://example.org/路 https://example.net", "https://example.org/"),
        ("HTTP://example.org!", "HTTP://example.org"),
        *((text, "") for text in ("none", "xhttps://example.org", "https://。", "ftp://example.org", "https://...")),
    ],
)
def test_the_first_link_is_looked_at(body: str, link: str) -> None:
    assert first_link(body) == link


@pytest.mark.django_db
def test_nothing_is_looked_at_unless_the_site_wants_it(
    ann: User, talk: str, told: Told, looked_at: list[str], settings: Settings
) -> None:
    settings.LINK_PREVIEWS = False
    told(say, ann, talk, "https://example.org/a")
    assert not looked_at

    settings.LINK_PREVIEWS = True
    told(say, ann, talk, "https://example.org/b", "none")
    assert looked_at == ["https://example.org/b"]


@pytest.mark.django_db
def test_it_comes_to_all_with_the_same_revision(ann: User, bob: User, talk: str, told: Told) -> None:
    say(ann, talk, "see https://example.org/a")

    (step,) = told(add_link, linked(), LINK)

    assert isinstance(step, Step)
    (told_row,) = step.rows
    assert (told_row["link"], told_row.get("revision"), told_row["body"]) == (LINK, None, "see https://example.org/a")
    assert row(bob, talk) == told_row


@pytest.mark.django_db
def test_other_words_lose_it_and_their_link_is_looked_at(
    ann: User, talk: str, told: Told, looked_at: list[str]
) -> None:
    say(ann, talk, "see https://example.org/a")
    seen = linked()
    add_link(seen, LINK)

    told(edit, ann.pk, talk, 2, 0, "no, https://example.org/b")

    assert "link" not in row(ann, talk)
    assert looked_at == ["https://example.org/b"]
    assert told(add_link, seen, LINK) == []


@pytest.mark.django_db
def test_what_was_taken_back_stays_empty(ann: User, talk: str, told: Told) -> None:
    say(ann, talk, "see https://example.org/a")
    seen = linked()

    recall(ann.pk, talk, 2)

    assert told(add_link, seen, LINK) == []
    assert "link" not in row(ann, talk)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PAGE, {"title": "A page", "text": "Of itself"}),
        (b"<meta property='og:title' content='Better'>" + PAGE, {"title": "Better", "text": "Of itself"}),
        ("<meta charset=gb2312><title>你好</title>".encode("gb18030"), {"title": "你好"}),
        (b"<title>a &lt;b&gt;\xe2\x80\xae \x07c</title>", {"title": "a <b> c"}),
        (b"<title>" + b"long " * 100, {"title": ("long " * 100)[:199].rstrip() + "…"}),
        *(
            (nothing, {})
            for nothing in (b"", b"<svg><title></svg>", b"\xff\xfe", b"<title>  </title>", b"<!--<title>x")
        ),
    ],
)
def test_a_page_says_its_title_and_a_sentence(body: bytes, said: dict[str, str]) -> None:
    assert page(body) == said


@pytest.mark.parametrize("charset", ["punycode", "zlib", "unicode_escape", "none", "utf-8"])
def test_only_quick_and_known_charsets_are_read(charset: str) -> None:
    assert page("<title>é</title>".encode(), charset) == {"title": "é"}


@pytest.mark.parametrize(
    "part", [b"<", b"<!--", b"<title>", b"<meta name=", b"<a b=", b"&", b"</", b"<![", b"<script>", b"<?", b"<meta '"]
)
def test_the_time_grows_with_the_length_only(part: bytes) -> None:
    start = time.thread_time()

    page(part * (MOST_READ // len(part)))

    assert time.thread_time() - start < 5


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_not_to_be_had_stops_nothing(
    ann: User, talk: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.LINK_PREVIEWS = True
    answers: list[Any] = [NotFetched("no"), RuntimeError("boom"), Answer("", "text/html", "", PAGE)]

    anns = caller(ann)

    async def fetch(url: str, types: set[str]) -> Answer:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    async def talk_on() -> None:
        previewing.looking.started()
        for number in range(3):
            said = {"stream": talk, "client_id": f"p{number}", "body": f"{number} https://example.org/a"}
            await execute(anns, orjson.dumps({"id": 1, "command": "message.send", **said}), id_needed=True)
        deadline = time.monotonic() + 20
        while not await readers.run(Message.objects.filter(data__has_key="link").exists):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)

    monkeypatch.setattr(previewing.looking, "fetch", fetch)
    monkeypatch.setattr("chat.previews.looking.AT_ONCE", 1)
    asyncio.run(talk_on())

    previews = [message.data for message in Message.objects.filter(body__contains="https").order_by("seq")]
    assert previews == [None, None, {"link": {"url": "https://example.org/a", "title": "A page", "text": "Of itself"}}]
