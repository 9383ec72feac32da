"""People by the hundred, signed in: the world the benchmarks are run with."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from tests.blackbox.support.browser import Browser
from tests.blackbox.support.server import PROJECT, Server


@dataclass
class Crowd:
    """Browsers of people 0, 1, 2 …; side by side they are friends, and `chats[i]` is the one person i has with them."""

    browsers: list[Browser]
    chats: list[str]
    group: str


def crowd_on(server: Server, people: int, *, members: int) -> Crowd:
    """Fill an empty site that does not run yet: friends in pairs, and the first `members` in one group."""
    making = [sys.executable, "-m", "benchmarks.world", "make", str(people), str(people // 2), str(members)]
    done = subprocess.run(making, cwd=PROJECT, env=server.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    world = json.loads(done.stdout.splitlines()[-1])
    browsers = [Browser(server, cookies=dict([cookie.split("=", 1)])) for cookie in world["cookies"]]
    return Crowd(browsers, world["direct"], world["groups"][str(members)])
