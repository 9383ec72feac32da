"""From one process's sockets to all of them: the channel layer and what it stands on."""

from channels.layers import get_channel_layer

from happychat.layers.fanout import FanoutLayer, Sink
from happychat.streams.announcing import News


def fanout() -> FanoutLayer:
    """Return this process's layer."""
    layer = get_channel_layer()
    if not isinstance(layer, FanoutLayer):
        raise TypeError("CHANNEL_LAYERS must name happychat.layers.FanoutLayer")
    return layer


def publish(news: list[News]) -> None:
    """Publish committed steps and signals through this process's layer, from any thread."""
    fanout().publish_soon(news)


__all__ = ["FanoutLayer", "Sink", "fanout", "publish"]
