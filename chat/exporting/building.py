"""Making an archive: page after page is read and written, so that a long talk needs no more room than a short one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from chat.exporting.pages import People, Talk, file_path, shown
from chat.models import Attachment, Membership
from chat.rows import InfoRows, MemberRows, conversation_views, message_row
from chat.visible import Stored, visible_messages
from happychat.commands.errors import NotMember
from happychat.ids import stream_name
from happychat.streams.registry import ME, View, kind_of
from happychat.streams.steps import Row

PAGE = 500  # messages
REST = 1.0  # after a page, as long as it took: who chats meanwhile is held up half of the time only
Tell = Callable[[int], None]


def build(path: Path, me: int, stream: str, locale: str, tell: Tell) -> None:
    """Write the archive of a conversation, or of all that is one person's; `tell` hears the progress, 0-99.

    NotMember where they are not in the conversation any more.
    """
    with translation.override(locale), ZipFile(path, "w", ZIP_DEFLATED) as archive:
        _Build(archive, me, tell).write(stream)


class _Build:
    def __init__(self, archive: ZipFile, me: int, tell: Tell) -> None:
        self._archive, self._me, self._tell = archive, me, tell
        self._people = People()
        self._files: set[str] = set()
        self._done, self._all = 0, 1

    def write(self, stream: str) -> None:
        views = self._views([stream] if stream else self._mine())
        if stream and not views:
            raise NotMember
        self._all += sum(view.last_seq - view.floor + 1 for view in views)
        talks = [self._talk(view) for view in views]
        if not stream:
            view = kind_of(ME).views(self._me, [ME])[ME]
            self._json("account.json", [row for source in kind_of(ME).sources for row in source.whole(view)])
        self._json("people.json", self._people.cards)
        self._page("index.html", "index", {"talks": talks, "at": timezone.now()})
        self._archive.writestr("style.css", render_to_string("export/style.css"))

    def _mine(self) -> list[str]:
        mine = Membership.objects.filter(user=self._me, left_at=None).filter(Q(me_version__gt=0))
        return [stream_name(key) for key in mine.order_by("pk").values_list("conversation", flat=True)]

    def _views(self, streams: list[str]) -> list[View]:
        return list(conversation_views(self._me, streams).values())

    def _talk(self, view: View) -> Talk:
        members = MemberRows().whole(view)
        talk = Talk(view, members, self._people)
        self._json(f"{talk.folder}/conversation.json", {"info": InfoRows().whole(view)[0], "members": members})
        begun = time.monotonic()
        for messages, has_more in self._pages(view):
            talk.pages += 1
            rows = [message_row(message) for message in messages]
            self._people.meet(rows)
            self._json(f"{talk.folder}/messages-{talk.pages:04}.json", rows)
            about = {"talk": talk, "messages": shown(rows, self._people), "has_more": has_more}
            self._page(f"{talk.folder}/page-{talk.pages:04}.html", "page", about)
            self._attached(rows)
            self._done += messages[-1].seq - messages[0].seq + 1
            self._say()
            time.sleep((time.monotonic() - begun) * REST)
            begun = time.monotonic()
        return talk

    def _pages(self, view: View) -> Iterator[tuple[list[Stored], bool]]:
        """Read on as long as one may see it."""
        last, has_more = view.floor - 1, True
        while has_more:
            here = self._views([view.stream])  # one may have left
            found = visible_messages(here[0], "seq > %s", [last], limit=PAGE + 1) if here else []
            has_more = len(found) > PAGE
            if found:
                yield found[:PAGE], has_more
                last = found[:PAGE][-1].seq

    def _attached(self, rows: list[Row]) -> None:
        items = [item for row in rows for item in (row, *row.get("forward", {}).get("items", ()))]
        wanted = {one["id"] for item in items for one in item.get("attachments", ())} - self._files
        for attachment in Attachment.objects.filter(pk__in=wanted):
            self._files.add(attachment.pk)
            self._file(attachment)

    def _file(self, attachment: Attachment) -> None:
        entry = ZipInfo(file_path(attachment.pk, attachment.name, attachment.kind))
        entry.compress_type = ZIP_DEFLATED if attachment.kind == "file" else ZIP_STORED
        try:
            with attachment.file.open("rb") as source, self._archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 64 * 1024)
        except FileNotFoundError:  # taken back meanwhile
            return
        self._say()

    def _say(self) -> None:
        self._tell(min(99, self._done * 100 // self._all))

    def _json(self, name: str, data: object) -> None:
        self._archive.writestr(name, orjson.dumps(data, option=orjson.OPT_INDENT_2))

    def _page(self, name: str, template: str, about: dict[str, object]) -> None:
        self._archive.writestr(name, render_to_string(f"export/{template}.html", about))
