"""`make bench`: ours beside its peers, in one run on one machine with one client."""

from __future__ import annotations

import sys

if sys.platform != "linux":
    raise SystemExit("The benchmark uses epoll, /proc and pinned cores: it runs on Linux only.")
