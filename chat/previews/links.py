"""The link of a message that is previewed: its first."""

from __future__ import annotations

import re

# As the page finds them: Chinese letters and punctuation end a link, people write them straight behind it.
LINK = re.compile(
    r"(?<![a-z0-9])https?://(?=[a-z0-9\[])[\w\-.~:/?#\[\]@!$&'()*+,;=%]{1,2000}", re.IGNORECASE | re.ASCII
)
TAIL = ".,;:!?'\"*~_)]"


def first_link(body: str) -> str:
    """Return the first address in a text, without the punctuation of the sentence; "" where there is none."""
    found = LINK.search(body)
    if found is None:
        return ""
    link = found[0]
    while link[-1] in TAIL and not (link[-1] == ")" and link.count("(") == link.count(")")):
        link = link[:-1]
    return link if "://" in link else ""
