"""Pictures: decoded, turned upright and written anew; what is none is refused, and who may see one is asked."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any, cast

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, Client
from PIL import Image, ImageSequence
from pytest_django.fixtures import Settings

from accounts.models import User
from chat.actions import profile
from chat.actions.uploads import Upload, take_picture
from chat.models import Attachment
from happychat.commands.errors import Bad, CommandError, TooLong
from tests.conftest import session_of, signed_in

# 64 pixels a side, the left half red, the right one blue; no library of ours writes these.
HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9j"
    "AAAAAERAAAEAAQAAAAABegABAAAAAAAAACUAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlw"
    "cnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AA"
    "AAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAA"
    "AABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAC1tZGF0AAAAISgBrxmA93yFN//4oYf+a1r/r8S9//cd"
    "rX62zX/hxM7zOA=="
)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def picture(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **about: Any) -> bytes:
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    data = io.BytesIO()
    image.convert(mode).save(data, form, **about)
    return data.getvalue()


def exif() -> Image.Exif:
    """Return what a telephone says of a picture: held sideways, and where."""
    data = Image.Exif()
    data[ORIENTATION] = 6  # to be turned by a quarter, clockwise
    data[MAKER] = "Secret Phone"
    data.get_ifd(GPS)[2] = (30.0, 15.0, 0.0)
    return data


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that says how large it is and brings no pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b"")
    )


def taken(owner: User, data: bytes) -> tuple[Attachment, Image.Image]:
    """Take a picture in and return it, and how it is stored."""
    attachment = take_picture(owner.pk, io.BytesIO(data), Upload("picture"))
    return attachment, Image.open(attachment.file.path)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_what_people_have_is_taken_and_written_anew(ann: User, form: str) -> None:
    attachment, stored = taken(ann, picture(form))

    assert (attachment.width, attachment.height, attachment.type) == (60, 40, "image/webp")
    assert (stored.format, stored.size) == ("WEBP", (60, 40))
    assert attachment.size == attachment.file.size
    assert attachment.color.startswith("#")
    assert attachment.file.read() != picture(form)


@pytest.mark.django_db
def test_what_telephones_write_is_taken(ann: User) -> None:
    _, stored = taken(ann, base64.b64decode(HEIC))

    red, _, blue = stored.convert("RGB").crop((0, 0, 30, 60)).resize((1, 1)).tobytes()
    assert stored.size == (64, 64)
    assert red > 200 > blue


@pytest.mark.django_db
def test_a_picture_is_turned_upright_and_says_nothing_of_where_it_was_taken(ann: User) -> None:
    data = picture("JPEG", exif=exif(), quality=95)
    assert b"Secret Phone" in data

    attachment, stored = taken(ann, data)

    assert stored.size == (attachment.width, attachment.height) == (40, 60)
    assert stored.convert("RGB").crop((0, 0, 40, 30)).resize((1, 1)).tobytes()[0] > 200  # red is above now
    assert not stored.getexif()
    assert not {"exif", "icc_profile", "xmp"} & stored.info.keys()
    assert b"Secret Phone" not in attachment.file.read()


@pytest.mark.django_db
def test_a_large_picture_is_made_smaller(ann: User) -> None:
    attachment, stored = taken(ann, picture("JPEG", (3200, 1000)))

    assert stored.size == (attachment.width, attachment.height) == (1600, 500)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK"])
def test_every_kind_of_colour_is_taken(ann: User, mode: str) -> None:
    _, stored = taken(ann, picture("JPEG" if mode == "CMYK" else "PNG", mode=mode))

    assert stored.size == (60, 40)


@pytest.mark.django_db
def test_what_is_clear_stays_clear(ann: User) -> None:
    data = io.BytesIO()
    Image.new("RGBA", (60, 40), (255, 0, 0, 0)).save(data, "PNG")

    _, stored = taken(ann, data.getvalue())

    assert set(stored.convert("RGBA").getchannel("A").tobytes()) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "AVIF"])
def test_what_moves_goes_on_moving_and_its_small_picture_stands(ann: User, form: str) -> None:
    frames = [Image.new("RGB", (60, 40), color) for color in ("green", "white")]

    attachment, stored = taken(ann, picture(form, save_all=True, append_images=frames, duration=[40, 90, 200]))

    durations = []
    for frame in ImageSequence.Iterator(stored):
        frame.load()
        durations.append(frame.info["duration"])
    assert durations == [40, 90, 200]
    assert getattr(stored, "n_frames", 1) == 3
    assert getattr(Image.open(attachment.thumbnail.path), "n_frames", 1) == 1
    assert not {"exif", "icc_profile", "xmp"} & stored.info.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        picture("JPEG")[:200],
        picture("PNG")[:60],
        picture("BMP"),
        picture("TIFF"),
        b"GIF89a",
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        # A header that makes the decoder stumble over its own feet.
        picture("JPEG", exif=exif()).replace(b"MM\x00*\x00\x00\x00\x08", b"MM\x00*\xff\xff\xff\x08"),
    ],
    ids=["empty", "text", "svg", "html", "cut", "cut png", "bmp", "tiff", "gif header", "pdf", "png noise", "exif"],
)
def test_what_is_no_picture_is_refused_or_read_and_never_a_fault(ann: User, data: bytes) -> None:
    try:
        taken(ann, data)
    except CommandError as refusal:
        assert type(refusal) is Bad  # noqa: PT017  # either is right: decoders are lenient
        assert not Attachment.objects.exists()
    else:
        assert data.startswith(b"\xff\xd8")


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(50_000, 50_000), (7000, 7000), (2_000_000, 21)])
def test_a_bomb_is_refused_by_its_header(ann: User, size: tuple[int, int]) -> None:
    with pytest.raises(TooLong):
        taken(ann, png_header(*size))


def send(client: Client, data: bytes, name: str = "hill.jpg", **more: str) -> Any:
    """Upload a file as the page does."""
    return client.post("/api/v1/uploads", {"file": SimpleUploadedFile(name, data), "kind": "picture", **more})


@pytest.mark.django_db(transaction=True)
def test_an_upload_answers_what_was_stored(ann: User) -> None:
    response = send(signed_in(ann), picture("PNG"), "../../etc/\u202epasswd\x00.png")

    stored = Attachment.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "attachment": {
            "id": stored.pk,
            "kind": "picture",
            "name": "passwd.png",
            "size": stored.size,
            "type": "image/webp",
            "url": f"/api/v1/attachments/{stored.pk}",
            "width": 60,
            "height": 40,
            "color": stored.color,
        }
    }
    assert (stored.owner_id, stored.used) == (ann.pk, False)


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_cannot_be_is_refused(ann: User, settings: Settings) -> None:
    client = signed_in(ann)
    settings.MAX_UPLOAD_BYTES = 5000

    refusals = {
        "svg": send(client, b"<svg/>"),
        "too large": send(client, b"x" * 5001),
        "too many pixels": send(client, png_header(50_000, 50_000)),
        "of no kind": client.post("/api/v1/uploads", {"file": SimpleUploadedFile("a", picture("PNG")), "kind": "x"}),
        "without a file": client.post("/api/v1/uploads", {"kind": "picture"}),
        "not multipart": client.post("/api/v1/uploads", b"{}", content_type="application/json"),
        "signed out": send(Client(), picture("PNG")),
    }

    assert {name: response.status_code for name, response in refusals.items()} == {
        "svg": 400,
        "too large": 413,
        "too many pixels": 413,
        "of no kind": 400,
        "without a file": 400,
        "not multipart": 400,
        "signed out": 401,
    }
    assert all(response.json()["error"]["message"] for response in refusals.values())
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_uploads_have_a_rate(ann: User) -> None:
    client = signed_in(ann)

    statuses = [send(client, b"", kind="file").status_code for _ in range(22)]

    assert statuses[:20] == [400] * 20
    assert 429 in statuses[20:]
    limited = send(client, b"", kind="file")
    assert (limited.json()["error"]["code"], limited.headers["Retry-After"]) == ("rate", "1")


@pytest.mark.django_db(transaction=True)
def test_a_file_is_its_owner_s_until_it_is_a_face(ann: User, bob: User) -> None:
    owner, other = signed_in(ann), signed_in(bob)
    url = send(owner, picture("PNG")).json()["attachment"]["url"]

    before = [client.get(url).status_code for client in (owner, other, Client())]
    profile.change_profile(ann.pk, {"avatar": url.rpartition("/")[2]})
    after = [client.get(url).status_code for client in (owner, other, Client())]
    User.objects.filter(pk=ann.pk).update(is_active=False)

    assert before == [200, 404, 401]
    assert after == [200, 200, 401]
    assert other.get(url).status_code == 404
    assert other.get("/api/v1/attachments/nothing").json()["error"]["code"] == "not_found"


@pytest.mark.django_db(transaction=True)
async def test_a_file_comes_whole_with_its_headers_and_only_once(ann: User) -> None:
    session = await sync_to_async(session_of)(ann)
    attachment = await sync_to_async(take_picture)(ann.pk, io.BytesIO(picture("PNG", (900, 900))), Upload("hill"))
    client = AsyncClient()
    client.cookies["sid"] = session

    response = await client.get(f"/api/v1/attachments/{attachment.pk}")
    body = b"".join([chunk async for chunk in cast("Any", response).streaming_content])
    again = await client.get(
        f"/api/v1/attachments/{attachment.pk}", headers={"If-None-Match": response.headers["ETag"]}
    )

    assert body == attachment.file.read()
    assert response.headers["Content-Length"] == str(len(body))
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert again.status_code == 304
    assert again.headers["ETag"] == response.headers["ETag"]
