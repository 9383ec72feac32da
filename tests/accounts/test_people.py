"""People: what a name may be, and what the database itself holds to."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Contact, Mailbox, User
from accounts.names import MAX_NICKNAME, clean_nickname
from accounts.rows import avatar_path, card, contact_row, full_card, profile_row


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Ann  ", "Ann"),
        ("Ann\u00a0\u3000B", "Ann B"),
        ("林小雨", "林小雨"),
        ("Ａｎｎ", "Ann"),
        ("An\u200bn\u202e", "Ann"),
        ("An\u3164n", "Ann"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("A\u200dnn", "Ann"),
        ("e\u0301", "é"),
        ("x" + "\u0336" * 9, "x" + "\u0336" * 4),
        ("☃", "☃"),
    ],
)
def test_a_nickname_is_kept_as_everybody_will_see_it(typed: str, shown: str) -> None:
    assert clean_nickname(typed) == shown


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u3164", "\u2800", "\u0301", "\ue000", "\u202e\u2066"])
def test_a_nickname_can_be_seen(typed: str) -> None:
    with pytest.raises(ValueError, match="seen"):
        clean_nickname(typed)


@pytest.mark.parametrize("typed", ["x" * 33, "语" * 33, "ﷺ" * 2])
def test_a_nickname_is_not_long(typed: str) -> None:
    with pytest.raises(ValueError, match="32"):
        clean_nickname(typed)


@given(st.text(max_size=40))
def test_a_nickname_once_kept_stays_so_and_hides_nothing(typed: str) -> None:
    try:
        name = clean_nickname(typed)
    except ValueError:
        return

    assert clean_nickname(name) == name
    assert 0 < len(name) <= MAX_NICKNAME
    assert name == name.strip()
    assert not [c for c in name if unicodedata.category(c) in {"Cc", "Co", "Cs"}]


@pytest.mark.django_db
@pytest.mark.parametrize("twin", [{"username": "ANN"}, {"username": "ann2", "email": "Ann@Example.org"}])
def test_nobody_has_another_s_name_or_address_in_other_letters(ann: User, twin: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(nickname="Ann", **twin)


@pytest.mark.django_db
def test_people_without_an_address_do_not_collide(ann: User) -> None:
    for name in ("guest1", "guest2"):
        User.objects.create(username=name, nickname="Guest", email=None)

    assert User.objects.filter(email=None).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["a", "-ann", ".ann", "ann!", "ann smith", "ännie", "x" * 33, "ann\n", ""])
def test_a_username_has_its_alphabet(username: str) -> None:
    with pytest.raises(ValidationError):
        User(username=username, nickname="Ann").clean_fields(exclude=["password"])


@pytest.mark.django_db
def test_a_person_is_found_at_the_door_whatever_the_case(ann: User) -> None:
    assert User.objects.get_by_natural_key("ANN") == ann


@pytest.mark.django_db
def test_nobody_is_their_own_contact_and_nobody_twice(ann: User, bob: User) -> None:
    Contact.objects.create(owner=ann, person=bob, at=timezone.now())

    for person in (ann, bob):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(owner=ann, person=person, at=timezone.now())


@pytest.mark.django_db
def test_a_card_shows_what_everybody_may_see(ann: User) -> None:
    ann.bio, ann.is_guest, ann.is_staff = "Hills.", True, True

    assert card(ann).keys() == {"id", "username", "nickname", "avatar", "guest"}
    assert full_card(ann).keys() == card(ann).keys() | {"bio"}
    assert {"email", "staff", "guest", "bio", "preferences", "locale"} <= profile_row(ann, 1).keys()


def test_a_face_is_drawn_until_there_is_a_picture() -> None:
    assert avatar_path(13, "Ann", "") == "/faces/2/A.svg"
    assert avatar_path(13, "林小雨", "") == "/faces/2/%E6%9E%97.svg"
    assert avatar_path(13, "", "") == avatar_path(13, "/..", "") == "/faces/2/%3F.svg"
    assert avatar_path(13, "Ann", "abc") == "/api/v1/attachments/abc"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Ann", "林小雨", "?", "&", '"', "<", "🌱", "/", ".", "%", "\U0001fae9", "\u0301"])
def test_every_face_can_be_fetched(client: Any, name: str) -> None:
    answer = client.get(avatar_path(7, name, ""))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"<script" not in answer.content
    assert answer.content.count(b"<text") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ({"state": "requested", "greeting": "Hi"}, {"state", "at", "greeting"}),
        ({"state": "incoming", "greeting": "Hi"}, {"state", "at", "greeting"}),
        ({"state": "friend", "greeting": "Hi"}, {"state", "at"}),
        ({"state": "none", "note": "From the hills"}, {"state", "at", "note"}),
        ({"state": "none", "blocked": True}, {"state", "at", "blocked"}),
        ({"state": "none", "greeting": "Hi"}, {"gone"}),
    ],
)
def test_a_contact_row_says_what_there_is_to_say(ann: User, bob: User, about: dict[str, Any], shown: set[str]) -> None:
    row = contact_row(Contact(owner=ann, person=bob, at=timezone.now(), version=3, **about))

    assert row.keys() == {"key", "version"} | shown


@pytest.mark.django_db
def test_who_is_deleted_takes_their_mailbox_along(ann: User) -> None:
    Mailbox.objects.create(user=ann)
    ann.delete()

    assert not Mailbox.objects.exists()
