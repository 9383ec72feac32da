"""The consumer of the tutorial's third part, with one ORM insert per message."""

from __future__ import annotations

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from benchmarks.peers.tutorial.models import Message


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket in the room that its address names."""

    async def connect(self) -> None:
        """Join the room's group, then accept."""
        self.room: str = self.scope["url_route"]["kwargs"]["room"]
        self.group = f"chat_{self.room}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:  # Channels gives it
        """Leave the group."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str = "", bytes_data: bytes = b"") -> None:  # as above
        """Store the message, then send it to the room."""
        text: str = json.loads(text_data)["message"]
        await database_sync_to_async(Message.objects.create)(room=self.room, text=text)
        await self.channel_layer.group_send(self.group, {"type": "chat.message", "message": text})

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Send a message of the room to the browser."""
        await self.send(text_data=json.dumps({"message": event["message"]}))
