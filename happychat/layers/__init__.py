"""From one process's sockets to all of them: the channel layer and what it stands on."""

from happychat.layers.fanout import FanoutLayer, Sink

__all__ = ["FanoutLayer", "Sink"]
