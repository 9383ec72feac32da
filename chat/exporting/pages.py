"""What the pages of an archive show: messages in words, with the names of their people and the ways to their files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from chat.models import Conversation, Kind
from happychat.ids import user_name, user_pk
from happychat.streams.registry import View
from happychat.streams.steps import Row

NOTICES = {
    "friends": gettext_noop("%(users)s are friends now."),
    "matched": gettext_noop("%(users)s met by chance."),
    "parted": gettext_noop("%(who)s left."),
    "created": gettext_noop("%(who)s made the group with %(users)s."),
    "joined": gettext_noop("%(who)s let in: %(users)s."),
    "left": gettext_noop("%(who)s left."),
    "removed": gettext_noop("%(who)s removed %(users)s."),
    "dissolved": gettext_noop("%(who)s dissolved the group."),
    "renamed": gettext_noop("%(who)s called the group “%(text)s”."),
    "notice": gettext_noop("%(who)s wrote a notice: %(text)s"),
    "picture": gettext_noop("%(who)s changed the picture of the group."),
    "admin": gettext_noop("%(who)s made %(users)s an admin."),
    "not_admin": gettext_noop("%(users)s is an admin no more."),
    "owner": gettext_noop("%(who)s handed the group over to %(users)s."),
    "muted": gettext_noop("%(who)s muted %(users)s."),
    "unmuted": gettext_noop("%(who)s let %(users)s speak again."),
    "pinned": gettext_noop("%(who)s pinned a message."),
}
SHOWN = {"picture", "sticker"}


class People:
    """Everybody who is named, each asked for once."""

    def __init__(self) -> None:
        self.cards: dict[str, dict[str, str]] = {}

    def meet(self, rows: list[Row]) -> None:
        """Learn who has something to do with these messages."""
        items = [item for row in rows for item in (row, *row.get("forward", {}).get("items", ()))]
        named = {item["author"] for item in items} | {user for row in rows for user in row.get("users", ())}
        named |= {row["forwarded"]["author"] for row in rows if "forwarded" in row}
        named |= {row["card"] for row in rows if "card" in row}
        named |= {entry["user"] for row in rows for entry in row.get("chain", {}).get("entries", ())}
        self.know(named)

    def know(self, users: set[str]) -> None:
        """Learn who these are."""
        new = {user_pk(user) for user in users - self.cards.keys()}
        for user in User.objects.filter(pk__in=new, is_active=True) if new else ():
            self.cards[user_name(user.pk)] = {"nickname": user.nickname, "username": user.username}

    def name(self, user: str) -> str:
        """Return what somebody is called."""
        return self.cards.get(user, {}).get("nickname") or gettext("Deleted account")


@dataclass
class Talk:
    """A conversation in an archive."""

    view: View
    members: list[Row]
    people: People
    pages: int = field(default=0)

    @property
    def folder(self) -> str:
        """Return where it lies."""
        return f"conversations/{self.view.stream}"

    @property
    def title(self) -> str:
        """Return what it is called: by the other one, or its own name."""
        users = [row["key"].removeprefix("member:") for row in self.members]
        self.people.know(set(users))
        conversation: Conversation = self.view.context
        if conversation.kind == Kind.GROUP:
            return conversation.title
        return next((self.people.name(user) for user in users if user != user_name(self.view.user)), "")

    @property
    def first(self) -> str:
        """Return the way to its first page."""
        return f"{self.folder}/page-0001.html" if self.pages else ""

    @property
    def before(self) -> str:
        """Return the way from its newest page to the one before."""
        return f"page-{self.pages - 1:04}.html" if self.pages > 1 else ""

    @property
    def after(self) -> str:
        """Return the way from its newest page to the one behind."""
        return f"page-{self.pages + 1:04}.html"


def shown(rows: list[Row], people: People) -> list[dict[str, Any]]:
    """Return what a page shows of messages."""
    here = {int(row["key"][8:]): row for row in rows}
    return [_message(seq, row, here, people) for seq, row in here.items()]


def file_path(name: str, called: str, kind: str) -> str:
    """Return where a file lies in the archive; pictures were written anew when they came."""
    called = f"{Path(called).stem}.webp" if kind in SHOWN else called
    safe = "".join("_" if c in '<>:"/\\|?*' else c for c in called)[-80:].strip(" .") or "file"
    return f"files/{name}-{safe}"


def _message(seq: int, row: Row, here: dict[int, Row], people: People) -> dict[str, Any]:
    quoted = here.get(row.get("reply_to", 0))
    return {
        "seq": seq,
        "notice": _notice(row, people) if row["kind"] == "notice" else "",
        "recalled": "recalled" in row,
        "edited": "edited_at" in row,
        "quote": {"seq": row["reply_to"], **_said(quoted, people)} if quoted else None,
        "forwarded": people.name(row["forwarded"]["author"]) if "forwarded" in row else "",
        "items": [_said(item, people) for item in row.get("forward", {}).get("items", ())],
        "reactions": [{"emoji": emoji, "count": len(users)} for emoji, users in row.get("reactions", {}).items()],
        **_said(row, people),
    }


def _said(row: Row, people: People) -> dict[str, Any]:
    lines = []
    if "card" in row:
        lines.append(gettext("Contact card: %(name)s") % {"name": people.name(row["card"])})
    if "dice" in row:
        options = row["dice"].get("options")
        lines.append(f"🎲 {options[row['dice']['value'] - 1] if options else row['dice']['value']}")
    lines += [f"{option['text']}: {option.get('count', 0)}" for option in row.get("poll", {}).get("options", ())]
    entries = row.get("chain", {}).get("entries", ())
    lines += [f"{number}. {people.name(entry['user'])}: {entry['text']}" for number, entry in enumerate(entries, 1)]
    return {
        "author": people.name(row["author"]),
        "at": datetime.fromisoformat(row["sent_at"]),
        "body": row.get("body", ""),
        "lines": lines,
        "attachments": [
            {
                "name": one["name"],
                "url": f"../../{quote(file_path(one['id'], one['name'], one['kind']))}",
                "is_shown": one["kind"] in SHOWN,
            }
            for one in row.get("attachments", ())
        ],
    }


def _notice(row: Row, people: People) -> str:
    words = NOTICES.get(row.get("notice", ""))
    if words is None:
        return str(row.get("notice", ""))
    users = ", ".join(people.name(user) for user in row.get("users", ()))
    return gettext(words) % {"who": people.name(row["author"]), "users": users, "text": row.get("text", "")}
