"""What people see of a group they are not in: its card, its picture, and nothing of groups that are not listed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from chat.actions.uploads import Upload, take_picture
from chat.models import Conversation
from groups.actions import coming, going, invitations
from groups.actions.about import update
from groups.api import Which, found
from happychat.commands.errors import NotFound
from tests.chat.test_plans import plan_of
from tests.conftest import signed_in
from tests.groups.groups import group, hills, names, refusal
from tests.talking import say


def picture_of(owner: User) -> str:
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return str(take_picture(owner.pk, data, Upload("hills")).pk)


def statuses(picture: str, *people: User, code: str = "") -> list[int]:
    path = f"/api/v1/attachments/{picture}{f'?code={code}' if code else ''}"
    return [signed_in(person).get(path).status_code for person in people]


@pytest.mark.django_db(transaction=True)
def test_the_picture_of_a_private_group_is_its_members(ann: User, bob: User, eve: User) -> None:
    picture = picture_of(ann)
    stream = hills(ann, bob, avatar=picture)
    assert statuses(picture, ann, bob, eve) == [200, 200, 404]

    going.leave(bob.pk, stream)
    assert statuses(picture, ann, bob) == [200, 404]

    coming.add(ann.pk, stream, names(bob))
    going.remove(ann.pk, stream, names(bob), ban=True)
    assert statuses(picture, bob) == [404]


@pytest.mark.django_db(transaction=True)
def test_the_picture_of_a_public_group_is_everybody_s_as_long_as_the_group_has_it(ann: User, eve: User) -> None:
    picture, other = picture_of(ann), picture_of(ann)
    stream = hills(ann, avatar=picture, public=True)
    assert statuses(picture, eve) == [200]

    update(ann.pk, stream, {"avatar": other})
    assert (statuses(picture, ann, eve), statuses(other, eve)) == ([200, 404], [200])

    going.dissolve(ann.pk, stream)
    assert statuses(other, eve) == [404]


@pytest.mark.django_db(transaction=True)
def test_who_came_by_a_link_sees_the_picture_as_long_as_it_lets_in(ann: User, eve: User) -> None:
    picture = picture_of(ann)
    stream, elsewhere = hills(ann, avatar=picture), hills(ann)
    link, other = invitations.make_link(ann.pk, stream, 60, 0), invitations.make_link(ann.pk, elsewhere, 60, 0)

    (card,) = found(eve.pk, Which(code=link["code"]))["groups"]
    assert card["avatar"] == f"/api/v1/attachments/{picture}?code={link['code']}"
    assert signed_in(eve).get(card["avatar"]).status_code == 200
    assert [statuses(picture, eve, code=code) for code in ("", "unknown", other["code"])] == [[404]] * 3

    invitations.revoke_link(ann.pk, stream, link["id"])
    assert statuses(picture, eve, code=link["code"]) == [404]


@pytest.mark.django_db
def test_a_group_that_is_not_listed_is_no_place_in_the_list(ann: User, eve: User) -> None:
    listed, hidden = hills(ann, public=True), hills(ann)

    assert found(eve.pk, Which(after=listed))["groups"] == []
    for after in (hidden, "c999999"):
        refusal(NotFound, found, eve.pk, Which(after=after))


@pytest.mark.django_db
def test_the_list_goes_on_after_the_last_of_a_page(ann: User, bob: User, eve: User) -> None:
    streams = [hills(ann, public=True), hills(ann, bob, public=True), hills(ann, public=True)]

    pages: list[Any] = [found(eve.pk, Which(limit=1))]
    while pages[-1]["more"]:
        pages.append(found(eve.pk, Which(limit=1, after=pages[-1]["groups"][0]["stream"])))

    assert [page["groups"][0]["stream"] for page in pages] == [streams[1], streams[2], streams[0]]


@pytest.mark.django_db
def test_cards_cost_the_same_however_many_they_are(ann: User, eve: User) -> None:
    costs = []
    for _ in range(2):
        for stream in [hills(ann, public=True, preview=True) for _ in range(3)]:
            say(ann, stream, *(f"{number}" for number in range(25)))
        with CaptureQueriesContext(connection) as queries:
            cards = found(eve.pk, Which())["groups"]
        costs.append(len(queries))

    assert costs == [3, 3]
    assert [[row["body"] for row in card["rows"]] for card in cards] == [[f"{n}" for n in range(5, 25)]] * 6


@pytest.mark.django_db
def test_a_card_says_whether_it_is_mine(ann: User, eve: User) -> None:
    stream = hills(ann, public=True)

    assert [("member" in found(user.pk, Which(id=stream))["groups"][0]) for user in (ann, eve)] == [True, False]
    assert group(stream).public


@pytest.mark.django_db
def test_the_list_and_the_pictures_are_read_along_an_index(ann: User, eve: User) -> None:
    hills(ann, public=True, avatar=picture_of(ann))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    listing = " ".join(plan_of(lambda: found(eve.pk, Which())))
    asking = " ".join(plan_of(lambda: Conversation.objects.filter(avatar="a").with_card_for(eve.pk).exists()))

    assert "public_groups" in listing
    assert "conversation_by_picture" in asking
