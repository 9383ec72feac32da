"""What a group says of itself, its rules, and its notice."""

from __future__ import annotations

import pytest

from accounts.models import User
from chat.models import Attachment
from chat.rows import info_row
from groups.actions.about import read_notice, update
from groups.api import listed
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import user_name
from tests.groups.groups import group, hills, member, notices, refusal

pytestmark = pytest.mark.django_db


def test_only_admins_change_a_group(ann: User, bob: User, eve: User) -> None:
    stream = hills(ann, bob)

    assert refusal(Forbidden, update, bob.pk, stream, {"name": "Mine"}) == "role"
    refusal(NotFound, update, eve.pk, stream, {"name": "Mine"})
    update(ann.pk, stream, {"name": "Higher hills", "tags": ["walks"], "slow": 5})

    row = info_row(group(stream))
    assert (row["title"], row["tags"], row["settings"]["slow"]) == ("Higher hills", ["walks"], 5)
    assert notices(stream) == ["created", "renamed"]


def test_what_is_so_already_raises_nothing(ann: User) -> None:
    stream = hills(ann)
    version = group(stream).version

    assert update(ann.pk, stream, {"name": "Hills", "join": "invitation"}) == {"version": version}


def test_a_picture_has_to_be_mine(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    theirs = Attachment.objects.create(owner=bob, kind="picture", name="a", type="image/webp", size=1)
    mine = Attachment.objects.create(owner=ann, kind="picture", name="a", type="image/webp", size=1)

    refusal(NotFound, update, ann.pk, stream, {"avatar": theirs.pk})
    update(ann.pk, stream, {"avatar": mine.pk})

    assert info_row(group(stream))["avatar"].endswith(mine.pk)
    assert notices(stream) == ["created", "picture"]


def test_a_notice_asks_each_member_but_its_author_to_read_it(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    update(ann.pk, stream, {"notice": "Bring boots"})
    before = listed(ann.pk, stream, "notice")

    read_notice(bob.pk, stream, 9)  # there is no ninth

    assert before == {"read": [user_name(ann.pk)], "unread": [user_name(bob.pk)]}
    assert listed(ann.pk, stream, "notice")["unread"] == []
    assert member(stream, bob).notice_read == 1


def test_a_new_notice_is_unread_again_also_after_one_was_taken_away(ann: User, bob: User) -> None:
    stream = hills(ann, bob)
    update(ann.pk, stream, {"notice": "Bring boots"})
    read_notice(bob.pk, stream, 1)
    update(ann.pk, stream, {"notice": ""})
    assert "notice" not in info_row(group(stream))

    update(ann.pk, stream, {"notice": "Bring boots"})

    assert listed(ann.pk, stream, "notice")["unread"] == [user_name(bob.pk)]
    assert notices(stream) == ["created", "notice", "notice"]
