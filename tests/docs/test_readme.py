"""The README in both languages says the same, and names what is there."""

from __future__ import annotations

import re

from tests.docs.pages import PROJECT, page

ENGLISH, CHINESE = page("README.md"), page("README.zh-Hans.md")
MAX_PICTURE_BYTES = 256 * 1024


def test_both_languages_have_the_same_parts() -> None:
    shapes = [
        (
            [section.level for section in one.sections],
            one.text.count("\n- "),
            re.findall(r"```\n(.+?)```", one.text, re.DOTALL),
        )
        for one in (ENGLISH, CHINESE)
    ]

    assert shapes[0] == shapes[1]


def test_both_languages_lead_to_the_same_pages() -> None:
    ours = {"README.md", "README.zh-Hans.md"}

    assert set(ENGLISH.links) - ours == set(CHINESE.links) - ours


def test_pictures_are_light() -> None:
    pictures = list((PROJECT / "docs/images").iterdir())

    assert pictures
    assert all(picture.stat().st_size <= MAX_PICTURE_BYTES for picture in pictures)


def test_every_make_target_named_exists_and_every_one_is_explained() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    explained = [row[0].strip("`") for row in page("docs/development.md").section("Make targets").table]

    assert {f"make {target}" for target in targets.split()} == set(explained)
