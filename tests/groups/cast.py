"""Groups nobody may see from outside, and people who were in them, or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from chat.actions import contacts
from chat.actions.exporting import ask_for_export
from chat.models import Membership
from groups.actions import coming, going, invitations
from groups.models import Invitation
from happychat.ids import user_name
from tests.deeds import picture_of, sticker_of
from tests.groups.groups import befriend, hills, names
from tests.talking import say

Make = Callable[..., User]
NAMES = (
    "owner",
    "member",
    "late",
    "left",
    "removed",
    "banned",
    "ended",
    "outsider",
    "stranger",
    "shy",
    "gone",
    "blocker",
    "blocked",
)
ASKING = {"contact.request", "conversation.open"}  # for these who does not want to be found is nobody


class Cast:
    """Two groups nobody may see from outside, one of them over, and people who were in them, or never."""

    def __init__(self, make_person: Make) -> None:
        self.by = by = {name: make_person(name) for name in NAMES}
        User.objects.filter(pk=by["shy"].pk).update(preferences={"find": "nobody"})
        self.hills = hills(by["owner"], *(by[name] for name in ("member", "left", "removed", "banned", "blocker")))
        self.link = invitations.make_link(by["member"].pk, self.hills, 0, 0)
        say(by["owner"], self.hills, "hello", "there")
        going.leave(by["left"].pk, self.hills)
        going.remove(by["owner"].pk, self.hills, names(by["removed"]), ban=False)
        going.remove(by["owner"].pk, self.hills, names(by["banned"]), ban=True)
        coming.join_by_code(by["late"].pk, self.link["code"])
        self.over = hills(by["member"], by["ended"], public=True, avatar=picture_of(by["member"]))
        say(by["member"], self.over, "hello")
        self.codes: list[str] = [self._dead_code(**why) for why in ({"used": 5, "uses": 5}, {"expires_at": PAST})]
        self.codes += [invitations.make_link(by["member"].pk, self.over, 0, 0)["code"]]
        going.dissolve(by["member"].pk, self.over)
        self.lake = {name: hills(by[name], avatar=picture_of(by[name])) for name in ("outsider", "owner")}
        say(by["late"], self.hills, "good evening")
        self.export = ask_for_export(by["owner"].pk, self.hills)["id"]
        say(by["outsider"], self.lake["outsider"], "good morning")
        befriend(by["blocker"], by["blocked"])
        pair = Membership.objects.get(user=by["blocked"], conversation__kind="direct")
        self.between: str = f"c{pair.conversation_id}"
        contacts.block(by["blocker"].pk, user_name(by["blocked"].pk))
        say(by["blocked"], self.between, "hey")  # 2, which the blocker never sees
        self.direct = f"c{Membership.objects.filter(user=by['owner'], conversation__kind='direct')[0].conversation_id}"
        User.objects.filter(pk=by["gone"].pk).update(is_active=False)
        self.sticker = {name: sticker_of(user) for name, user in by.items()}

    def _dead_code(self, **why: Any) -> str:
        link = invitations.make_link(self.by["owner"].pk, self.hills, 0, 0)
        Invitation.objects.filter(pk=link["id"]).update(**why)
        return str(link["code"])

    @property
    def unseen(self) -> list[str]:
        """Return conversations outsiders know nothing of."""
        return [self.hills, self.over, self.direct]

    @property
    def picture(self) -> str:
        """Return a picture only those of a group see."""
        return picture_of(self.by["owner"])

    def name(self, who: str) -> str:
        """Return somebody's id."""
        return user_name(self.by[who].pk)

    def at_home(self, who: str) -> str:
        """Return the conversation in which somebody tries what is inside one."""
        homes = {"outsider": self.lake["outsider"], "blocker": self.between, "blocked": self.between}
        return homes.get(who, self.over if who == "ended" else self.hills)

    def secrets(self, who: str, name: str, field: str) -> list[Any]:
        """Return what somebody may not see of what an argument names."""
        people = [user_name(self.by[one].pk) for one in ("gone", *(["shy"] if name in ASKING else []))]
        strangers = [user_name(self.by[one].pk) for one in ("gone", "shy", "stranger")]
        unseen = {"outsider": self.unseen, "blocked": [self.hills, self.direct]}
        found: dict[str, list[Any]] = {
            "stream": unseen.get(who, [self.lake["owner"]]),
            "user": strangers if name.startswith("group.") else people,
            "seq": {"late": [1, 2, 3], "blocker": [2], "outsider": []}.get(who, [1, 2, 3]),
            "code": self.codes,
            "revoke": [self.link["id"]],
            "avatar": [picture_of(self.by["owner"]), picture_of(self.by["member"])],
        }
        found["reply_to"] = found["seq"]
        found["attachment"] = found["sticker"] = [self.sticker["owner"]]
        found["card"] = [user_name(self.by[one].pk) for one in ("gone", "shy")]
        found["to"] = [[stream] for stream in found["stream"]]
        found["source"] = [{"stream": stream, "seqs": [1]} for stream in found["stream"]]
        found["seqs"] = [[seq] for seq in found["seq"]]
        found["users"] = found["members"] = found["mentions"] = [[one] for one in strangers]
        found["attachments"] = [[one] for one in found["avatar"]]
        found["have"] = [{stream: version} for stream in found["stream"] for version in (0, 1)]
        return found[field]


PAST = timezone.now() - timedelta(days=1)
