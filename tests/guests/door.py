"""Coming in as a guest, as a browser does."""

from __future__ import annotations

import hashlib
from typing import Any

from django.test import Client


def proof_of(challenge: str, difficulty: int) -> str:
    """Return a proof that begins with so many zero bits, found by trying."""
    begun = hashlib.sha256(f"{challenge}:".encode())
    for number in range(2**32):
        digest = begun.copy()
        digest.update(str(number).encode())
        if not int.from_bytes(digest.digest()) >> (256 - difficulty):
            return str(number)
    raise AssertionError("there is a proof")


class Stranger:
    """Somebody without an account, at an address of their own or not."""

    def __init__(self, address: str = "192.0.2.1") -> None:
        self.client = Client(REMOTE_ADDR=address)

    def challenge(self) -> dict[str, Any]:
        """Ask what there is to work on."""
        answer: dict[str, Any] = self.client.get("/api/v1/guests/challenge").json()
        return answer

    def solved(self) -> dict[str, str]:
        """Ask, and do the work."""
        asked = self.challenge()
        return {"challenge": asked["challenge"], "proof": proof_of(asked["challenge"], asked["difficulty"])}

    def knock(self, nickname: str, **given: Any) -> Any:
        """Try to come in."""
        return self.client.post(
            "/api/v1/guests", {"nickname": nickname, **(given or self.solved())}, content_type="application/json"
        )
