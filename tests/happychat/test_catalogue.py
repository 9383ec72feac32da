"""The page's words are fetched once for each language and change."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from happychat.catalogue import address
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


@pytest.mark.parametrize("path", ["/jsi18n/xx/0.js", "/jsi18n/en/0.js"])
def test_other_addresses_hold_no_words(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_the_chat_page_names_the_words_of_the_persons_language(ann: User) -> None:
    ann.locale = "zh-hans"
    ann.save(update_fields=["locale"])

    assert address("zh-hans") in signed_in(ann).get("/").content.decode()
