"""People's addresses as pictures to scan."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from django.conf import settings
from django.test import Client
from qrcode.main import QRCode

from accounts.models import User


def test_the_code_says_the_address_of_the_profile(client: Client, ann: User) -> None:
    client.force_login(ann)

    answer = client.get("/u/lin.xiao-yu/qr.svg")

    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert squares_of(answer.content) == dark_squares(f"{settings.BASE_URL}/u/lin.xiao-yu")


def test_it_does_not_say_whether_anybody_has_that_name(client: Client, ann: User, bob: User) -> None:
    client.force_login(ann)

    answers = [client.get(f"/u/{name}/qr.svg") for name in ("bob", "nob")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_what_can_be_no_username_has_no_code(client: Client, ann: User) -> None:
    client.force_login(ann)

    for name in ("x", "a" * 33, "a b", "%0a", "小雨"):
        assert client.get(f"/u/{name}/qr.svg").status_code == 404


def test_strangers_are_asked_to_log_in(client: Client, bob: User) -> None:
    assert client.get("/u/bob/qr.svg").status_code == 302


def squares_of(drawing: bytes) -> int:
    """Count the dark squares of a picture."""
    path = ET.fromstring(drawing).find("{*}path")
    assert path is not None
    return path.attrib["d"].count("M")


def dark_squares(text: str) -> int:
    """Count the dark squares of a text's code as another hand draws it."""
    code = QRCode(error_correction=0)
    code.add_data(text)
    return sum(row.count(True) for row in code.get_matrix())
