"""What a command may answer instead of ok: one class for each code of the protocol."""

from __future__ import annotations

from typing import Any, ClassVar


class CommandError(Exception):
    """Refuse a command with a stable code; the message is English, for developers."""

    code: ClassVar[str] = "internal"
    final: ClassVar[bool] = True
    default: ClassVar[str] = "Something went wrong here; try again."

    def __init__(self, message: str = "", **details: Any) -> None:
        super().__init__(message or self.default)
        self.details = details

    def as_error(self) -> dict[str, Any]:
        """Return the error object of the protocol."""
        return {"code": self.code, "message": str(self), "final": self.final, **self.details}


class Bad(CommandError):
    """The command has not the form it should have."""

    code = "bad"
    default = "This is not a command the server can read."


class WrongMethod(Bad):
    """An address of the API does not take this method: 405 over HTTP."""

    def __init__(self, allowed: str) -> None:
        super().__init__(f"This address takes {allowed}.")


class TooLong(CommandError):
    """A text is over its limit."""

    code = "too_long"
    default = "The text is too long."


class Forbidden(CommandError):
    """The caller may see it but not do this; `reason` says why."""

    code = "forbidden"

    def __init__(self, reason: str, message: str = "", **details: Any) -> None:
        super().__init__(message or f"Not allowed: {reason}.", reason=reason, **details)


class SignedOut(Forbidden):
    """The caller's session has ended: 401 over HTTP, a socket closes with 4401."""

    def __init__(self) -> None:
        super().__init__("session", "Sign in first.")


class NotFound(CommandError):
    """There is no such thing, or none the caller may see."""

    code = "not_found"
    default = "There is no such thing, or none you may see."


class NotMember(CommandError):
    """The caller was a member and is not any more."""

    code = "not_member"
    default = "You are not in this conversation."


class Gone(CommandError):
    """It was there and is not any more."""

    code = "gone"
    default = "This is no longer there."


class Conflict(CommandError):
    """Somebody else was first."""

    code = "conflict"
    default = "This has changed in the meantime."


class ClientIdConflict(CommandError):
    """A client_id was used before, in another conversation."""

    code = "client_id_conflict"
    default = "This client_id belongs to a message in another conversation."


class Blocked(CommandError):
    """The caller has blocked that person."""

    code = "blocked"
    default = "You have blocked this person; unblock first."


class Quota(CommandError):
    """The caller's share is used up."""

    code = "quota"
    default = "Your share is used up."


class Rate(CommandError):
    """Too fast; `retry_ms` says when to come back."""

    code = "rate"
    final = False

    def __init__(self, retry_ms: int) -> None:
        super().__init__(f"Too fast: try again in {retry_ms} ms.", retry_ms=retry_ms)


class Busy(CommandError):
    """The database could not take it now."""

    code = "busy"
    final = False
    default = "The server is busy; try again."


class Drain(CommandError):
    """The server is going down; send it again to the next one."""

    code = "drain"
    final = False
    default = "The server is restarting; send it again."


class Internal(CommandError):
    """A fault of ours; the log has the rest."""

    code = "internal"
    final = False


HTTP_STATUS = {
    "bad": 400,
    "forbidden": 403,
    "not_member": 403,
    "blocked": 403,
    "not_found": 404,
    "conflict": 409,
    "client_id_conflict": 409,
    "gone": 410,
    "too_long": 413,
    "quota": 413,
    "rate": 429,
    "internal": 500,
    "busy": 503,
    "drain": 503,
}
