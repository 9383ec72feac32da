"""The site's settings with another promise of SQLite's: to measure what a commit that waits for the disk costs."""

from __future__ import annotations

import os

from happychat.settings import *  # noqa: F403

_options = DATABASES["default"]["OPTIONS"]  # noqa: F405
_before = _options["init_command"]
_options["init_command"] = _before.replace("synchronous=FULL", f"synchronous={os.environ['BENCHMARK_SYNCHRONOUS']}")
if _options["init_command"] == _before:
    raise RuntimeError("the site does not say synchronous=FULL any more")
