"""From one process's sockets to all of them: the channel layer and what it stands on."""

from channels.layers import get_channel_layer

from happychat.layers.fanout import FanoutLayer, Sink


def fanout() -> FanoutLayer:
    """Return this process's layer."""
    layer = get_channel_layer()
    if not isinstance(layer, FanoutLayer):
        raise TypeError("CHANNEL_LAYERS must name happychat.layers.FanoutLayer")
    return layer


__all__ = ["FanoutLayer", "Sink", "fanout"]
