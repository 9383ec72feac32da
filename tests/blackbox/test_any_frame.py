"""Whatever arrives on a socket: one answer, one line in the log at most, and no change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .support.arguments import shapes
from .support.cast import Site, inhabited_server, site_with_cast
from .support.hostile import is_bad
from .support.quiet import at_most_a_line_each, nothing_changes
from .support.wire import Wire

COMMANDS = list(shapes("", ""))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted({field for shape in shapes("", "").values() for field in shape.kinds} | {"x"})
PROPERTY = settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site without rate limits, so that the probes between the cases do not wait."""
    with inhabited_server(HAPPYCHAT_RATE_SCALE="0") as server:
        yield site_with_cast(server)


def test_whatever_the_arguments_a_frame_gets_one_answer_with_its_id(site: Site) -> None:
    cases = []

    @PROPERTY
    @given(command=st.sampled_from(COMMANDS), arguments=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5))
    def any_arguments(command: str, arguments: dict[str, Any]) -> None:
        raw = json.dumps(arguments | {"id": 9, "command": command})  # writes NaN and Infinity as they are
        cases.append(raw)
        with Wire.open(site["eve"]) as wire:
            replies = wire.replies_to(raw)
        assert len(replies) == 1 or (command == "typing" and not replies)
        assert all(reply["id"] in (0, 9) for reply in replies)

    with nothing_changes(site, "ann", "bob", "eve"), at_most_a_line_each(site.server, cases):
        any_arguments()


def test_whatever_arrives_the_socket_stays_usable(site: Site) -> None:
    cases = []

    @PROPERTY
    @given(raw=st.text(max_size=200) | st.binary(max_size=200) | JSON.map(json.dumps))
    def any_frame(raw: str | bytes) -> None:
        cases.append(raw)
        with Wire.open(site["eve"]) as wire:
            assert is_bad(wire.replies_to(raw), 0)

    with at_most_a_line_each(site.server, cases):
        any_frame()
