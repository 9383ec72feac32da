"""A server in whose own process something is not as it should be, or only sooner than it would be.

`python -m tests.faults.altered MODULE ARGUMENTS…` runs a server's module; ALTERED in the environment is JSON:
`{"ahead": seconds its clock is ahead, "constants": {"module:NAME": value}}`.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from tests.blackbox.support.server import COMMANDS

COMMANDS |= {f"altered {kind}": ("-m", "tests.faults.altered", *COMMANDS[kind][1:]) for kind in ("serve", "daphne")}


def altered(*, ahead: float = 0, constants: dict[str, float] | None = None) -> dict[str, str]:
    """Return the settings of a server of an altered kind."""
    return {"ALTERED": json.dumps({"ahead": ahead, "constants": constants or {}})}


def main() -> None:
    """Alter this process, then become the server."""
    how: dict[str, Any] = json.loads(os.environ["ALTERED"])
    if how["ahead"]:
        # The wall clock only, as a wrong clock is; monotonic time, by which one waits, stays.
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=how["ahead"]), tick=True).start()
    importlib.import_module("happychat.asgi")  # sets Django up
    for place, value in how["constants"].items():
        module, name = place.split(":")
        found = importlib.import_module(module)
        if not hasattr(found, name):
            raise SystemExit(f"there is no {place} to alter")
        setattr(found, name, value)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
