"""The HTTP side of the protocol: /api/v1/."""

from chat.api import (
    attachments,
    commands,
    conversations,
    emoji,
    exports,
    guests,
    people,
    push,
    search,
    start,
    versions,
)  # each adds its routes
from chat.api.router import api

__all__ = [
    "api",
    "attachments",
    "commands",
    "conversations",
    "emoji",
    "exports",
    "guests",
    "people",
    "push",
    "search",
    "start",
    "versions",
]
