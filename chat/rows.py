"""How conversations become rows for a viewer: the whole of visibility."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chat.keeping.rows import KeptRows
from chat.match.rows import MatchRows
from chat.models import Conversation, Kind, Membership, Message
from chat.visible import Stored, floor_of, visible_messages
from happychat.commands.errors import NotFound
from happychat.ids import stream_name, stream_pk, user_name
from happychat.sets import among, rows
from happychat.streams.registry import ME, View, register_kind, register_source
from happychat.streams.steps import Attach, Row
from happychat.times import wire

NEWEST = 50  # messages a reset shows
NAMELESS = {"notice", "push"}  # kinds whose client_id is nobody's business
FEW_MEMBERS = 100  # up to here a reset shows all members


def register() -> None:
    """Make conversations known to the streams, and say what chat brings to them and to `me`."""
    register_kind("conversation", conversation_views)
    register_source("conversation", InfoRows())
    register_source("conversation", MemberRows())
    register_source("conversation", MessageRows())
    register_source(ME, ConversationRows())
    register_source(ME, KeptRows())
    register_source(ME, MatchRows())


def audience(conversation_id: int) -> str:
    """Return the name of what all sockets in a conversation hear."""
    return f"conversation.{conversation_id}"


def attach_of(membership: Membership) -> Attach:
    """Return what joins a member's sockets to their conversation; the membership comes with it."""
    name = audience(membership.conversation_id)
    return Attach(membership.user_id, name, membership.floor, membership.conversation.version)


def conversation_views(user_id: int, names: list[str]) -> dict[str, View]:
    """Return the person's views of conversations by name; those they are not in now are left out. One query.

    The membership and the stream's version come from one statement: rows read after it can only be newer.
    """
    keys: dict[int, str] = {}
    for name in names:
        try:
            keys[stream_pk(name)] = name
        except NotFound:
            continue
    return {
        keys[membership.conversation_id]: view_of(membership)
        for membership in Membership.objects.filter(user_id=user_id, conversation_id__in=keys, left_at=None)
        .select_related("conversation")
        .order_by("pk")
    }


def view_of(membership: Membership) -> View:
    """Return a member's view; the membership comes with its conversation."""
    conversation = membership.conversation
    return View(
        stream_name(conversation.pk),
        membership.user_id,
        conversation.pk,
        conversation.version,
        last_seq=conversation.last_seq,
        read_seq=membership.read_seq,
        floor=membership.floor,
        began=membership.joined_version,
        context=conversation,
    )


class InfoRows:
    """Bring the `info` row."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return the info if it changed since."""
        return self.whole(view) if view.context.info_version > version else []

    def whole(self, view: View) -> list[Row]:
        """Return the info."""
        return [info_row(view.context)]


class MemberRows:
    """Bring the `member:<user>` rows."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return the members changed since, those who left too."""
        changed = Membership.objects.filter(conversation_id=view.key, version__gt=version).order_by("version")
        return [member_row(membership) for membership in changed[:limit]]

    def whole(self, view: View) -> list[Row]:
        """Return all present members where they are few, else the viewer's own row."""
        present = Membership.objects.filter(conversation_id=view.key, left_at=None).order_by("pk")
        if view.context.kind == Kind.LOBBY:  # where only who is muted has a row
            present = present.filter(version__gt=0)
        members = list(present[: FEW_MEMBERS + 1])
        if len(members) > FEW_MEMBERS:
            members = list(present.filter(user_id=view.user))
        return [member_row(membership) for membership in members]


class MessageRows:
    """Bring the `message:<seq>` rows."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return the visible messages changed since."""
        changed = visible_messages(view, "version > %s", [version], order="version", limit=limit)
        return [message_row(message) for message in changed]

    def whole(self, view: View) -> list[Row]:
        """Return the newest visible messages, oldest first."""
        newest = visible_messages(view, "TRUE", [], order="seq DESC", limit=NEWEST)
        return [message_row(message) for message in reversed(newest)]


class ConversationRows:
    """Bring the `conversation:<id>` rows of `me`."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return what changed of mine since, the tombstones too."""
        mine = Membership.objects.filter(user_id=view.user, me_version__gt=version).select_related("conversation")
        return [conversation_row(membership) for membership in mine.order_by("me_version")[:limit]]

    def whole(self, view: View) -> list[Row]:
        """Return all that is mine now, and what I ask to join."""
        is_mine = Q(left_at=None) | Q(waiting=True)
        mine = Membership.objects.filter(is_mine, user_id=view.user, me_version__gt=0)
        return [conversation_row(membership) for membership in mine.select_related("conversation")]


def in_company_with(user_id: int) -> QuerySet[Any, Any]:
    """Return the keys of the people in a person's groups, or with them in the lobby."""
    theirs = Membership.objects.filter(user=user_id, left_at=None, conversation__kind__in=(Kind.GROUP, Kind.LOBBY))
    together = Membership.objects.filter(conversation__in=theirs.values("conversation"), left_at=None)
    return together.values("user_id")


def info_row(conversation: Conversation) -> Row:
    """Return what all members see of a conversation itself."""
    row: Row = {"key": "info", "version": conversation.info_version}
    if (conversation.kind == Kind.GROUP and conversation.closed) or conversation.ended == "erased":
        return {**row, "gone": True}
    row |= {"kind": conversation.kind, "created_at": wire(conversation.created_at)}
    more: Row = {"pinned": conversation.pinned, "all_seq": conversation.all_seq}
    if conversation.kind == Kind.DIRECT:
        asking = user_name(conversation.asking_id) if conversation.asking_id else ""
        more |= {"asking": asking, "closed": conversation.closed}
    elif conversation.kind == Kind.MATCH:
        more |= {name: getattr(conversation, name) for name in ("tags", "keep", "ended", "closed")}
    elif conversation.kind == Kind.GROUP:
        row |= group_card(conversation) | {"settings": group_settings(conversation)}
        notice = conversation.notice or {}
        more |= {"notice": notice if notice.get("text") else None, "waiting": conversation.waiting}
        more["stickers"] = conversation.stickers
    elif conversation.kind == Kind.LOBBY:
        row["settings"] = {"speak": conversation.speak, "slow": conversation.slow}
        more |= {"title": conversation.title, "notice": conversation.notice}
    return row | {key: value for key, value in more.items() if value}


def group_card(group: Conversation) -> Row:
    """Return what everybody sees of a group who may see that it exists."""
    card: Row = {
        "title": group.title,
        "faces": [user_name(pk) for pk in group.faces],
        "member_count": group.member_count,
    }
    more = {
        "avatar": f"/api/v1/attachments/{group.avatar}" if group.avatar else "",
        "introduction": group.introduction,
        "tags": group.tags,
    }
    return card | {key: value for key, value in more.items() if value}


def group_settings(group: Conversation) -> Row:
    """Return the rules of a group."""
    always = {name: getattr(group, name) for name in ("join", "history", "invite", "speak", "slow")}
    more = {name: getattr(group, name) for name in ("question", "public", "preview")}
    return always | {key: value for key, value in more.items() if value}


def member_row(membership: Membership) -> Row:
    """Return what all members see of one."""
    row: Row = {
        "key": f"member:{user_name(membership.user_id)}",
        "version": membership.version,
        "role": membership.role,
        "joined_seq": membership.joined_seq,
    }
    if membership.nickname:
        row["nickname"] = membership.nickname
    if membership.muted_until:
        row["muted_until"] = wire(membership.muted_until)
    if membership.left_at:
        row["left"] = True
    return row


def message_row(message: Message | Stored) -> Row:
    """Return a message as all who may see it see it."""
    row: Row = {
        "key": f"message:{message.seq}",
        "version": message.version,
        "author": user_name(message.author_id),
        "sent_at": wire(message.sent_at),
        "kind": message.kind,
    }
    if message.client_id and message.kind not in NAMELESS:
        row["client_id"] = message.client_id
    if message.body:
        row["body"] = message.body
    if message.reply_to:
        row["reply_to"] = message.reply_to
    if message.data:
        row |= message.data
    return row


def conversation_row(membership: Membership) -> Row:
    """Return what a conversation is to one person."""
    key = f"conversation:{stream_name(membership.conversation_id)}"
    if membership.left_at and not (membership.left or membership.waiting):  # they asked to join, in vain
        return {"key": key, "version": membership.me_version, "gone": True}
    row: Row = {
        "key": key,
        "version": membership.me_version,
        "kind": membership.conversation.kind,
        "read_seq": membership.read_seq,
        "notify": membership.notify,
    }
    more: dict[str, Any] = {
        "mentions": [seq for seq in map(int, membership.mentions.split()) if seq > membership.read_seq],
        "muted_until": wire(membership.quiet_until) if membership.quiet_until else "",
        "pinned": membership.pinned,
        "folder": membership.folder,
        "draft": membership.draft,
        "unread": membership.unread,
        "archived": membership.archived,
        "hidden": membership.hidden,
        "cleared": membership.cleared,
        "notice_read": membership.notice_read,
        "waiting": membership.waiting,
        "left": "" if membership.waiting else membership.left,
    }
    return row | {key: value for key, value in more.items() if value}


def mine_by_activity(users: Iterable[int], *, asked: bool = False) -> QuerySet[Membership]:
    """Return people's conversations as heads name them, by latest activity, with `stream_version` and `stream_seq`.

    With `asked` also those they ask to join, of which they see nothing.
    `newest_id` is the last message they may see: what a block hides from them moves nothing.
    """
    shown = Q(hidden_from=None) | ~Q(hidden_from=OuterRef("user"))
    newest = Message.objects.filter(shown, conversation=OuterRef("conversation")).order_by("-seq")
    return (
        Membership.objects.filter(Q(left_at=None) | Q(waiting=True) if asked else Q(left_at=None))
        .filter(user__in=users, me_version__gt=0)
        .annotate(
            stream_version=F("conversation__version"),
            stream_seq=F("conversation__last_seq"),
            newest_id=Subquery(newest.values("pk")[:1]),
            active_at=Coalesce(Subquery(newest.values("sent_at")[:1]), F("conversation__created_at")),
        )
        .order_by("-active_at", "-pk")
    )


# At every connect, so without the ORM. The order is that of `mine_by_activity`.
HEADS = """
SELECT m.user_id, m.conversation_id, m.joined_seq, m.cleared, c.version, c.last_seq, m.read_seq
FROM chat_membership m JOIN chat_conversation c ON c.id = m.conversation_id
WHERE m.left_at IS NULL AND m.me_version > 0 AND m.user_id {theirs}
ORDER BY COALESCE(
    (SELECT sent_at FROM chat_message n WHERE n.conversation_id = m.conversation_id
     AND (n.hidden_from IS NULL OR n.hidden_from <> m.user_id) ORDER BY n.seq DESC LIMIT 1),
    c.created_at) DESC, m.id DESC
"""
Head = tuple[str, list[int], Attach]  # name, [version, last_seq, read_seq], what joins the person's sockets to it


def heads_of(users: list[int]) -> dict[int, list[Head]]:
    """Return the heads of people's conversations, by latest activity. One query."""
    found: dict[int, list[Head]] = {user: [] for user in users}
    theirs, parameters = among(users, "bigint")
    for user, conversation, joined_seq, cleared, *head in rows(HEADS.format(theirs=theirs), parameters):
        attach = Attach(user, audience(conversation), floor_of(joined_seq, cleared), head[0])
        found[user].append((stream_name(conversation), head, attach))
    return found
