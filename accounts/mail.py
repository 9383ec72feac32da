"""Mails as files: where they go when no mail server is set, and how /dev/mail/ reads them again."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from email.parser import BytesParser
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z-[0-9a-f]{16}\.eml\Z")
LINK = re.compile(r"(https?://[^\s<>\"]+)")


class FolderBackend(BaseEmailBackend):
    """Write each mail to a file of its own in MAIL_DIR."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the mails and return how many; a full disk raises unless told to fail silently."""
        stored = 0
        for message in email_messages:
            try:
                _store(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own class
                stored += 1
            except OSError:
                if not self.fail_silently:
                    raise
        return stored


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail of the folder, as the pages of /dev/mail/ show it."""

    name: str
    sender: str
    to: str
    subject: str
    sent_at: datetime
    text: str

    @property
    def paragraphs(self) -> list[list[list[tuple[bool, str]]]]:
        """Return the text as paragraphs of lines of parts; the flag says which parts are links."""
        return [
            [
                [(place % 2 == 1, part) for place, part in enumerate(LINK.split(line)) if part]
                for line in paragraph.splitlines()
            ]
            for paragraph in re.split(r"\n\s*\n", self.text.strip())
        ]


def stored_names(limit: int = 100) -> list[str]:
    """Return the names of the newest mails, newest first; names begin with the time."""
    names = [path.name for path in settings.MAIL_DIR.glob("*.eml") if NAME.match(path.name)]
    return sorted(names, reverse=True)[:limit]


def read_mail(name: str) -> StoredMail:
    """Return one mail; FileNotFoundError where there is none of that name."""
    if not NAME.match(name):
        raise FileNotFoundError(name)
    mail = BytesParser(ParsedMessage, policy=modern).parsebytes((settings.MAIL_DIR / name).read_bytes())
    return StoredMail(
        name=name,
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        sent_at=parsedate_to_datetime(str(mail["Date"])),
        text=_plain_text(mail),
    )


def _plain_text(mail: ParsedMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""


def _store(content: bytes) -> Path:
    # Whoever watches the folder sees a mail whole or not at all, and what was answered "sent" survives a power cut.
    folder: Path = settings.MAIL_DIR
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(8)}.eml"
    temporary = folder / f".{name}.part"
    with open(temporary, "xb", opener=_owner_only) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(folder / name)
    _sync(folder)
    return folder / name


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)  # the links inside let whoever reads them in


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
