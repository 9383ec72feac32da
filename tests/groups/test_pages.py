"""The pages of groups for who is not signed in: they tell nothing, and lead back."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from groups.actions import invitations
from tests.accounts.front_door import Visitor, path_in, person, words
from tests.chat.test_qr import dark_squares, squares_of
from tests.conftest import signed_in
from tests.groups.groups import hills

pytestmark = pytest.mark.django_db


def test_strangers_are_told_of_an_invitation_and_of_nothing_else(ann: User) -> None:
    link = invitations.make_link(ann.pk, hills(ann, introduction="Walks on Sundays"), 60, 0)

    good, unknown = (words(Visitor().get(f"/invite/{code}")) for code in (link["code"], "unknown"))

    assert "You are invited" in good
    assert not {"Hills", "Sundays", "Ann"} & set(good.replace(".", " ").split())
    assert good == unknown
    assert "有人邀请你进群" in words(Visitor("zh").get(f"/invite/{link['code']}"))


def test_the_invitation_leads_back_to_itself_through_the_front_door(mailoutbox: list[EmailMessage]) -> None:
    person("bob")
    page = Visitor().get("/invite/abc-_1").content.decode()
    assert "/accounts/login/?next=/invite/abc-_1" in page
    assert "/accounts/signup/?next=/invite/abc-_1" in page

    assert Visitor().log_in("bob", next="/invite/abc-_1").redirect_chain[-1] == ("/invite/abc-_1", 302)

    tom = Visitor()
    tom.sign_up("tom", next="/invite/abc-_1")
    assert tom.press(path_in(mailoutbox[-1])).redirect_chain[-1] == ("/invite/abc-_1", 302)


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", r"/\evil.example"])
def test_signing_up_leads_to_no_other_site(mailoutbox: list[EmailMessage], elsewhere: str) -> None:
    tom = Visitor()
    tom.sign_up("tom", next=elsewhere)

    assert tom.client.post(path_in(mailoutbox[-1])).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/groups/c1", "/discover", "/discover?tag=x", "/discover/meet"])
def test_the_other_places_of_groups_are_for_who_is_signed_in(ann: User, path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/accounts/login/?next=/")
    assert "<happy-app" in signed_in(ann).get(path).content.decode()


def test_who_is_signed_in_gets_the_chat_page(ann: User) -> None:
    assert "<happy-app" in signed_in(ann).get("/invite/whatever").content.decode()


def test_the_code_to_scan_says_the_whole_address(ann: User) -> None:
    answer = signed_in(ann).get("/invite/abc-_1/qr.svg")

    assert settings.BASE_URL.startswith("http")
    assert squares_of(answer.content) == dark_squares(f"{settings.BASE_URL}/invite/abc-_1")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert Client().get("/invite/abc-_1/qr.svg").status_code == 302
    for code in ("a" * 65, "a b", "小雨", "%0a"):
        assert signed_in(ann).get(f"/invite/{code}/qr.svg").status_code == 404
