"""The page's words are fetched once for each language and change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from happychat.catalogue import address, later_address
from tests.conftest import signed_in


def test_the_words_are_kept_for_ever_under_their_address() -> None:
    answer = Client().get(address("zh-hans"), headers={"accept-encoding": "gzip"})

    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Encoding"] == "gzip"


def test_each_language_has_its_own() -> None:
    chinese = Client().get(address("zh-hans")).content.decode()

    assert "\\u804a\\u5929" in chinese  # 聊天
    assert "\\u804a\\u5929" not in Client().get(address("en")).content.decode()


def built(folder: Path, **files: str) -> None:
    """Lay down a program as it is built."""
    dist = folder / "static" / "dist"
    dist.mkdir(parents=True)
    for name, text in files.items():
        (dist / f"{name.replace('_', '-')}.js").write_text(text)


def test_words_of_later_parts_come_later(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR, settings.DEBUG = tmp_path, True
    built(
        tmp_path,
        app='import{a}from"./chunk-A.js";',
        chunk_A='gettext("Skip the lists"),gettext("Friends")',
        chunk_B='gettext("Crop the picture"),gettext("Friends"),pgettext("main place","Me")',
    )

    first = Client().get(address("zh-hans")).content.decode()
    later = Client().get(later_address("zh-hans")).json()

    assert later == {"Crop the picture": "裁剪图片", "main place\x04Me": "我"}
    assert '"Skip the lists"' in first
    assert '"Friends"' in first
    assert "Crop the picture" not in first
    assert '"Log out"' in first, "what is not found anywhere"


def test_another_program_has_its_words_elsewhere(settings: Settings, tmp_path: Path) -> None:
    before = later_address("zh-hans")
    settings.BASE_DIR, settings.DEBUG = tmp_path, True
    built(tmp_path, app="", chunk_B='gettext("Friends")')

    assert later_address("zh-hans") != before
    assert Client().get(before).status_code == 404


def test_every_part_that_is_fetched_later_waits_for_its_words() -> None:
    sources = {path: path.read_text("utf-8") for path in Path("static/app").rglob("*.ts")}
    fetched = {
        (path.parent / name).resolve().with_suffix(".ts")
        for path, text in sources.items()
        for name in re.findall(r'import\("([^"]+)"\)', text)
    }

    assert len(fetched) > 3
    silent = {Path("static/app/colours.ts").resolve()}  # has nothing to say
    assert [path.name for path in fetched - silent if 'words.js";' not in path.read_text("utf-8")] == []


@pytest.mark.parametrize("path", ["/jsi18n/xx/0.js", "/jsi18n/en/0.js", "/jsi18n/xx/0.json", "/jsi18n/en/0.json"])
def test_other_addresses_hold_no_words(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_the_chat_page_names_the_words_of_the_persons_language(ann: User) -> None:
    ann.locale = "zh-hans"
    ann.save(update_fields=["locale"])

    assert address("zh-hans") in signed_in(ann).get("/").content.decode()
