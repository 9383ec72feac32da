"""Steps: what a committed change tells whom, one frame for all who may see the same."""

from __future__ import annotations

from typing import Any

import orjson

from happychat.streams.steps import MAX_FRAME_BYTES, Attach, Detach, Row, Step, joined


def message(seq: int, version: int, body: str = "hi") -> Row:
    return {"key": f"message:{seq}", "version": version, "body": body}


def step(prev: int, version: int, *rows: Row, **about: Any) -> Step:
    """Return a step of c1; it tells at least of `info`."""
    last_seq = about.pop("last_seq", version)
    return Step("conversation.1", "c1", prev, version, list(rows) or [info(version)], last_seq=last_seq, **about)


def info(version: int) -> Row:
    return {"key": "info", "version": version}


def shown(step: Step, floor: int = 0) -> dict[str, Any]:
    frame: dict[str, Any] = orjson.loads(step.frame(floor).data)
    return frame


def keys(step: Step, floor: int = 0) -> list[str]:
    return [row["key"] for row in shown(step, floor)["rows"]]


def test_an_update_names_where_it_begins_and_ends() -> None:
    frame = shown(step(4, 5, message(3, 5), last_seq=3))

    assert frame == {
        "type": "update",
        "stream": "c1",
        "prev": 4,
        "version": 5,
        "last_seq": 3,
        "rows": [message(3, 5)],
    }


def test_an_update_of_me_has_no_message_numbers() -> None:
    frame = shown(Step("user.1", "me", 1, 2, [{"key": "profile", "version": 2}]))

    assert "last_seq" not in frame


def test_one_frame_serves_all_who_see_everything() -> None:
    told = step(4, 5, message(3, 5), message(4, 5))

    assert told.frame(0) is told.frame(2) is told.frame(3)
    assert told.frame(4) is told.frame(4) is not told.frame(0)


def test_who_joined_later_does_not_see_earlier_messages_but_the_version() -> None:
    told = step(4, 5, info(5), message(3, 5), message(7, 5))

    assert keys(told, floor=4) == ["info", "message:7"]
    assert keys(told, floor=8) == ["info"]
    assert shown(told, floor=8)["version"] == 5


def test_steps_in_a_row_are_joined_each_key_once_with_its_newest_row() -> None:
    one = joined([step(1, 2, message(1, 2), info(2)), step(2, 3, message(1, 3, "edited")), step(3, 4, message(2, 4))])

    assert len(one) == 1
    assert (one[0].prev, one[0].version, one[0].last_seq) == (1, 4, 4)
    assert one[0].rows == [message(1, 3, "edited"), info(2), message(2, 4)]


def test_joining_leaves_the_steps_as_they_were() -> None:
    first = step(1, 2, message(1, 2))
    first.frame()

    one = joined([first, step(2, 3, message(2, 3))])[0]

    assert keys(one) == ["message:1", "message:2"]
    assert keys(first) == ["message:1"]


def test_who_joined_later_sees_no_earlier_message_of_joined_steps_either() -> None:
    first, edit = step(1, 2, message(9, 2)), step(2, 3, message(4, 3, "edited"))
    first.frame()

    one = joined([first, edit])[0]

    assert keys(one) == ["message:9", "message:4"]
    assert keys(one, floor=6) == ["message:9"]


def test_steps_with_a_hole_between_them_stay_apart() -> None:
    assert [s.prev for s in joined([step(1, 2), step(3, 4)])] == [1, 3]


def test_streams_are_joined_each_for_itself() -> None:
    others = [Step("conversation.2", "c2", n, n + 1, [info(n + 1)]) for n in (7, 8)]

    result = joined([step(1, 2), others[0], step(2, 3), others[1]])

    assert [(s.stream, s.prev, s.version) for s in result] == [("c1", 1, 3), ("c2", 7, 9)]


def test_nothing_is_joined_past_a_step_that_ends_a_membership() -> None:
    leave = step(2, 3, detach=(Detach(1, "conversation.1"),))

    result = joined([step(1, 2), leave, step(3, 4)])

    assert [(s.prev, s.version) for s in result] == [(1, 3), (3, 4)]
    assert result[0].detach == leave.detach


def test_nothing_is_joined_before_a_step_that_lets_somebody_in() -> None:
    result = joined([step(1, 2), step(2, 3, attach=(Attach(1, "conversation.1", 3, 2),)), step(3, 4)])

    assert [(s.prev, s.version) for s in result] == [(1, 2), (2, 4)]


def test_what_some_may_not_see_is_not_joined_with_what_all_may() -> None:
    result = joined([step(1, 2, hidden_from=(7,)), step(2, 3, hidden_from=(7,)), step(3, 4)])

    assert [(s.prev, s.version, s.hidden_from) for s in result] == [(1, 3, (7,)), (3, 4, ())]


def test_a_step_too_large_for_a_frame_says_only_that_one_is_behind() -> None:
    rows = [message(n, 9, "语" * 8000) for n in range(1, 12)]
    large = step(8, 9, *rows, last_seq=11)

    assert shown(large) == {"type": "head", "heads": {"c1": [9, 11, 0]}}
    assert shown(large, floor=11)["type"] == "update"  # of which this one sees little


def test_the_largest_update_is_within_a_frame() -> None:
    body = "x" * (MAX_FRAME_BYTES - 200)

    assert len(step(1, 2, message(1, 2, body)).frame()) <= MAX_FRAME_BYTES
    assert shown(step(1, 2, message(1, 2, body + "x" * 200)))["type"] == "head"


def test_a_step_travels_between_processes_unchanged() -> None:
    told = step(
        4,
        5,
        message(3, 5, "语"),
        attach=(Attach(1, "conversation.1", 3, 2),),
        detach=(Detach(2, "conversation.1"),),
        hidden_from=(3,),
    )

    again = Step.unpacked(orjson.loads(orjson.dumps(told.packed())))

    assert again == told
    assert again.frame().data == told.frame().data


def test_a_step_too_large_for_a_frame_is_cut_between_two_versions() -> None:
    rows = [{"key": f"message:{seq}", "version": seq, "body": "字" * 8000} for seq in range(1, 41)]

    parts = Step("conversation.1", "c1", 0, 40, rows, last_seq=40, detach=(Detach(2, "conversation.1"),)).parts()

    assert all(len(part.frame()) <= MAX_FRAME_BYTES and part.frame().is_update for part in parts)
    assert [row for part in parts for row in part.rows] == rows
    assert [part.prev for part in parts] == [0, *(part.version for part in parts[:-1])]
    assert [bool(part.detach) for part in parts] == [False] * (len(parts) - 1) + [True]


def test_one_version_too_large_for_a_frame_goes_as_a_head() -> None:
    rows = [{"key": f"message:{seq}", "version": 1, "body": "字" * 8000} for seq in range(1, 41)]

    (part,) = Step("conversation.1", "c1", 0, 1, rows, last_seq=40).parts()

    assert part.frame().data == b'{"type":"head","heads":{"c1":[1,40,0]}}'
