"""Uploads: what a person, the site and the disk have room for, and nothing of what is refused is kept."""

from __future__ import annotations

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User
from chat.actions.attaching import UNUSED, forget_unused
from chat.actions.uploads import Upload, take_file
from chat.models import Attachment
from happychat.commands.errors import Quota
from tests.conftest import signed_in


def send(client: Client, data: bytes, name: str = "report.pdf", kind: str = "file") -> Any:
    """Upload a file as the page does."""
    return client.post("/api/v1/uploads", {"file": SimpleUploadedFile(name, data), "kind": kind})


def kept(settings: Settings) -> list[Path]:
    """Return the files on disk."""
    return [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _room(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": settings.STORAGES["default"]["BACKEND"], "OPTIONS": {"location": tmp_path}},
    }


@pytest.mark.django_db(transaction=True)
def test_a_file_stays_as_it_is_and_its_type_is_that_of_its_content(ann: User) -> None:
    response = send(signed_in(ann), b"%PDF-1.7 and more", "evil.html")

    stored = Attachment.objects.get()
    assert response.status_code == 201
    assert response.json()["attachment"] == {
        "id": stored.pk,
        "kind": "file",
        "name": "evil.html",
        "size": 17,
        "type": "application/pdf",
        "url": f"/api/v1/attachments/{stored.pk}",
    }
    assert stored.file.read() == b"%PDF-1.7 and more"


@pytest.mark.django_db(transaction=True)
def test_an_empty_file_is_refused(ann: User, settings: Settings) -> None:
    assert send(signed_in(ann), b"").json()["error"]["code"] == "bad"
    assert not kept(settings)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_uploads_at_once_no_more_are_taken_than_there_is_room_for(ann: User, settings: Settings) -> None:
    settings.QUOTA_BYTES = 5500

    def take(number: int) -> bool:
        try:
            take_file(ann.pk, io.BytesIO(b"x" * 1000), Upload(f"{number}"))
        except Quota:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(take, range(20)))

    assert taken.count(True) == Attachment.objects.count() == len(kept(settings)) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["QUOTA_BYTES", "MEDIA_BYTES"])
def test_what_is_over_a_share_is_refused(ann: User, settings: Settings, limit: str) -> None:
    setattr(settings, limit, 10)
    client = signed_in(ann)

    answers = [send(client, b"12345"), send(client, b"123456")]

    assert [answer.status_code for answer in answers] == [201, 413]
    assert answers[1].json()["error"]["code"] == "quota"
    assert len(kept(settings)) == 1


@pytest.mark.django_db(transaction=True)
def test_files_leave_some_of_the_disk_free(ann: User, settings: Settings) -> None:
    settings.RESERVE_BYTES = shutil.disk_usage(settings.DATA_DIR).total

    assert send(signed_in(ann), b"small").json()["error"]["code"] == "quota"
    assert not kept(settings)


@pytest.mark.django_db(transaction=True)
def test_of_a_file_the_disk_had_no_room_for_nothing_is_left(
    ann: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Attachment, "save", full)

    assert send(signed_in(ann), b"hello").json()["error"]["code"] == "busy"
    assert not kept(settings)


@pytest.mark.django_db(transaction=True)
def test_what_nobody_used_for_a_day_is_gone(ann: User, settings: Settings) -> None:
    old, used, _ = (take_file(ann.pk, io.BytesIO(b"x"), Upload("x")) for _ in range(3))
    Attachment.objects.filter(pk__in=[old.pk, used.pk]).update(created_at=timezone.now() - UNUSED * 1.1)
    Attachment.objects.filter(pk=used.pk).update(used=True)

    with transaction.atomic():
        forget_unused()

    assert not Attachment.objects.filter(pk=old.pk).exists()
    assert Attachment.objects.count() == len(kept(settings)) == 2
