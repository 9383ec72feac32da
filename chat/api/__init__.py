"""The HTTP side of the protocol: /api/v1/."""

from chat.api.router import api

__all__ = ["api"]
