"""Who may touch a conversation: through membership, or it is not found."""

from __future__ import annotations

from typing import Protocol

from chat.models import Conversation, Membership
from happychat.commands.errors import Forbidden, Gone, NotFound, NotMember
from happychat.ids import stream_pk


def membership_in(user: int, stream: str) -> Membership:
    """Return the person's membership with its conversation.

    NotMember for who has left or sees a group's card only, Gone for who was in one that ended, NotFound for all others.
    """
    found = (
        Membership.objects.filter(conversation_id=stream_pk(stream), user_id=user)
        .select_related("conversation")
        .first()
    )
    if found is None:
        raise refusal_of_outsider(stream)
    if found.left_at is not None:
        raise refusal_of_left(found.left)
    return found


def refusal_of_outsider(stream: str) -> NotFound | NotMember:
    """Return what one hears who was never in a conversation; of a public group they know that it is there."""
    is_known = Conversation.objects.filter(pk=stream_pk(stream), public=True, closed=False).exists()
    return NotMember() if is_known else NotFound()


def refusal_of_left(left: str) -> Gone | NotMember:
    """Return what one who is in a conversation no more hears."""
    return Gone("This conversation has ended.") if left in {"dissolved", "erased"} else NotMember()


class Ending(Protocol):
    """What is asked of a match."""

    ended: str
    closed: bool


def refusal_of_ended(match: Ending) -> Gone | Forbidden | None:
    """Return what one hears who would do something in a match that is over, or goes on as a direct conversation."""
    if match.ended:
        return Gone("This match has ended.")
    return Forbidden("closed", "You are friends: go on in the talk you had.") if match.closed else None
