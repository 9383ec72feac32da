"""What everything that is done to a message begins with: I am there, I see it, it says something."""

from __future__ import annotations

from django.utils import timezone

from chat.actions.access import membership_in, refusal_of_ended
from chat.models import Conversation, Kind, Membership, Message
from happychat.commands.errors import Blocked, Forbidden, Gone, NotFound
from happychat.ids import stream_pk
from happychat.streams.versions import lock


def touch(me: int, stream: str, seq: int) -> tuple[Membership, Message]:
    """Lock a conversation; return my membership and a message that I see, no notice, and that still says something."""
    lock(Conversation, [stream_pk(stream)])
    mine = membership_in(me, stream)
    refuse_apart(mine)
    message = message_seen(mine, seq)
    if message.kind == "notice":
        raise Forbidden("role", "Notices stay as they are.")
    if (message.data or {}).get("recalled"):
        raise Gone("This message was taken back.")
    return mine, message


def refuse_apart(mine: Membership) -> None:
    """Refuse who has blocked the other of a direct conversation, two who are friends no more, or whose match ended."""
    conversation = mine.conversation
    if conversation.kind == Kind.DIRECT:
        if str(mine.user_id) in conversation.blockers.split():
            raise Blocked
        if conversation.closed:
            raise Forbidden("not_friends", "You are not friends any more.")
    elif conversation.kind == Kind.MATCH and (refusal := refusal_of_ended(conversation)):
        raise refusal


def refuse_muted(mine: Membership) -> None:
    """Refuse who may say nothing for now."""
    if mine.muted_until is not None and mine.muted_until > timezone.now():
        raise Forbidden("muted", "You are muted here for now.")


def message_seen(mine: Membership, seq: int) -> Message:
    """Return a message of the conversation with it, if it is there for me."""
    found = mine.conversation.messages.filter(seq=seq, seq__gte=mine.floor).exclude(hidden_from=mine.user_id).first()
    if found is None:
        raise NotFound("There is no such message.")
    found.conversation = mine.conversation
    return found
