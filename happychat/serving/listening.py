"""Sockets to listen on. What is set on them holds for every connection they accept (on Linux)."""

from __future__ import annotations

import socket

BACKLOG = 2048
# A peer that is gone without a word is dropped after it left this long unacknowledged; else the kernel tries for a
# quarter of an hour, with all that waits for it in memory.
UNACKNOWLEDGED_MS = 30_000
KEEP_ALIVE_S = 30  # of silence, until the kernel asks whether the peer is there


def listen(host: str, port: int, *, among_others: bool = False) -> list[socket.socket]:
    """Listen on every address of a host; OSError where somebody else does.

    Among others, processes of this site listen on the same port, and the kernel spreads connections over them.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    places = dict.fromkeys((family, address) for family, _, _, _, address in found)
    return [_listening(family, address, among_others=among_others) for family, address in places]


def _listening(family: int, address: tuple[object, ...], *, among_others: bool) -> socket.socket:
    listener = socket.create_server(address, family=family, backlog=BACKLOG, reuse_port=among_others)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # macOS has no such options.
    for option, value in (("TCP_USER_TIMEOUT", UNACKNOWLEDGED_MS), ("TCP_KEEPIDLE", KEEP_ALIVE_S)):
        if hasattr(socket, option):
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    return listener
