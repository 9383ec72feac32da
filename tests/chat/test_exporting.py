"""Taking one's data along: what is in an archive, who gets it, and how it is made."""

from __future__ import annotations

import asyncio
import io
import json
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import pytest
from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import AsyncClient
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from chat.actions.exporting import KEPT_FOR, MOST_KEPT, SILENT, Claim, ask_for_export, claim, forget_exports, hold
from chat.actions.keeping import favourite
from chat.actions.recalling import recall
from chat.exporting import building
from chat.exporting.models import Export
from chat.exporting.worker import carry_out
from chat.keeping.models import Kept
from chat.models import Conversation, Message
from happychat.commands.errors import NotFound, NotMember, Quota
from happychat.ids import user_name
from tests.chat.test_attachments import a_file, a_picture, show
from tests.conftest import session_of, signed_in
from tests.talking import group_of, join, leave, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _room(settings: Any, tmp_path: Path) -> None:
    backend = settings.STORAGES["default"]["BACKEND"]
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}


def at_once(work: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return work()


def made(user: User, stream: str = "") -> ZipFile:
    """Have an archive made; return it."""
    name = ask_for_export(user.pk, stream)["id"]
    carry_out(cast("Claim", at_once(claim)), at_once)
    return ZipFile(Export.objects.get(pk=name).file.path)


def text(archive: ZipFile) -> str:
    """Return all the words of an archive."""
    return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".json", ".html")))


def row(user: User) -> dict[str, Any]:
    """Return the newest row of an archive as its owner's devices have it."""
    return dict(Kept.objects.filter(owner=user, kind="export", gone=False).latest("version").data)


def test_a_conversation_is_there_as_pages_as_data_and_with_its_files(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "今天天气不错", "<script>alert(1)</script>")
    picture, file = a_picture(ann), a_file(ann, b"north gate", "../路线?.txt")
    show(ann, talk, "album", picture, client_id="a")
    show(ann, talk, "file", file, client_id="b")

    archive = made(bob, talk)

    page = archive.read(f"conversations/{talk}/page-0001.html").decode()
    assert "今天天气不错" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    rows = json.loads(archive.read(f"conversations/{talk}/messages-0001.json"))
    assert [row["kind"] for row in rows] == ["notice", "text", "text", "album", "file"]
    (route,) = [name for name in archive.namelist() if "路线" in name]
    assert archive.read(route) == b"north gate"
    assert Path(route).parent == Path("files")
    assert f"conversations/{talk}/page-0001.html" in archive.read("index.html").decode()
    assert json.loads(archive.read("people.json"))[user_name(ann.pk)] == {"nickname": "Ann", "username": "ann"}


def test_all_that_is_mine_is_there_and_nothing_of_others(ann: User, bob: User, lin: User, talk: str) -> None:
    say(bob, talk, "persimmons")
    say(ann, group_of(ann, lin), "hills")
    say(lin, group_of(lin), "secret")
    favourite(ann.pk, talk, 2, on=True)

    archive = made(ann)

    assert {"persimmons", "hills", "secret"} & set(text(archive).replace('"', " ").split()) == {"persimmons", "hills"}
    keys = {row["key"] for row in json.loads(archive.read("account.json"))}
    assert {"profile", f"contact:{user_name(bob.pk)}", f"conversation:{talk}", f"favourite:{talk}:2"} <= keys
    assert "bob@example.org" not in text(archive)


def test_what_i_may_not_see_is_not_in_it(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)
    say(ann, group, "before-eve")
    join(group, eve, joined_seq=Conversation.objects.get(pk=group[1:]).last_seq + 1)
    say(ann, group, "taken-back", "after-eve")
    recall(ann.pk, group, 2)
    contacts.block(ann.pk, user_name(bob.pk))
    say(bob, talk, "unheard")

    assert ("before-eve" in text(made(eve, group)), "after-eve" in text(made(bob, group))) == (False, True)
    assert "taken-back" not in text(made(ann))
    assert "unheard" not in text(made(ann, talk))
    assert "unheard" in text(made(bob, talk))
    with pytest.raises(NotFound):
        ask_for_export(eve.pk, talk)


def test_it_speaks_the_persons_language(ann: User, talk: str) -> None:
    User.objects.filter(pk=ann.pk).update(locale="zh-hans")

    archive = made(ann, talk)

    assert 'lang="zh-hans"' in archive.read("index.html").decode()
    assert "成为好友" in archive.read(f"conversations/{talk}/page-0001.html").decode()


def test_its_row_says_how_far_it_is_and_where_it_is_fetched(ann: User, talk: str) -> None:
    name = ask_for_export(ann.pk, talk)["id"]
    assert row(ann).items() >= {"stream": talk, "progress": 0}.items()
    claimed = claim()
    assert claimed is not None
    held = hold(claimed, 40)
    assert held is not None
    assert row(ann)["progress"] == 40

    carry_out(held, at_once)

    assert row(ann).items() >= {"progress": 100, "url": f"/api/v1/exports/{name}"}.items()


def test_one_at_a_time_and_some_are_kept_for_a_week(ann: User, talk: str) -> None:
    ask_for_export(ann.pk)
    with pytest.raises(Quota):
        ask_for_export(ann.pk, talk)
    carry_out(cast("Claim", at_once(claim)), at_once)
    for _ in range(MOST_KEPT):
        made(ann)
    assert Export.objects.count() == Kept.objects.filter(kind="export", gone=False).count() == MOST_KEPT

    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    forget_exports()

    assert not Export.objects.exists()
    assert not Kept.objects.filter(kind="export", gone=False).exists()
    assert timedelta(days=7) == KEPT_FOR


def test_what_a_process_left_undone_another_begins_anew(ann: User, talk: str) -> None:
    ask_for_export(ann.pk, talk)
    died = claim()
    assert died is not None
    assert claim() is None
    Export.objects.update(claimed_at=timezone.now() - SILENT * 2)

    again = claim()

    assert again is not None
    assert hold(died, 50) is None  # it was only asleep, and makes it no more
    carry_out(died, at_once)
    assert "url" not in row(ann)
    carry_out(again, at_once)
    assert "url" in row(ann)


def test_who_left_meanwhile_reads_why_there_is_none(ann: User, bob: User) -> None:
    group = group_of(ann, bob)
    ask_for_export(bob.pk, group)
    leave(group, bob)

    carry_out(cast("Claim", at_once(claim)), at_once)

    assert row(bob)["error"] == NotMember.code
    assert not list(Path(default_storage.path("exports")).iterdir())


@pytest.mark.django_db(transaction=True)
def test_only_who_wanted_it_fetches_it(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "hi")
    wanted = signed_in(ann).post("/api/v1/exports", {"stream": talk}, content_type="application/json")
    assert wanted.status_code == 201
    carry_out(cast("Claim", at_once(claim)), at_once)
    address = row(ann)["url"]

    async def fetched(user: User, **headers: str) -> tuple[int, bytes]:
        client = AsyncClient()
        client.cookies["sid"] = await sync_to_async(session_of)(user)
        answer: Any = await client.get(address, headers=headers)
        return answer.status_code, b"".join([part async for part in answer]) if answer.streaming else b""

    status, data = asyncio.run(fetched(ann))
    assert (status, ZipFile(io.BytesIO(data)).testzip()) == (200, None)
    assert asyncio.run(fetched(ann, Range="bytes=0-1")) == (206, b"PK")
    assert asyncio.run(fetched(bob))[0] == 404
    assert (
        signed_in(ann).post("/api/v1/exports", {"stream": "c1", "x": 1}, content_type="application/json").status_code
        == 400
    )


def test_a_long_talk_needs_no_more_room_than_a_short_one(
    ann: User, bob: User, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "REST", 0)
    known = Message.objects.get(conversation=int(talk[1:]))

    def lengthen(to: int) -> None:
        about = {"conversation_id": known.conversation_id, "author": bob, "kind": "text", "sent_at": known.sent_at}
        first = Conversation.objects.get(pk=known.conversation_id).last_seq + 1
        many = (
            Message(seq=n, version=n, client_id=f"long-{n}", body=f"{n} 天气" * 9, **about)
            for n in range(first, to + 1)
        )
        Message.objects.bulk_create(many, batch_size=5000)
        Conversation.objects.filter(pk=known.conversation_id).update(last_seq=to, version=to)

    def peak() -> int:
        tracemalloc.start()
        archive = made(ann, talk)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert str(known.conversation_id) in archive.namelist()[0]
        return most

    lengthen(1000)
    short = peak()
    lengthen(6000)

    assert peak() < short * 1.5
