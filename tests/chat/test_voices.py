"""Recordings and videos: taken by their content, with what is known of them before they come, and played in place."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from chat.actions.sending import Send, send_messages
from chat.models import Attachment, Message
from chat.rows import message_row
from tests.chat.test_attachments import path
from tests.chat.test_pictures import picture
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

WEBM = b"\x1aE\xdf\xa3" + b"webm" * 50
MP4 = b"\x00\x00\x00\x20ftypisom" + b"mp4" * 50
OGG = b"OggS" + b"opus" * 50
HEARD = {"duration": "2.5", "waveform": "0,50,99"}


def send(user: User, kind: str, data: bytes, **more: Any) -> Any:
    """Upload a file as the page does."""
    return signed_in(user).post("/api/v1/uploads", {"file": SimpleUploadedFile("x", data), "kind": kind, **more})


def poster() -> SimpleUploadedFile:
    """Return a picture of a video."""
    return SimpleUploadedFile("poster", picture("JPEG", (900, 600)))


@pytest.mark.parametrize(("data", "type_"), [(WEBM, "audio/webm"), (MP4, "audio/mp4"), (OGG, "audio/ogg")])
def test_a_recording_is_what_browsers_record_and_says_how_it_sounds(ann: User, data: bytes, type_: str) -> None:
    made = send(ann, "voice", data, **HEARD).json()["attachment"]
    answer = signed_in(ann).get(made["url"], headers={"Range": "bytes=0-3"})

    assert (made["type"], made["duration"], made["waveform"]) == (type_, 2.5, [0, 50, 99])
    assert (answer.status_code, answer.headers["Content-Type"]) == (206, type_)
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"duration": "2"},
        {"waveform": "1"},
        {**HEARD, "duration": "300.1"},
        {**HEARD, "duration": "0"},
        {**HEARD, "duration": "NaN"},
        {**HEARD, "waveform": "1,"},
        {**HEARD, "waveform": "100"},
        {**HEARD, "waveform": ",".join(["1"] * 101)},
    ],
)
def test_a_recording_without_what_is_known_of_it_is_refused(ann: User, more: dict[str, str]) -> None:
    assert send(ann, "voice", WEBM, **more).json()["error"]["code"] == "bad"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("kind", ["voice", "video"])
@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"%PDF-1.7", picture("PNG"), b""])
def test_what_begins_as_something_else_is_none(ann: User, kind: str, data: bytes) -> None:
    assert send(ann, kind, data, **HEARD, poster=poster()).json()["error"]["code"] == "bad"
    assert not Attachment.objects.exists()


def test_a_video_says_how_it_looks_before_it_comes(ann: User) -> None:
    made = send(ann, "video", MP4, duration="12", poster=poster()).json()["attachment"]
    whole, small = (signed_in(ann).get(made[name]) for name in ("url", "thumbnail"))

    assert (made["width"], made["height"], made["duration"], made["type"]) == (900, 600, 12, "video/mp4")
    assert (whole.headers["Content-Type"], small.headers["Content-Type"]) == ("video/mp4", "image/webp")
    assert whole.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("more", [{"duration": "12"}, {"poster": b"no picture"}, {"duration": "12", "poster": b"none"}])
def test_a_video_without_a_picture_of_it_is_refused(ann: User, more: dict[str, Any]) -> None:
    given = {name: SimpleUploadedFile("p", one) if name == "poster" else one for name, one in more.items()}

    assert send(ann, "video", MP4, **given).json()["error"]["code"] == "bad"


def test_videos_stand_among_pictures_and_a_voice_alone(ann: User, bob: User, talk: str) -> None:
    shown = send(ann, "picture", picture("PNG")), send(ann, "video", WEBM, duration="1", poster=poster())
    picture_and_video = [one.json()["attachment"]["id"] for one in shown]
    voice = send(ann, "voice", OGG, **HEARD).json()["attachment"]
    sends = [
        Send(ann.pk, talk, "a", "album", "", attachments=picture_and_video),
        Send(ann.pk, talk, "b", "voice", "", attachments=[voice["id"]]),
    ]

    with transaction.atomic():
        send_messages(sends)

    row = message_row(Message.objects.get(kind="voice"))
    assert row["attachments"] == [voice]
    assert len(message_row(Message.objects.get(kind="album"))["attachments"]) == 2
    assert signed_in(bob).get(path(Attachment.objects.get(pk=voice["id"]))).status_code == 200
