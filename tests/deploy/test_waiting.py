"""What is open through a door stays open while nobody says anything."""

from __future__ import annotations

import pytest

from .doors import DOORS
from .idling import IDLE_SECONDS, IDLERS, Idling


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(DOORS))
@pytest.mark.parametrize("way", sorted(IDLERS))
def test_more_than_a_minute_of_silence_ends_nothing(idling: dict[tuple[str, str], Idling], kind: str, way: str) -> None:
    if (kind, way) not in idling:
        pytest.skip(f"{kind} is not on this machine")
    idle = idling[kind, way]
    idle.wait()

    assert idle.lived == IDLE_SECONDS
    assert idle.pings >= 2
