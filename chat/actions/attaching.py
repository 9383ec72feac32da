"""Files in messages: which ones a message may show, and when they are gone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.keeping.models import Kept
from chat.keeping.models import Kind as KeptKind
from chat.kinds.models import PackSticker
from chat.media.models import Attached
from chat.models import Attachment, Conversation, Message
from happychat.commands.errors import Bad, CommandError, NotFound

if TYPE_CHECKING:
    from chat.actions.sending import Send

SHOWN = {"album": {"picture", "video"}, "file": {"file"}, "voice": {"voice"}}  # by the kind of the message
UNUSED = timedelta(days=1)
MOST_AT_ONCE = 100


def attachment_object(attachment: Attachment) -> dict[str, Any]:
    """Return what a row shows of a file."""
    url = f"/api/v1/attachments/{attachment.pk}"
    more = {
        "thumbnail": f"{url}?thumbnail=1" if attachment.thumbnail else "",
        "width": attachment.width,
        "height": attachment.height,
        "color": attachment.color,
        "duration": attachment.duration,
        "waveform": attachment.waveform,
    }
    return {
        "id": attachment.pk,
        "kind": attachment.kind,
        "name": attachment.name,
        "size": attachment.size,
        "type": attachment.type,
        "url": url,
        **{name: value for name, value in more.items() if value},
    }


class Files:
    """The files of one batch of sends, each for one message. Two queries and an insert, none without files."""

    def __init__(self, sends: list[Send]) -> None:
        names = {name for send in sends for name in send.attachments}
        unused = Attachment.objects.select_for_update().filter(pk__in=names, used=False).order_by("pk")
        self._unused = {attachment.pk: attachment for attachment in unused} if names else {}

    def refusal(self, send: Send) -> CommandError | None:
        """Refuse files that are not the sender's own, or are in a message already."""
        found = [self._unused.get(name) for name in send.attachments]
        if any(one is None or one.owner_id != send.author for one in found):
            return NotFound("There is no such unused attachment of yours.")
        if any(one and one.kind not in SHOWN[send.kind] for one in found):
            return Bad(
                f"A message of kind {send.kind} shows attachments of kind {' or '.join(sorted(SHOWN[send.kind]))}."
            )
        return None

    def take(self, send: Send) -> None:
        """Let nobody else show the files of a message that is accepted."""
        if send.attachments:
            shown = [attachment_object(self._unused.pop(name)) for name in send.attachments]
            send.data = {**send.data, "attachments": shown}


def store_attached(sends: list[Send]) -> None:
    """Remember which messages show which files, forwarded ones too; the messages are stored already."""
    shown = {(send.conversation, send.seq): names for send in sends if (names := _shown_in(send.data))}
    if not shown:
        return
    conversations, seqs = zip(*shown, strict=True)
    messages = Message.objects.filter(conversation__in=conversations, seq__in=seqs)
    keys = {(conversation, seq): pk for conversation, seq, pk in messages.values_list("conversation", "seq", "pk")}
    Attached.objects.bulk_create(
        Attached(message_id=keys[place], attachment_id=name) for place, names in shown.items() for name in names
    )
    used = {name for names in shown.values() for name in names}
    Attachment.objects.filter(pk__in=used, used=False).update(used=True)


def _shown_in(data: dict[str, Any]) -> set[str]:
    """Return the files that a message shows, and those of the messages it is a record of."""
    items = [data, *data.get("forward", {}).get("items", ())]
    return {one["id"] for item in items for one in item.get("attachments", ())}


def forget_files(message: Message) -> None:
    """Delete the files that only this message shows."""
    shown = list(Attached.objects.filter(message=message).values_list("attachment", flat=True))
    Attached.objects.filter(message=message).delete()
    for attachment in Attachment.objects.filter(pk__in=shown, attached=None) if shown else ():
        if not _is_a_face(attachment) and not _is_kept(attachment):
            _delete(attachment)


def forget_unkept(sticker: str) -> None:
    """Delete a sticker that nobody keeps and no message shows."""
    for attachment in Attachment.objects.filter(pk=sticker, kind="sticker", attached=None):
        if not _is_kept(attachment):
            _delete(attachment)


def forget_unused() -> None:
    """Delete files that were never used within a day, some of them."""
    old = Attachment.objects.filter(used=False, created_at__lt=timezone.now() - UNUSED)
    for attachment in old.select_for_update()[:MOST_AT_ONCE]:
        _delete(attachment)


def _is_kept(attachment: Attachment) -> bool:
    kept = Kept.objects.filter(kind=KeptKind.STICKER, name=attachment.pk, gone=False)
    return kept.exists() or PackSticker.objects.filter(attachment=attachment).exists()


def _is_a_face(attachment: Attachment) -> bool:
    of_group = Conversation.objects.filter(avatar=attachment.pk).exists()
    return of_group or User.objects.filter(avatar=attachment.pk).exists()


def _delete(attachment: Attachment) -> None:
    names = [attachment.file.name, attachment.thumbnail.name]
    attachment.delete()
    # Only then: what is rolled back is still there.
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, name))
