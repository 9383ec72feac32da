"""Sockets through the doors live on while nobody says anything."""

from __future__ import annotations

import pytest

from .doors import DOORS
from .idling import IDLE_SECONDS, Idling


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(DOORS))
def test_a_socket_outlives_more_than_a_minute_of_silence(idling: dict[str, Idling], kind: str) -> None:
    if kind not in idling:
        pytest.skip(f"{kind} is not on this machine")
    idle = idling[kind]
    idle.wait()

    assert idle.closed is None
    assert idle.lived >= IDLE_SECONDS
    assert idle.pings >= 2
