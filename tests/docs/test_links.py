"""Every link of the documentation leads somewhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.docs.pages import PROJECT, Page, page, pages

PAGES = {str(one.path.relative_to(PROJECT)): one for one in pages()}


@pytest.mark.parametrize("name", PAGES)
def test_links_resolve(name: str) -> None:
    one = PAGES[name]

    assert not [target for target in one.links if not leads_somewhere(one, target)]


def leads_somewhere(one: Page, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme:
        return parts.scheme in {"https", "mailto"} and bool(parts.netloc or parts.path)
    path = (one.path.parent / parts.path).resolve() if parts.path else one.path
    if not (path.exists() and path.is_relative_to(PROJECT)):
        return False
    return not parts.fragment or parts.fragment in Page(path).anchors


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_title_and_no_heading_twice(name: str) -> None:
    sections = PAGES[name].sections
    titles = [section.title for section in sections if section.level == 2]

    assert [section.level for section in sections].count(1) == 1
    assert len(titles) == len(set(titles))


def test_what_is_said_to_live_somewhere_does() -> None:
    rows = page("docs/development.md").section("Where things live").table
    places = [place for row in rows for place in re.findall(r"`([^`]+/[^`]*)`", row[1])]

    assert places
    assert not [place for place in places if not (PROJECT / place).exists()]
