"""What counts as one emoji, those the page offers, and those of the site's own."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import AuditEntry, User
from chat.actions.reacting import react
from chat.emoji import is_emoji
from chat.site_emoji.models import SiteEmoji
from happychat.commands.errors import NotFound
from happychat.management.commands.emoji_data import PATH
from tests.chat.reading import bootstrap
from tests.talking import say

TONES = [chr(code) for code in range(0x1F3FB, 0x1F400)]


def test_every_emoji_of_the_picker_counts_as_one_with_its_tones() -> None:
    groups = json.loads(PATH.read_text(encoding="utf-8"))
    entries = [entry for group in groups for entry in group]

    assert len(entries) > 1500
    assert [entry[0] for entry in entries if not is_emoji(entry[0])] == []
    toned = [e[0][0] + tone + e[0][1:].removeprefix("\ufe0f") for e in entries if len(e) == 7 for tone in TONES]
    assert [emoji for emoji in toned if not is_emoji(emoji)] == []


@pytest.fixture
def admin(ann: User) -> Client:
    """Return a browser in which Ann looks after the site."""
    User.objects.filter(pk=ann.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(ann, backend="django.contrib.auth.backends.ModelBackend")
    return client


def add(admin: Client, name: str, data: bytes) -> Any:
    file = SimpleUploadedFile("goat.png", data, content_type="image/png")
    return admin.post("/admin/chat/siteemoji/add/", {"name": name, "file": file})


def drawn() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(data, "PNG")
    return data.getvalue()


@pytest.mark.django_db
def test_the_staff_gives_the_site_emoji_which_all_are_told_of(admin: Client, bob: User) -> None:
    assert add(admin, "goat", drawn()).status_code == 302

    (emoji,) = bootstrap(bob)["emoji"]
    assert emoji["name"] == "goat"
    kept = SiteEmoji.objects.get()
    assert emoji["url"] == f"/api/v1/emoji/{kept.key}"
    assert Image.open(io.BytesIO(bytes(kept.picture))).format == "WEBP"
    assert AuditEntry.objects.get().subject == ":goat:"

    assert admin.post(f"/admin/chat/siteemoji/{kept.pk}/delete/", {"post": "yes"}).status_code == 302
    assert bootstrap(bob)["emoji"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "data"), [("Goat!", drawn()), ("goat", b"<svg/>"), ("goat", b"")])
def test_what_has_no_proper_name_or_is_no_picture_is_refused_with_words(admin: Client, name: str, data: bytes) -> None:
    answer = add(admin, name, data)

    assert answer.status_code == 200
    assert answer.context["adminform"].errors
    assert not SiteEmoji.objects.exists()


@pytest.mark.django_db
def test_one_reacts_with_emoji_the_site_has(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "Look!")
    emoji = SiteEmoji.objects.create(name="goat", picture=b"x", key="k")

    react(bob.pk, talk, 2, ":goat:", on=True)
    with pytest.raises(NotFound):
        react(bob.pk, talk, 2, ":cow:", on=True)

    emoji.delete()
    react(ann.pk, talk, 2, ":goat:", on=True)  # it is there, so it may be joined
    react(bob.pk, talk, 2, ":goat:", on=False)
