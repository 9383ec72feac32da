"""Cards say who is here, and else when they were: to friends who both show it, and to nobody else."""

from __future__ import annotations

import pytest

from accounts.models import Contact, User
from chat.actions import direct, profile
from chat.presence.sight import sights_for, sights_of
from happychat.ids import user_name
from tests.chat.presence.people import card, gone, here
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_says_who_is_here_and_else_when_they_were(ann: User, bob: User, talk: str) -> None:
    assert not card(ann, bob).keys() & {"online", "seen_at"}
    here(bob)
    assert card(ann, bob)["online"] is True
    assert "seen_at" not in card(ann, bob)

    gone(bob)

    assert "online" not in card(ann, bob)
    assert card(ann, bob)["seen_at"].endswith("Z")


def test_every_way_to_a_card_says_it(ann: User, bob: User, talk: str) -> None:
    here(bob)
    page = signed_in(ann)

    found = [
        *page.get("/api/v1/users", {"query": "bob"}).json()["users"],
        *page.get("/api/v1/users", {"username": "bob"}).json()["users"],
        *page.get("/api/v1/bootstrap").json()["users"],
    ]

    assert [card.get("online") for card in found if card["id"] == user_name(bob.pk)] == [True, True, True]
    assert [card for card in found if card["id"] == user_name(ann.pk) and "online" in card] == []


def test_of_strangers_a_card_says_nothing(ann: User, bob: User, eve: User, talk: str) -> None:
    here(ann, bob, eve)

    assert "online" not in card(eve, bob)
    assert "online" not in card(bob, eve)


def test_who_shows_it_to_everyone_shows_it_to_strangers(bob: User, eve: User) -> None:
    profile.change_profile(bob.pk, {"preferences": {"last_seen": "everyone"}})
    here(bob, eve)

    assert card(eve, bob)["online"]
    assert "online" not in card(bob, eve)


@pytest.mark.parametrize("blocker", ["ann", "bob"])
def test_where_one_blocks_the_other_neither_knows(ann: User, bob: User, talk: str, blocker: str) -> None:
    here(ann, bob)
    Contact.objects.filter(owner__username=blocker).update(blocked=True)

    for viewer, user in ((ann, bob), (bob, ann)):
        assert not card(viewer, user).keys() & {"online", "seen_at"}
    assert sights_of([ann.pk, bob.pk], "other") == sights_for([ann.pk, bob.pk]) == []


@pytest.mark.parametrize("hidden", ["ann", "bob"])
def test_who_hides_neither_is_seen_nor_sees(ann: User, bob: User, talk: str, hidden: str) -> None:
    here(ann, bob)
    User.objects.filter(username=hidden).update(preferences={"last_seen": "nobody"})

    for viewer, user in ((ann, bob), (bob, ann)):
        assert not card(viewer, user).keys() & {"online", "seen_at"}
    assert sights_of([ann.pk, bob.pk], "other") == sights_for([ann.pk, bob.pk]) == []


def test_who_were_friends_once_know_nothing(ann: User, bob: User, talk: str) -> None:
    here(ann, bob)

    direct.remove_contact(ann.pk, user_name(bob.pk))

    assert "online" not in card(ann, bob)
    assert sights_for([ann.pk, bob.pk]) == []
