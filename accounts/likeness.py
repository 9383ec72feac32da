"""What a name looks like to somebody who reads it quickly: names that look alike come out the same."""

from __future__ import annotations

import unicodedata

from accounts.spelling import SpelledField

# Small letters and signs, by the Latin letter they are taken for: Cyrillic, Greek, others.
_TWINS = str.maketrans(
    "авекмнорстухіјѕһԁԛԝαβεηικνορτυχωϲıɑɡł018|!$@l",
    "abekmhopctyxijshdqwabenikvoptuxwciagioibiisai",
)
_PAIRS = (("rn", "m"), ("vv", "w"))


def likeness(name: str) -> str:
    """Return what stands for all names that look like this one; a name of signs alone stands for itself."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_TWINS)
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    for looks, like in _PAIRS:
        letters = letters.replace(looks, like)
    return letters or name


class LikenessField(SpelledField):
    """Keep what another field looks like, written whenever the row is saved."""

    def derived(self, name: str) -> str:
        """Return what the name looks like."""
        return likeness(name)
