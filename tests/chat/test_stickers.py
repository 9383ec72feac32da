"""Stickers: made of pictures, kept by people and groups, sent by who has them, gone when nobody does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from chat.actions import keeping
from chat.actions.attaching import forget_unused
from chat.actions.recalling import recall
from chat.actions.stickers import MOST_IN_PACK, keep, keep_in_pack, sendable
from chat.actions.uploads import Upload, take_sticker
from chat.keeping.models import Kept, Kind
from chat.models import Attachment, Conversation, Membership, Role
from happychat.commands.errors import Bad, Forbidden, NotFound, Quota
from happychat.ids import stream_pk
from tests.chat.test_pictures import picture
from tests.conftest import run, signed_in
from tests.deeds import picture_of, sticker_of
from tests.talking import group_of, leave, put

pytestmark = pytest.mark.django_db


def test_a_sticker_is_small_and_what_is_clear_stays_clear(ann: User) -> None:
    glass = Image.new("RGBA", (900, 600), (255, 0, 0, 0))
    data = io.BytesIO()
    glass.save(data, "PNG")
    data.seek(0)

    sticker = take_sticker(ann.pk, data, Upload("glass.png"))

    stored = Image.open(sticker.file.path)
    assert (sticker.kind, stored.size, stored.mode) == ("sticker", (512, 341), "RGBA")
    assert stored.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_one_keeps_what_one_sees(ann: User, bob: User, eve: User, talk: str) -> None:
    sticker = sticker_of(ann)
    for who in (bob, eve):
        with pytest.raises(NotFound):
            keep(who.pk, sticker, on=True)
    put(ann, talk, kind="sticker", sticker=sticker)

    keep(bob.pk, sticker, on=True)

    assert Kept.objects.get(owner=bob, kind=Kind.STICKER, gone=False).data["id"] == sticker
    assert keep(bob.pk, sticker, on=True) == keep(bob.pk, sticker, on=True)
    with pytest.raises(NotFound):
        keep(eve.pk, sticker, on=True)
    with pytest.raises(Bad):
        keep(ann.pk, picture_of(ann), on=True)


def test_one_sends_what_one_has_and_members_what_their_group_has(ann: User, bob: User, talk: str) -> None:
    sticker, hills = sticker_of(ann), group_of(ann, bob)
    Membership.objects.filter(user=ann).update(role=Role.OWNER)
    with pytest.raises(NotFound):
        put(bob, hills, kind="sticker", sticker=sticker)

    keep_in_pack(ann.pk, hills, sticker, on=True)

    put(bob, hills, kind="sticker", sticker=sticker)
    with pytest.raises(NotFound):  # only there
        sendable(bob.pk, sticker, talk)
    assert [one["id"] for one in Conversation.objects.get(pk=stream_pk(hills)).stickers] == [sticker]
    keep_in_pack(ann.pk, hills, sticker, on=False)
    assert Conversation.objects.get(pk=stream_pk(hills)).stickers == []


def test_admins_keep_them_for_a_group_and_not_too_many(ann: User, bob: User, talk: str) -> None:
    hills = group_of(ann, bob)
    Membership.objects.filter(user=ann).update(role=Role.ADMIN)
    for stream, who in ((hills, bob), (talk, ann)):
        with pytest.raises(Forbidden):
            keep_in_pack(who.pk, stream, sticker_of(who), on=True)
    Conversation.objects.filter(pk=stream_pk(hills)).update(stickers=[{"id": "a"}] * MOST_IN_PACK)

    with pytest.raises(Quota):
        keep_in_pack(ann.pk, hills, sticker_of(ann), on=True)


def test_one_keeps_two_hundred(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keeping.MOST[Kind.STICKER] == 200
    monkeypatch.setitem(keeping.MOST, Kind.STICKER, 0)

    with pytest.raises(Quota):
        keep(ann.pk, sticker_of(ann), on=True)


def test_it_is_gone_when_nobody_keeps_it_and_no_message_shows_it(ann: User, bob: User, talk: str) -> None:
    made = take_sticker(ann.pk, io.BytesIO(picture("PNG")), Upload("s.png"))
    keep(ann.pk, made.pk, on=True)
    seq = put(ann, talk, kind="sticker", sticker=made.pk)
    keep(bob.pk, made.pk, on=True)

    keep(ann.pk, made.pk, on=False)
    recall(ann.pk, talk, seq)
    forget_unused()
    assert Attachment.objects.filter(pk=made.pk).exists()  # Bob has it
    keep(bob.pk, made.pk, on=False)

    assert not Attachment.objects.filter(pk=made.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_its_bytes_are_for_who_keeps_it_or_sees_it(ann: User, bob: User, eve: User) -> None:
    hills = group_of(ann, bob)
    Membership.objects.filter(user=ann).update(role=Role.OWNER)
    file = SimpleUploadedFile("s.png", picture("PNG"))
    answer = signed_in(ann).post("/api/v1/uploads", {"file": file, "kind": "sticker"})
    sticker = answer.json()["attachment"]

    def status(who: User) -> int:
        return signed_in(who).get(sticker["url"]).status_code

    assert (sticker["kind"], status(ann), status(bob), status(eve)) == ("sticker", 200, 404, 404)
    run(ann, "sticker.keep", stream=hills, attachment=sticker["id"], on=True)
    assert (status(bob), status(eve)) == (200, 404)
    assert signed_in(bob).get(sticker["url"])["Content-Type"] == "image/webp"
    leave(hills, bob)
    assert status(bob) == 404
    assert Path(Attachment.objects.get(pk=sticker["id"]).file.path).exists()
