"""Who floods the lobby from many sockets is held up, and the others hear each other as before."""

from __future__ import annotations

import asyncio
import time

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from chat.models import Message
from happychat.threads import readers
from tests.chat.sockets import connected
from tests.conftest import session_of
from tests.lobby.conftest import entered

pytestmark = pytest.mark.django_db(transaction=True)
SOCKETS, EACH, BURST, A_SECOND = 18, 20, 10, 2


async def test_a_guest_with_many_sockets_says_no_more_than_with_one(
    lobby: str, ann: User, bob: User, eve: User
) -> None:
    await sync_to_async(User.objects.filter(pk=eve.pk).update)(is_guest=True)
    await sync_to_async(entered)(eve)
    keys = [await sync_to_async(session_of)(user) for user in (ann, bob, *[eve] * SOCKETS)]
    async with connected(*keys) as (hers, his, *flooding):
        began = time.monotonic()
        for number in range(EACH):
            for at, socket in enumerate(flooding):
                await socket.say("message.send", stream=lobby, client_id=f"f{at}-{number}", body="flood")

        assert "ok" in await hers.ask("message.send", stream=lobby, client_id="a", body="hello")
        async with asyncio.timeout(10):
            while all(row.get("body") != "hello" for row in (await his.frame("update", 10))["rows"]):
                pass

        said = await readers.run(Message.objects.filter(author=eve).count)
        assert BURST <= said <= BURST + A_SECOND * (time.monotonic() - began) + 1
