"""How text becomes terms: whatever is in a text is found by any word of it."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.search.words import LONGEST, Phrase, phrases_of, plain, ranges_of, terms_of


def found(query: str, text: str) -> bool:
    """Look as the databases do: each phrase's terms in a row, an open one's last as a beginning."""
    terms = terms_of(text)
    return all(any(_is_at(phrase, terms, at) for at in range(len(terms))) for phrase in phrases_of(query))


def _is_at(phrase: Phrase, terms: list[str], at: int) -> bool:
    *whole, last = phrase.terms
    if terms[at : at + len(whole)] != whole or len(terms) <= at + len(whole):
        return False
    there = terms[at + len(whole)]
    return there.startswith(last) if phrase.is_open else there == last


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("天气", "今天天气很好"),
        ("气", "天气"),
        ("很好", "今天天气很好"),
        ("今天天气很好", "今天天气很好"),
        ("手机", "我的iPhone手机坏了"),
        ("iphone手机", "我的iPhone手机坏了"),
        ("坏iPad", "他弄坏iPad了"),
        ("WÖRT", "ein Wörterbuch"),
        ("pers", "two persimmons"),
        ("two per", "two ripe persimmons"),
        ("ＡＢＣ", "abc"),
        ("カタカナ", "ｶﾀｶﾅ"),
        ("はん", "ごはん"),
        ("🎉", "done 🎉🎉"),
        ("foo_bar", "call foo-bar now"),
        ("cafe\u0301", "café"),
        ("हिन्दी", "मैं हिन्दी बोलता हूँ"),
        ("서울", "서울에서"),
    ],
)
def test_a_word_of_a_text_finds_it(query: str, text: str) -> None:
    assert found(query, text)
    assert ranges_of(phrases_of(query), text)


@pytest.mark.parametrize(
    ("query", "text"), [("天好", "天气很好"), ("tax", "syntax"), ("two four", "two three"), ("气天", "天气")]
)
def test_what_is_not_in_it_does_not(query: str, text: str) -> None:
    assert not found(query, text)


@pytest.mark.parametrize("query", ["", "  ", "_", "…!?", "\u200b"])
def test_a_query_without_words_looks_for_nothing(query: str) -> None:
    assert phrases_of(query) == []


def test_matches_are_pointed_at_in_code_points_of_what_was_written() -> None:
    assert ranges_of(phrases_of("天气 好"), "🎉天气,好天气") == [[1, 3], [4, 5], [5, 7]]
    assert ranges_of(phrases_of("straSSE"), "die Straße!") == [[4, 10]]
    assert ranges_of(phrases_of("cafe\u0301"), "un cafe\u0301 noir") == [[3, 8]]


texts = st.text(max_size=60) | st.text("天气好a1é ё🎉_.한ひ\u0301", max_size=40)


@given(texts)
def test_no_letter_digit_or_character_of_a_text_is_lost(text: str) -> None:
    held = set("".join(terms_of(text)))
    letters = {char for char in plain(text) if char.isalnum()}
    assert letters <= held


@given(texts, st.integers(0, 60), st.integers(1, 10))
def test_every_piece_of_dense_text_is_found(text: str, start: int, length: int) -> None:
    dense = "".join(char for char in text if "\u4e00" <= char <= "\u9fff")
    piece = dense[start : start + length]
    assert found(piece, f"x{dense}y")


@given(texts)
def test_a_text_finds_itself_and_says_where(text: str) -> None:
    phrases = phrases_of(text)
    assert found(text, text)
    for start, end in ranges_of(phrases, text):
        assert 0 <= start < end <= len(text)
        assert not unicodedata.combining(text[end : end + 1] or "x")


@given(texts)
def test_terms_hold_nothing_a_database_would_take_apart(text: str) -> None:
    for term in terms_of(text):
        assert len(term) <= LONGEST
        assert not set(term) & set(" '\":*()&|!<>\\-\x00")


@pytest.mark.parametrize("text", ["天" * 8000, "a" * 8000, "a\u0301" * 4000, "a天" * 4000, "_" * 8000, "🎉" * 8000])
def test_its_worst_texts_take_time_as_their_length(text: str) -> None:
    def seconds(length: int) -> float:
        began = time.perf_counter()
        terms_of(text[:length])
        ranges_of(phrases_of(text[:100]), text[:length])
        return time.perf_counter() - began

    seconds(8000)
    assert min(seconds(8000) for _ in range(5)) < 40 * min(seconds(800) for _ in range(5)) + 0.05
