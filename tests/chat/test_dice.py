"""Dice and lots: the server rolls, and rolls once."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from chat.models import Message
from tests.chat.test_arguments import read
from tests.conftest import run

pytestmark = pytest.mark.django_db(transaction=True)


def roll(user: User, talk: str, client_id: str = "a", **dice: Any) -> dict[str, Any]:
    run(user, "message.send", stream=talk, client_id=client_id, kind="dice", dice=dice)
    stored = Message.objects.get(client_id=client_id).data
    assert stored is not None
    return dict(stored["dice"])


def test_the_server_rolls_within_the_sides(ann: User, talk: str) -> None:
    values = {roll(ann, talk, f"n{n}", sides=2)["value"] for n in range(30)}

    assert values == {1, 2}


def test_one_of_the_lots_is_drawn(ann: User, talk: str) -> None:
    drawn = roll(ann, talk, options=["面", "饭", "面"])

    assert drawn["options"] == ["面", "饭", "面"]
    assert (drawn["sides"], drawn["value"] in {1, 2, 3}) == (3, True)


def test_a_resend_does_not_roll_again(ann: User, talk: str) -> None:
    first = roll(ann, talk, sides=1000)

    assert roll(ann, talk, sides=1000) == first


@pytest.mark.parametrize(
    "dice", [{}, {"sides": 1}, {"sides": 1001}, {"options": ["one"]}, {"sides": 2, "options": ["a", "b"]}]
)
def test_a_dice_has_two_sides_at_least_and_no_lots(dice: dict[str, Any]) -> None:
    assert read("message.send", stream="c1", client_id="a", kind="dice", dice=dice).error is not None


def test_a_dice_says_nothing(ann: User, talk: str) -> None:
    said = {"stream": talk, "client_id": "a", "kind": "dice", "dice": {"sides": 6}}

    assert read("message.send", **said).error is None
    assert read("message.send", **said, body="six").error is not None
