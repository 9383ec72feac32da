"""What a server's connections inherit from the socket it listens on, and how processes share a port."""

from __future__ import annotations

import select
import socket
import sys
from contextlib import ExitStack, closing

import pytest

from happychat.serving.listening import listen
from tests.blackbox.support.server import free_port

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other kernels do it another way, or not at all")


@ON_LINUX
def test_whoever_is_gone_without_a_word_is_dropped_by_the_kernel() -> None:
    (listener,) = listen("127.0.0.1", free_port())

    with closing(listener), socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with closing(accepted):
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000


@ON_LINUX
def test_connections_spread_over_all_who_listen() -> None:
    port = free_port()
    with ExitStack() as stack:
        workers = [stack.enter_context(*listen("127.0.0.1", port, among_others=True)) for _ in range(2)]
        for _ in range(200):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        counts = [accepted_by(worker, stack) for worker in workers]

    assert sum(counts) == 200
    assert min(counts) > 50


def accepted_by(listener: socket.socket, stack: ExitStack) -> int:
    """Accept all that wait; return how many they were."""
    count = 0
    while select.select([listener], [], [], 0)[0]:
        stack.enter_context(listener.accept()[0])
        count += 1
    return count


def test_another_site_on_the_port_is_noticed_though_it_shares_it() -> None:
    port = free_port()
    (worker,) = listen("127.0.0.1", port, among_others=True)

    with closing(worker), pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", port)


def test_every_address_of_a_host_is_listened_on() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    (listener,) = listen("::1", free_port())

    with closing(listener), socket.create_connection(listener.getsockname()[:2]):
        pass
