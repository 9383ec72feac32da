"""Guests come in with a name nobody has, a face, and a little work; the door counts and can be shut."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from accounts.guests import free_nickname, network_of
from accounts.likeness import likeness
from accounts.models import User
from happychat.commands.errors import Bad, Forbidden
from tests.conftest import signed_in
from tests.guests.door import Stranger

pytestmark = pytest.mark.django_db(transaction=True)


def error(answer: Any) -> tuple[int, str]:
    found = answer.json()["error"]
    return answer.status_code, "/".join([found["code"], *([found["reason"]] if "reason" in found else [])])


def test_a_guest_has_the_name_and_face_they_picked_and_is_inside() -> None:
    stranger = Stranger()

    answer = stranger.knock("  Robin  Hill ", avatar=3, **stranger.solved())

    assert answer.status_code == 201
    begun = stranger.client.get("/api/v1/bootstrap").json()
    (profile,) = [row for row in begun["me"]["rows"] if row["key"] == "profile"]
    assert (begun["user"], profile["nickname"], profile["guest"]) == (answer.json()["user"], "Robin Hill", True)
    assert profile["avatar"] == "/faces/3/R.svg"


def test_the_work_has_to_be_done_and_counts_once_and_for_ten_minutes(ann: User) -> None:
    stranger, work = Stranger(), Stranger().solved()
    assert error(stranger.knock("Robin", challenge=work["challenge"], proof="0")) == (400, "bad")
    assert error(stranger.knock("Robin", challenge="a:b:c", proof="0")) == (400, "bad")
    with travel(timezone.now() + timedelta(seconds=601)):
        assert error(stranger.knock("Robin", **work)) == (410, "gone")

    assert stranger.knock("Robin", **work).status_code == 201

    assert error(Stranger().knock("Wren", **work)) == (410, "gone")


def test_a_name_that_is_refused_does_not_use_the_work_up(ann: User) -> None:
    stranger, work = Stranger(), Stranger().solved()
    assert error(stranger.knock("Ann", **work)) == (403, "forbidden/name")

    assert stranger.knock("Wren", **work).status_code == 201


@pytest.mark.parametrize(
    "name", ["Ann", "ANN", "Аnn", "A n n", "Ann ✓", "ａｎｎ", "Ánn", "rnaria", "林小雨", "林 小雨"]
)
def test_no_guest_is_called_like_somebody_who_is_there(name: str, ann: User, make_person: Any) -> None:
    make_person("lin", nickname="林小雨")
    make_person("maria", nickname="M.")

    with pytest.raises(Forbidden):
        free_nickname(name)


@pytest.mark.parametrize(
    "name", ["Robot", "R0bot", "机器人", "小管理员", "Admin", "аdmin", "Happy Chat", "System", "客服小王"]
)
def test_no_guest_speaks_for_the_site(name: str) -> None:
    with pytest.raises(Forbidden):
        free_nickname(name)


@pytest.mark.parametrize("name", ["Annabel", "小雨", "🦊", "Badminton fan", "Test", "O'Neil"])
def test_other_names_are_free(name: str, ann: User) -> None:
    assert free_nickname(name) == name


@pytest.mark.parametrize("name", [" ", "\u200b", "x" * 33])
def test_a_name_can_be_seen_and_is_short(name: str) -> None:
    with pytest.raises(Bad):
        free_nickname(name)


def test_two_names_of_signs_alone_are_two(db: None) -> None:
    assert likeness("🦊") != likeness("🐻")


def test_two_guests_never_share_a_name() -> None:
    assert Stranger().knock("Robin").status_code == 201

    assert error(Stranger("192.0.2.2").knock("r0bin")) == (403, "forbidden/name")


def test_a_guest_who_takes_another_name_takes_a_free_one(ann: User) -> None:
    guest = Stranger()
    guest.knock("Robin")

    def rename(to: str) -> Any:
        body = {"command": "profile.update", "nickname": to}
        return guest.client.post("/api/v1/command", body, content_type="application/json").json()

    assert rename("Ann")["error"]["reason"] == "name"
    assert "ok" in rename("ROBIN")


def test_a_thousand_of_one_address_are_held_up_while_another_comes_in(monkeypatch: Any) -> None:
    monkeypatch.setattr("accounts.guests.DIFFICULTY", 0)
    crowd = [error_or_201(Stranger("2001:db8::1").knock(f"Robin {number}")) for number in range(1000)]

    assert 40 <= crowd.count("201") <= 42
    assert set(crowd[45:]) == {"429 rate"}
    assert error_or_201(Stranger("2001:db8:0:1::1").knock("Wren")) == "201"


def error_or_201(answer: Any) -> str:
    return "201" if answer.status_code == 201 else f"{answer.status_code} {answer.json()['error']['code']}"


def test_all_addresses_of_one_network_are_one() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("192.0.2.1") < 0


def test_a_shut_door_says_so(settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"guests": "closed"})

    assert error(Stranger().client.get("/api/v1/guests/challenge")) == (403, "forbidden/closed")
    assert error(Stranger().knock("Robin", challenge="a", proof="b")) == (403, "forbidden/closed")


def test_who_is_inside_does_not_come_in_once_more(ann: User) -> None:
    stranger = Stranger()
    work = stranger.solved()
    stranger.client = signed_in(ann)

    assert error(stranger.knock("Robin", **work)) == (409, "conflict")


def test_a_page_of_another_site_brings_nobody_in() -> None:
    stranger = Stranger()
    work = stranger.solved()
    stranger.client = Client(enforce_csrf_checks=True)

    assert error(stranger.knock("Robin", **work)) == (403, "forbidden/csrf")
