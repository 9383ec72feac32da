"""Files in messages: who may show them, who may fetch them, and until when."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, cast

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.test import AsyncClient

from accounts.models import User
from chat.actions.attaching import attachment_object
from chat.actions.editing import edit
from chat.actions.forwarding import forward
from chat.actions.mine import arrange
from chat.actions.recalling import recall
from chat.actions.sending import Send, send_messages
from chat.actions.uploads import Upload, take_file, take_picture
from chat.models import Attachment, Membership, Message
from chat.rows import message_row
from happychat.commands.errors import Bad, CommandError, NotFound, TooLong
from tests.chat.test_pictures import picture
from tests.conftest import session_of, signed_in
from tests.talking import group_of


def a_file(owner: User, data: bytes = b"0123456789", name: str = "notes.txt") -> Attachment:
    """Upload a file."""
    return take_file(owner.pk, io.BytesIO(data), Upload(name))


def a_picture(owner: User) -> Attachment:
    """Upload a picture that is large enough for a small one."""
    return take_picture(owner.pk, io.BytesIO(picture("PNG", (900, 600))), Upload("hill.png"))


def show(author: User, stream: str, kind: str, *shown: Attachment, body: str = "", client_id: str = "a") -> Send:
    """Send a message with files."""
    send = Send(author.pk, stream, client_id, kind, body, attachments=[one.pk for one in shown])
    with transaction.atomic():
        send_messages([send])
    return send


def path(attachment: Attachment, more: str = "") -> str:
    """Return where it is fetched."""
    return f"/api/v1/attachments/{attachment.pk}{more}"


@pytest.mark.django_db
def test_an_album_shows_its_pictures_and_its_words(ann: User, talk: str) -> None:
    pictures = [a_picture(ann), a_picture(ann)]

    show(ann, talk, "album", *pictures, body="from the hill")

    row = message_row(Message.objects.get(kind="album"))
    assert row["attachments"] == [attachment_object(one) for one in pictures]
    assert row["body"] == "from the hill"
    assert row["attachments"][0]["thumbnail"] == path(pictures[0], "?thumbnail=1")
    assert (row["attachments"][0]["width"], row["attachments"][0]["height"]) == (900, 600)


@pytest.mark.django_db
def test_only_one_s_own_unused_files_are_shown(ann: User, bob: User, talk: str) -> None:
    used, foreign, unknown = a_file(ann), a_file(bob), Attachment(pk="nothing")
    show(ann, talk, "file", used)

    sends = [show(ann, talk, "file", one, client_id=f"b{n}") for n, one in enumerate((used, foreign, unknown))]

    assert [type(send.answer) for send in sends] == [NotFound] * 3
    assert Message.objects.filter(kind="file").count() == 1


@pytest.mark.django_db
def test_a_file_sent_twice_at_once_is_in_one_message(ann: User, talk: str) -> None:
    file = a_file(ann)
    sends = [Send(ann.pk, talk, client_id, "file", "", attachments=[file.pk]) for client_id in "ab"]

    send_messages(sends)

    assert [isinstance(send.answer, CommandError) for send in sends] == [False, True]


@pytest.mark.django_db
def test_a_repeat_answers_the_original_though_its_file_is_used_now(ann: User, talk: str) -> None:
    file = a_file(ann)

    first, again = show(ann, talk, "file", file).answer, show(ann, talk, "file", file).answer

    assert again == {**cast("dict[str, Any]", first), "duplicate": True}


@pytest.mark.django_db
def test_an_album_shows_pictures_only(ann: User, talk: str) -> None:
    assert type(show(ann, talk, "album", a_file(ann)).answer) is Bad


@pytest.mark.django_db
def test_the_words_beside_a_picture_are_edited_within_their_limit(ann: User, talk: str) -> None:
    sent = cast("dict[str, Any]", show(ann, talk, "album", a_picture(ann), body="hil").answer)

    edit(ann.pk, talk, sent["seq"], 0, "hill")

    row = message_row(Message.objects.get(kind="album"))
    assert (row["body"], len(row["attachments"])) == ("hill", 1)
    with pytest.raises(TooLong):
        edit(ann.pk, talk, sent["seq"], 1, "x" * 1001)


@pytest.mark.django_db(transaction=True)
def test_members_fetch_what_they_see_and_nobody_else(ann: User, bob: User, eve: User, talk: str) -> None:
    file = a_file(ann)
    before = [signed_in(one).get(path(file)).status_code for one in (ann, bob, eve)]
    show(ann, talk, "file", file)

    after = [signed_in(one).get(path(file)).status_code for one in (ann, bob, eve)]

    assert before == [200, 404, 404]
    assert after == [200, 200, 404]


def _left(bob: User, stream: str, seq: int) -> None:
    from django.utils import timezone

    Membership.objects.filter(user=bob).update(left_at=timezone.now())


def _joined_later(bob: User, stream: str, seq: int) -> None:
    Membership.objects.filter(user=bob).update(joined_seq=seq + 1)


def _cleared(bob: User, stream: str, seq: int) -> None:
    arrange(bob.pk, stream, {"cleared": True})


def _hidden(bob: User, stream: str, seq: int) -> None:
    Message.objects.filter(seq=seq).update(hidden_from=bob.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("becomes", [_left, _joined_later, _cleared, _hidden])
def test_who_sees_the_message_no_more_fetches_no_file_of_it(
    ann: User, bob: User, talk: str, becomes: Callable[[User, str, int], None]
) -> None:
    file = a_file(ann)
    seq = cast("dict[str, Any]", show(ann, talk, "file", file).answer)["seq"]
    client = signed_in(bob)
    assert client.get(path(file)).status_code == 200

    becomes(bob, talk, seq)

    assert client.get(path(file)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_gone_for_all_and_from_the_disk(ann: User, bob: User, talk: str) -> None:
    shown = a_picture(ann)
    files = [shown.file, shown.thumbnail]
    seq = cast("dict[str, Any]", show(ann, talk, "album", shown).answer)["seq"]

    recall(ann.pk, talk, seq)

    assert [signed_in(one).get(path(shown)).status_code for one in (ann, bob)] == [404, 404]
    assert not any(file.storage.exists(str(file.name)) for file in files)
    assert "attachments" not in message_row(Message.objects.get(kind="album"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("merged", [False, True])
def test_what_was_forwarded_outlives_the_original_for_those_it_was_forwarded_to(
    ann: User, bob: User, eve: User, talk: str, merged: bool
) -> None:
    shown = a_picture(ann)
    seq = cast("dict[str, Any]", show(ann, talk, "album", shown).answer)["seq"]
    group = group_of(ann, eve)
    copy = forward(ann.pk, talk, [seq], [group], "f", merged=merged)["sent"][0]

    recall(ann.pk, talk, seq)
    forwarded = [signed_in(one).get(path(shown)).status_code for one in (ann, bob, eve)]
    recall(ann.pk, group, copy["seq"])

    assert forwarded == [200, 404, 200]
    assert signed_in(eve).get(path(shown)).status_code == 404
    assert not shown.file.storage.exists(str(shown.file.name))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=4-2", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
async def test_a_part_of_a_file_comes_alone(ann: User, asked: str, status: int, body: bytes, told: str | None) -> None:
    client = await sync_to_async(_client)(ann)
    file = await sync_to_async(a_file)(ann)

    response = cast("Any", await client.get(path(file), headers={"Range": asked}))

    came = b"".join([chunk async for chunk in response.streaming_content]) if response.streaming else response.content
    assert (response.status_code, came, response.headers.get("Content-Range")) == (status, body, told)
    assert response.headers["Content-Length"] == str(len(body))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(ann: User, asked: str) -> None:
    response = signed_in(ann).get(path(a_file(ann)), headers={"Range": asked})

    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */10")


@pytest.mark.django_db(transaction=True)
async def test_of_a_file_that_is_another_now_no_part_is_given(ann: User) -> None:
    client = await sync_to_async(_client)(ann)
    file = await sync_to_async(a_file)(ann)

    response = await client.get(path(file), headers={"Range": "bytes=2-4", "If-Range": '"another"'})

    assert response.status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_the_small_picture_is_another_file(ann: User) -> None:
    client = await sync_to_async(_client)(ann)
    shown = await sync_to_async(a_picture)(ann)

    large, small = await client.get(path(shown)), await client.get(path(shown, "?thumbnail=1"))

    assert large.headers["ETag"] != small.headers["ETag"]
    assert large.headers["Content-Length"] == str(shown.file.size)
    assert small.headers["Content-Length"] == str(shown.thumbnail.size)


def _client(user: User) -> AsyncClient:
    client = AsyncClient()
    client.cookies["sid"] = session_of(user)
    return client
