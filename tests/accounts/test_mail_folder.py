"""Without a mail server mails are files, and in debug they can be read."""

from __future__ import annotations

import re
import stat
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail

from accounts import mail
from tests.accounts.front_door import Visitor, folder_texts, link_in, words

LIST = "/dev/mail/"
NOBODYS = "20261120T120000.000000Z-0123456789abcdef.eml"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Let mails become files."""
    settings.EMAIL_BACKEND = "accounts.mail.FolderBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


def write(subject: str = "Hello", text: str = "Hello", to: str = "ann@example.org") -> None:
    """Send a mail from nowhere in particular."""
    send_mail(subject, text, "site@example.org", [to])


def test_each_mail_is_one_file_named_by_its_time(folder: Path) -> None:
    write("first")
    write("second")

    names = sorted(path.name for path in folder.iterdir())

    assert len(names) == 2
    assert all(re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.eml", name) for name in names)
    assert [mail.read_mail(name).subject for name in names] == ["first", "second"]


def test_a_file_is_what_would_have_been_sent(folder: Path) -> None:
    write("你好", "第一行\nsecond line")

    (path,) = folder.iterdir()
    content = path.read_bytes()
    parsed = message_from_bytes(content, policy=SMTP)

    assert b"\n" not in content.replace(b"\r\n", b""), "RFC 5322 ends lines with CRLF"
    assert parsed["Subject"] == "你好"
    assert parsed["To"] == "ann@example.org"
    assert parsed["Date"]
    assert parsed["Message-ID"]
    assert parsed.get_content() == "第一行\r\nsecond line"


def test_a_file_is_complete_when_it_can_be_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[Path], bytes]] = []
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        seen.append((list(folder.glob("*.eml")), self.read_bytes()))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", watched)
    write(text="x" * 100_000)

    ((before, content),) = seen
    assert before == []
    assert content == next(folder.glob("*.eml")).read_bytes()
    assert len(list(folder.iterdir())) == 1, "nothing else stays behind"


def test_only_the_site_can_read_the_links_inside(folder: Path) -> None:
    write()

    (path,) = folder.iterdir()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_is_not_taken_for_sent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_content: bytes) -> Path:
        raise OSError("no space left on device")

    monkeypatch.setattr(mail, "_store", full)

    with pytest.raises(OSError, match="no space"):
        write()
    assert send_mail("Hello", "Hello", None, ["ann@example.org"], fail_silently=True) == 0


@pytest.mark.django_db
def test_signing_up_leaves_the_link_in_the_folder(folder: Path) -> None:
    tom = Visitor()
    tom.sign_up("tom")

    (text,) = folder_texts()
    tom.press(link_in(text).removeprefix("http://testserver"))

    assert tom.who() is not None


# The pages of /dev/mail/


@pytest.mark.django_db
@pytest.mark.parametrize("path", [LIST, LIST + NOBODYS])
def test_outside_debug_there_are_no_such_pages(path: str) -> None:
    write()

    assert Visitor().get(path).status_code == 404
    assert Visitor().client.post(path).status_code == 404
    assert LIST not in Visitor().get("/accounts/password/reset/done/").content.decode()


@pytest.mark.django_db
def test_in_debug_mails_are_listed_newest_first_and_read_with_links_that_work(settings: Any) -> None:
    settings.DEBUG = True
    write("first")
    tom = Visitor()
    tom.sign_up("tom")
    inbox = tom.get("/accounts/confirm-email/")

    page = tom.get(LIST)
    address = re.search(rf'href="({LIST}[^"]+)"', page.content.decode())
    assert address
    shown = tom.get(address[1])
    link = re.search(r'<a href="http://testserver(/accounts/confirm-email/[^"]+)">', shown.content.decode())

    assert LIST in inbox.content.decode()
    assert words(page).index("Activate your Happy Chat account") < words(page).index("first")
    assert link
    assert "Activate your account" in words(tom.get(link[1]))


@pytest.mark.django_db
def test_a_mail_is_shown_as_text_and_nothing_else(settings: Any) -> None:
    settings.DEBUG = True
    write("<script>alert(1)</script>", '<img src=x onerror=alert(1)> http://a.example/"><b>\njavascript:alert(1)')
    (name,) = mail.stored_names()

    text = Visitor().get(LIST + name).content.decode()

    assert "<script>" not in text
    assert "<img src=x" not in text
    assert '<a href="http://a.example/">' in text
    assert '<a href="javascript' not in text
    assert "&lt;script&gt;" in Visitor().get(LIST).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["..%2fsecret.key", "secret.key", ".x.eml.part", NOBODYS])
def test_no_other_file_can_be_read(name: str, settings: Any, folder: Path) -> None:
    settings.DEBUG = True
    folder.mkdir()
    (folder / "secret.key").write_text("secret")
    (folder.parent / "secret.key").write_text("secret")
    (folder / ".x.eml.part").write_text("secret")

    assert Visitor().get(LIST + name).status_code == 404


@pytest.mark.django_db
def test_without_mails_the_page_says_so(settings: Any) -> None:
    settings.DEBUG = True

    assert "None yet" in words(Visitor().get(LIST))
