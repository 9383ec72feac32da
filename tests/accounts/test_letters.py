"""Chinese names by letters, and finding people by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import annotate_contact, update_profile
from accounts.models import Contact, User
from accounts.people import search
from accounts.rows import card
from accounts.spelling import spelled

Make = Callable[..., User]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("林小雨", "lin xiao yu"),
        ("陈默", "chen mo"),
        ("單雄信", "shan xiong xin"),
        ("小单", "xiao dan"),
        ("Ann 林", "ann lin"),
        ("Ann", ""),
        ("", ""),
        ("😀李", "😀 li"),
    ],
)
def test_a_chinese_name_is_spelled(name: str, letters: str) -> None:
    assert spelled(name) == letters


@given(st.text(max_size=40))
def test_any_name_is_spelled_in_small_letters_and_single_spaces(name: str) -> None:
    letters = spelled(name)

    assert letters == " ".join(letters.lower().split())


@pytest.fixture
def xiaoyu(make_person: Make) -> User:
    return make_person("xiaoyu", nickname="林小雨")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["林", "小雨", "linxiaoyu", "lin xiao", "LXY", "xy", "iaoy", "xiaoyu"])
def test_a_chinese_name_is_found_by_its_letters(ann: User, xiaoyu: User, typed: str) -> None:
    assert xiaoyu in search(ann.pk, typed)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["雨小", "lyx", "chen", ".*", "l.x", "%"])
def test_what_is_not_in_a_name_finds_nobody(ann: User, xiaoyu: User, typed: str) -> None:
    assert not search(ann.pk, typed)


@pytest.mark.django_db
def test_letters_follow_the_name(xiaoyu: User) -> None:
    assert card(xiaoyu)["pinyin"] == "lin xiao yu"

    update_profile(xiaoyu, {"nickname": "陈默"})
    xiaoyu.refresh_from_db()
    assert card(xiaoyu)["pinyin"] == "chen mo"

    update_profile(xiaoyu, {"nickname": "Rain"})
    assert "pinyin" not in card(User.objects.get(pk=xiaoyu.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["老师", "laoshi", "ls"])
def test_a_person_is_found_by_my_note_and_by_mine_only(ann: User, bob: User, eve: User, typed: str) -> None:
    annotate_contact(ann.pk, bob, {"note": "老师"})

    assert list(search(ann.pk, typed)) == [bob]
    assert not search(eve.pk, typed)
    assert Contact.objects.get(owner=ann).pinyin == "lao shi"
