"""docs/protocol.md says what the code does: neither changes alone."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from chat import connections, consumers, outgoing, subscriptions
from chat.api import api
from chat.greeting import limits
from chat.polling import SyncOverHttp
from happychat import asgi
from happychat.commands import errors, rates
from happychat.commands.errors import HTTP_STATUS, CommandError, Forbidden
from happychat.commands.registry import commands
from tests.docs.arguments import described, objects
from tests.docs.pages import PROJECT, page, plain

PAGE = page("docs/protocol.md")
APPS = ("happychat", "accounts", "chat", "groups")


def table(title: str) -> dict[str, list[str]]:
    """Return the table of a section by its first column."""
    rows = PAGE.section(title).table
    named = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in rows}
    assert len(named) == len(rows), f"a row of {title} is there twice"
    return named


def documented_arguments(title: str) -> dict[str, str]:
    """Return the arguments a section's own table names, with their types."""
    head, *rows = next(t for t in PAGE.section(title).tables)
    assert head[:2] == ["argument", "type"]
    return {plain(row[0]): plain(row[1]) for row in rows}


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    titles = [plain(section.title) for section in PAGE.sections if section.level == 3]
    inside = PAGE.section("Commands").lines
    named = [plain(line[4:]) for line in inside if line.startswith("### ")]

    assert sorted(named) == sorted(commands)
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("name", sorted(commands))
def test_the_arguments_of_a_command_are_those_of_its_schema(name: str) -> None:
    assert documented_arguments(f"`{name}`") == described(commands[name].arguments)

    for inner, model in objects(commands[name].arguments).items():
        assert documented_arguments(f"`{inner}`") == described(model)


def test_every_error_code_is_listed_with_its_status() -> None:
    classes = [
        c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, CommandError) and c is not CommandError
    ]
    expected = {c.code: ["yes" if c.final else "no", str(HTTP_STATUS[c.code])] for c in classes}

    assert {code: cells[:2] for code, cells in table("Errors").items()} == expected


def test_every_reason_the_code_gives_is_listed() -> None:
    given = {reason for app in APPS for path in (PROJECT / app).rglob("*.py") for reason in reasons_in(path)}
    kinds = cast(
        "list[Callable[[], Forbidden]]", Forbidden.__subclasses__()
    )  # a kind of its own names its reason itself
    own = {str(kind().details["reason"]) for kind in kinds}

    assert set(table("Reasons")) == given | own


def reasons_in(path: Path) -> set[str]:
    """Return the reasons named in a file: `Forbidden("…")` and `"reason": "…"`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Forbidden" and node.args:
            found.add(ast.literal_eval(node.args[0]))
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found |= {v.value for k, v in pairs if getattr(k, "value", "") == "reason" and isinstance(v, ast.Constant)}
    return found


def test_every_close_code_is_listed() -> None:
    used = {code for app in APPS for path in (PROJECT / app).rglob("*.py") for code in close_codes_in(path)}

    assert {int(code) for code in table("Close codes")} == used | {consumers.BROKEN}


def close_codes_in(path: Path) -> set[int]:
    """Return the numbers in a file that only a close code of ours can be."""
    numbers = [n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Constant)]
    return {n for n in numbers if type(n) is int and 4400 <= n < 4500}


def test_the_limits_of_a_socket_are_the_codes() -> None:
    said = {int(code): cells[0] for code, cells in table("Close codes").items()}

    assert f"{consumers.SILENCE_S} s" in said[consumers.SILENT]
    assert f"{subscriptions.MAX_CONNECTIONS} connections" in said[subscriptions.TOO_MANY]
    assert f"{consumers.MAX_FRAME // 1024} KiB" in said[consumers.TOO_LARGE]
    assert f"{rates.REFUSALS_A_MINUTE} `rate`".replace("`", "") in said[4429]
    assert connections.MALFORMED_A_MINUTE == 10
    assert f"more than {outgoing.STALLED_BYTES // 1024} KiB wait" in PAGE.text
    assert f"every {consumers.PING_S} s (+-{consumers.PING_JITTER_S} s)" in PAGE.text


def test_the_rates_are_those_of_the_code() -> None:
    expected = {}
    for family, limit in {**rates.PEOPLE, **rates.EXTRA}.items():
        guest = rates.GUESTS.get(family, limit)
        expected[family] = [a_second(limit), f"{limit[1]:g}", f"{a_second(guest)}, {guest[1]:g}"]

    assert table("Rates") == expected
    assert set(limits()["rates"]) == set(list(expected)[:3])


def a_second(limit: tuple[float, float]) -> str:
    """Return a rate as the page writes it."""
    return f"{limit[0]:g}" if limit[0] >= 1 else f"{limit[0] * 3600:g} an hour"


def test_ready_tells_the_limits_the_page_names() -> None:
    named = re.search(r"Names a client may rely on in `limits`:(.+?)\.\n", PAGE.text, re.DOTALL)

    assert named
    assert set(re.findall(r"`(\w+)`", named[1])) == set(limits())


# HTTP


def routes() -> dict[str, str]:
    """Return what the OpenAPI of the site offers: `METHOD path` -> its parameters as the page writes them."""
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            parameters = [p for p in operation["parameters"] if p["in"] == "query"]
            written = " ".join(written_parameter(parameter) for parameter in parameters)
            found[f"{method.upper()} {path.removeprefix('/api/v1/')}"] = written or form_of(operation)
    return found


def written_parameter(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    if "const" in schema:
        return f"{parameter['name']}={schema['const']}"
    if "default" in schema:
        return f"{parameter['name']}={schema['default']} int {schema['minimum']}-{schema['maximum']}"
    return str(parameter["name"]) + ("" if parameter["required"] else "?")


def form_of(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    fields = content.get("multipart/form-data", {}).get("schema", {}).get("properties", {})
    return "form: " + ", ".join(sorted(fields)) if fields else ""


def test_every_route_is_listed_with_its_parameters() -> None:
    listed = {name: cells[0] for name, cells in http_table().items()}
    told_elsewhere = {"POST command", "POST exports", "POST guests", "POST push", "POST sync"}

    assert listed.keys() == routes().keys()
    assert {name: cell for name, cell in listed.items() if name not in told_elsewhere} == {
        name: cell for name, cell in routes().items() if name not in told_elsewhere
    }


def test_what_stands_beside_django_is_listed_too() -> None:
    listed = {f"/api/v1/{name.partition(' ')[2]}" for name in http_table()}

    assert set(asgi.lasting) <= listed


def test_what_a_poll_takes_more_than_a_frame_is_listed() -> None:
    frame = described(commands["sync"].arguments)

    assert documented_arguments("Waiting") == {
        name: kind for name, kind in described(SyncOverHttp).items() if name not in frame
    }


def http_table() -> dict[str, list[str]]:
    first = PAGE.section("HTTP").tables[0][1:]
    return {plain(row[0]): [plain(cell) for cell in row[1:]] for row in first}


def test_every_address_named_beside_the_api_is_one() -> None:
    from django.urls import resolve

    paths = ("/faces/1/A.svg", "/accounts/signup/", "/accounts/login/", "/accounts/logout/")
    assert all(resolve(path) for path in paths)
    for path in (*asgi.beside, *paths):
        assert path.split("1/A")[0].removeprefix("/api/v1/") in PAGE.text


def test_the_frames_shown_are_frames() -> None:
    blocks = re.findall(r"```json\n(.+?)```", PAGE.text, re.DOTALL)
    frames = [json.loads(frame) for block in blocks for frame in re.split(r"\n(?=\{)", block.strip())]

    assert {frame["type"] for frame in frames if "type" in frame} == {
        "ready",
        "update",
        "head",
        "signal",
        "ping",
        "bye",
    }
