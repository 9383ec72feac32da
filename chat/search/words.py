"""How text becomes terms, of what is said and of what is looked for: alike on both databases, without a dictionary.

Scripts that put no spaces between words (Chinese, Japanese, Korean, Thai …) become pairs of neighbouring characters,
and the last character of a run alone: so every word of two and more characters is a phrase of pairs, and a single one
is the beginning of a term. Words of other scripts are terms as they are; emoji are terms of one character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 40  # a term; what has more characters without a break is several in a row

# What is written without spaces; CJK with its extensions, kana, hangul, the scripts of South-East Asia.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3040-\u30ff\u3105-\u312f\u3130-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00016f00-\U00018d8f\U0001aff0-\U0001b2ff\U00020000-\U0003ffff"
)
# Marks that belong to the letter before them: accents, points, the vowels of Indian scripts.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u0f00-\u0fff"
)
_SYMBOLS = "\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"

_RUN = re.compile(
    f"(?P<dense>[{_DENSE}]+)|(?P<symbol>[{_SYMBOLS}])|(?P<word>(?:(?![{_DENSE}{_SYMBOLS}])[^\\W_]|[{_MARKS}]){{1,{LONGEST}}})"
)
_PLAIN = re.compile(f"[0-9a-z]{{1,{LONGEST}}}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow each other; the last of an open one may be only the beginning of a term."""

    terms: tuple[str, ...]
    is_open: bool


def plain(text: str) -> str:
    """Return text as it is compared: compatible forms made one, without upper case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms_of(text: str) -> list[str]:
    """Return the terms of a text in their order."""
    if text.isascii():  # most words of most sites: a tenth of the time
        return _PLAIN.findall(text.lower())
    return [term for term, _ in _placed(plain(text))]


def phrases_of(query: str) -> list[Phrase]:
    """Return what must all be found, one phrase for each word of the query; none if it holds nothing to look for."""
    return [phrase for word in plain(query).split() if (phrase := _phrase(word))]


def ranges_of(phrases: list[Phrase], text: str) -> list[list[int]]:
    """Return where phrases stand in a text: [from, to) in code points, in order, none overlapping."""
    compared, origins = _traced(text)
    placed = list(_placed(compared))
    spots = sorted(spot for phrase in phrases for spot in _spots(phrase, placed))
    merged: list[list[int]] = []
    for first, last in spots:
        start, end = origins[first], _with_marks(text, origins[last] + 1)
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def _placed(compared: str) -> Iterator[tuple[str, int]]:
    """Return terms, each with where it begins."""
    for match in _RUN.finditer(compared):
        run, start = match[0], match.start()
        if match.lastgroup == "dense":
            yield from ((run[at : at + 2], start + at) for at in range(len(run)))
        else:
            yield run, start


def _phrase(word: str) -> Phrase | None:
    terms = [term for term, _ in _placed(word)]
    runs = list(_RUN.finditer(word))
    if not runs:
        return None
    kind, length = runs[-1].lastgroup, len(runs[-1][0])
    if kind == "dense" and length > 1:
        terms.pop()  # alone only where its run ends, which it need not do here
    return Phrase(tuple(terms), is_open=kind == "word" or (kind == "dense" and length == 1))


def _spots(phrase: Phrase, placed: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    """Return the first and the last character of each place where a phrase stands."""
    *whole, last = phrase.terms
    for number in range(len(placed) - len(whole)):
        there, at = placed[number + len(whole)]
        is_last = there.startswith(last) if phrase.is_open else there == last
        if is_last and all(placed[number + step][0] == term for step, term in enumerate(whole)):
            yield placed[number][1], at + len(last) - 1


def _traced(text: str) -> tuple[str, list[int]]:
    """Return text as it is compared, and for each of its characters where it comes from."""
    compared: list[str] = []
    origins: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and unicodedata.combining(text[end]):
            continue
        piece = plain(text[start:end])
        compared.append(piece)
        origins += [start] * len(piece)
        start = end
    return "".join(compared), origins


def _with_marks(text: str, end: int) -> int:
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
