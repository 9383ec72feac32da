"""Files made to do harm: refused at once, or kept where they can do none."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from chat.actions.pictures import DECODER
from chat.actions.uploads import Upload, take_picture
from chat.media.names import clean_name
from chat.models import Attachment
from happychat.commands.errors import Bad, TooLong
from tests.chat.test_pictures import picture, png_header
from tests.conftest import signed_in

SCRIPT = b"<script>alert(1)</script>"
PAGES = {
    "gif and script": b"GIF89a/*" + SCRIPT + b"*/=1;",
    "jpeg and page": picture("JPEG") + b"<html>" + SCRIPT,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "pdf": b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
}


def upload(client: Client, data: bytes, name: str, kind: str, claimed: str) -> Any:
    """Upload a file under a name and a type."""
    form = {"file": SimpleUploadedFile(name, data, content_type=claimed), "kind": kind}
    return client.post("/api/v1/uploads", form)


def gif_of(frames: int, side: int) -> bytes:
    """Return a moving picture that says nothing, at length."""
    head = b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    frame = b"!\xf9\x04\x00\x01\x00\x00\x00," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x00\x02\x02D\x01\x00"
    return head + frame * frames + b";"


def text_bomb() -> bytes:
    """Return a PNG with a comment of 64 MB."""
    data = b"comment\x00\x00" + zlib.compress(b"x" * 64 * 1024 * 1024)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    whole = picture("PNG")
    return whole[:33] + chunk + whole[33:]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.jpg", "a.pdf", "a"])
def test_a_file_never_opens_as_a_page(ann: User, name: str) -> None:
    client = signed_in(ann)
    for data in PAGES.values():
        made = upload(client, data, name, "file", "text/html").json()["attachment"]
        whole = client.get(made["url"])
        answers = [
            whole,
            client.get(made["url"], headers={"Range": "bytes=1-2"}),
            client.get(made["url"], headers={"Range": "bytes=100000-"}),
            client.get(made["url"], headers={"If-None-Match": whole.headers["ETag"]}),
        ]

        assert [answer.status_code for answer in answers] == [200, 206, 416, 304]
        for answer in answers:
            refused = answer.status_code == 416
            assert answer.headers["Content-Type"] == f"application/{'json' if refused else 'octet-stream'}"
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", PAGES)
def test_what_is_sent_as_a_picture_is_one_or_is_refused(ann: User, what: str) -> None:
    client = signed_in(ann)

    answer = upload(client, PAGES[what], "a.jpg", "picture", "image/jpeg")

    if answer.status_code == 201:
        whole = Attachment.objects.get().file.read()
        assert SCRIPT not in whole
        assert Image.open(io.BytesIO(whole)).format == "WEBP"
    else:
        assert answer.json()["error"]["code"] == "bad"


BOMBS = [
    (png_header(50_000, 50_000), TooLong),
    (gif_of(100_000, 10), TooLong),
    (text_bomb(), Bad),
    (gif_of(2, 65535), TooLong),
]
MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", sys.argv[1]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
NAMES = ["pixels", "frames", "comment", "large gif"]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "refusal"), BOMBS, ids=NAMES)
def test_a_bomb_is_refused(ann: User, data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        take_picture(ann.pk, io.BytesIO(data), Upload("bomb"))

    assert not Attachment.objects.exists()


@pytest.mark.parametrize("data", [one for one, _ in BOMBS], ids=NAMES)
def test_a_bomb_takes_less_than_a_second_and_little_memory(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(data)
    with (tmp_path / "bomb").open("rb") as bomb:
        # By a small process of its own: what a process used counts from what its parent had.
        said = subprocess.run([sys.executable, "-c", MEASURED, DECODER], stdin=bomb, capture_output=True, check=True)
    seconds, kilobytes = map(float, said.stdout.split())

    assert seconds < 1
    assert kilobytes < 150_000  # Python and its libraries take a third


@pytest.mark.parametrize("limit", ["MEMORY", "CPU_SECONDS"])
def test_whatever_a_file_does_to_the_decoder_has_an_end(limit: str) -> None:
    bounded = f"import runpy; bound = runpy.run_path({str(DECODER)!r})['_be_bounded']"
    hurried = "bound.__globals__['CPU_SECONDS'] = 1; bound()"
    greedy = "bytearray(4 << 30)" if limit == "MEMORY" else "while True: pass"
    script = "\n".join([bounded, hurried, greedy])

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)

    assert done.returncode != 0


@pytest.mark.django_db
def test_what_moves_too_largely_stands_still(ann: User) -> None:
    taken = take_picture(ann.pk, io.BytesIO(gif_of(400, 1500)), Upload("large"))

    assert getattr(Image.open(taken.file.path), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("..%2fx", "%2fx"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\nc.txt", "abc.txt"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("CON", "CON"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("语" * 100 + ".txt", "语" * 83 + ".txt"),
        ("x." + "y" * 300, "x." + "y" * 253),
    ],
)
def test_a_name_is_harmless(given: str, kept: str) -> None:
    assert clean_name(given, "file") == kept
    assert len(kept.encode()) <= 255
