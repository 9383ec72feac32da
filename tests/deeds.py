"""What people may try, for each command that changes something: its arguments, drawn at random."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from accounts.models import User
from chat.match.models import Seeker
from chat.models import Attachment, Membership
from happychat.commands.errors import CommandError
from happychat.commands.registry import commands
from happychat.ids import stream_name, user_name
from happychat.times import wire
from tests.world import World

More = st.SearchStrategy[dict[str, Any]]
nothing: More = st.just({})
seqs = st.integers(1, 9)
times = st.sampled_from(["", "2030-01-01T00:00:00.000Z"])
soon = st.just(wire(timezone.now() + timedelta(days=7)))
words = st.sampled_from(["", "so", "语" * 300])


def some(**optional: st.SearchStrategy[Any]) -> More:
    """Return what draws at least one of these."""
    return st.fixed_dictionaries({}, optional=optional).filter(bool)


def all_of(**needed: st.SearchStrategy[Any]) -> More:
    """Return what draws all of these."""
    return st.fixed_dictionaries(needed)


POLLS = [{"options": ["tea", "水"], "anonymous": True}, {"options": ["a", "b"], "multiple": True}]
about = {
    "name": st.sampled_from(["Hills", "山"]),
    "avatar": st.sampled_from(["", "mine"]),
    "introduction": st.sampled_from(["", "We walk."]),
    "notice": st.sampled_from(["", "Bring water", "Bring tea"]),
    "tags": st.sampled_from([[], ["walks"]]),
    "join": st.sampled_from(["open", "approval", "invitation"]),
    "public": st.booleans(),
    "history": st.sampled_from(["none", "recent", "all"]),
    "invite": st.sampled_from(["all", "admins"]),
    "speak": st.sampled_from(["all", "admins"]),
}
# What is said beside who does it, to whom and where.
DEEDS: dict[str, More] = {
    "message.send": st.one_of(
        all_of(body=st.just(value=True), mentions=st.sampled_from(["", "other", "all"])),
        all_of(kind=st.just("album"), attachments=st.just(value=True)),
        all_of(kind=st.just("dice"), dice=st.sampled_from([{"sides": 6}, {"options": ["tea", "水"]}])),
        all_of(kind=st.just("chain"), body=st.just(value=True), chain=st.sampled_from([{}, {"text": "me"}])),
        all_of(kind=st.just("poll"), body=st.just(value=True), poll=st.sampled_from(POLLS)),
    ),
    "message.pin": all_of(seq=seqs, on=st.booleans()),
    "message.edit": all_of(seq=seqs, revision=st.integers(0, 2), body=st.sampled_from(["new", "words"])),
    "message.react": all_of(seq=seqs, emoji=st.sampled_from(["👍", "🎉"]), on=st.booleans()),
    "message.favourite": all_of(seq=seqs, on=st.booleans()),
    "message.remind": all_of(seq=seqs, at=soon),
    "message.schedule": all_of(at=soon, stream=st.just(value=True), body=st.just(value=True)),
    "message.recall": all_of(seq=seqs),
    "message.answer": all_of(seq=seqs) | all_of(seq=seqs, options=st.sampled_from([[], [0], [0, 1]])),
    "message.close": all_of(seq=seqs),
    "sticker.keep": all_of(on=st.booleans()) | all_of(on=st.booleans(), stream=st.just(value=True)),
    "message.forward": all_of(seq=seqs, merged=st.booleans()),
    "match.start": all_of(tags=st.sampled_from([[], ["tea"]])),
    "match.next": nothing,
    "match.stop": nothing | all_of(stream=st.just(value=True)),
    "match.keep": nothing,
    "report": st.sampled_from([{"about": "user"}, {"about": "stream"}, {"about": "seq", "seq": 2}]),
    "lobby.enter": nothing,
    "lobby.leave": nothing,
    "conversation.open": nothing,
    "conversation.read": all_of(seq=seqs, delivered=st.booleans()),
    "conversation.settings": some(
        pinned=st.booleans(),
        archived=st.booleans(),
        hidden=st.booleans(),
        unread=st.booleans(),
        cleared=st.just(value=True),
        notify=st.sampled_from(["all", "mentions", "none"]),
        folder=st.sampled_from(["", "work"]),
        draft=words,
        muted_until=times,
    ),
    "contact.request": nothing,
    "contact.accept": nothing,
    "contact.decline": nothing,
    "contact.note": some(note=st.sampled_from(["", "B."]), star=st.booleans(), tags=st.sampled_from([[], ["walks"]])),
    "contact.block": nothing,
    "contact.unblock": nothing,
    "contact.remove": nothing,
    "profile.update": some(
        nickname=st.sampled_from(["Ann", "Annie", "安"]),
        avatar=st.sampled_from(["", "mine"]),
        preferences=st.sampled_from([{"find": "nobody"}, {"invite": "everyone"}, {"message": "everyone"}]),
    ),
    "group.create": st.fixed_dictionaries({}, optional=about | {"members": st.just(value=True)}),
    "group.update": some(**about),
    "group.invite": st.sampled_from([{"users": True}, {"users": True}, {"link": {"uses": 1}}, {"revoke": True}]),
    "group.join": st.sampled_from([{}, {}, {"code": True}]),
    "group.approve": all_of(on=st.booleans()),
    "group.leave": nothing,
    "group.remove": all_of(ban=st.booleans()),
    "group.role": all_of(role=st.sampled_from(["admin", "member"])),
    "group.mute": all_of(until=times),
    "group.transfer": nothing,
    "group.dissolve": nothing,
    "group.notice_read": all_of(revision=st.integers(1, 3)),
    "group.nickname": all_of(nickname=st.sampled_from(["", "Al"])),
}


@dataclass(frozen=True)
class Deed:
    """Somebody tries a command on somebody, or in a conversation of the two or a group."""

    name: str
    who: int
    other: int
    newest: bool  # or the first group
    more: dict[str, Any] = field(default_factory=dict)


def deeds(people: int) -> st.SearchStrategy[Deed | None]:
    """Return what draws deeds among so many people; None now and then, when all are to catch up."""
    person = st.integers(0, people - 1)

    def of(name: str) -> st.SearchStrategy[Deed | None]:
        return st.builds(Deed, st.just(name), person, person, st.booleans(), DEEDS[name]) if name else st.none()

    return st.sampled_from([*sorted(DEEDS), "message.send", "", "", ""]).flatmap(of)


class Doing:
    """Carry deeds out in a world: in the first group or the newest, with the link made last."""

    def __init__(self, world: World, group: str) -> None:
        self._world = world
        self._groups = [group]
        self._link: dict[str, Any] = {"code": "unknown", "id": "0"}
        self._sent = 0

    def do(self, deed: Deed) -> dict[str, Any] | CommandError:
        """Carry a deed out; return its reply or refusal."""
        me, them = self._world.people[deed.who], self._world.people[deed.other]
        arguments = self._arguments(deed, me, them)
        reply = self._world.do(me, deed.name, **arguments)
        if isinstance(reply, dict) and "code" in reply:
            self._link = reply
        elif isinstance(reply, dict) and deed.name == "group.create":
            self._groups.append(reply["stream"])
        return reply

    def _arguments(self, deed: Deed, me: User, them: User) -> dict[str, Any]:
        more, names = dict(deed.more), commands[deed.name].arguments.model_fields
        self._sent += 1
        found: dict[str, Any] = {"client_id": f"deed-{self._sent}", "body": "hi", "reason": "spam"}
        found |= {"user": user_name(them.pk), "stream": self._stream(deed, me, them), "name": "Hills"}
        found |= {
            "users": [user_name(them.pk)],
            "members": [user_name(them.pk)],
            **self._link,
            "revoke": self._link["id"],
        }
        found["attachments"] = [picture_of(me)] if "attachments" in more else []
        if "mentions" in more:
            more["mentions"] = {"other": [user_name(them.pk)], "all": ["all"]}.get(more["mentions"], [])
        if deed.name == "sticker.keep":
            found["attachment"] = sticker_of(me)
        wanted = {name for name, field in names.items() if field.is_required()} | more.keys()
        if deed.name == "report":
            wanted = {"reason", "stream", "seq"} if more.pop("about") == "seq" else {"reason", deed.more["about"]}
        elif deed.name == "group.invite":
            wanted |= {"stream"}
        elif deed.name == "group.join":
            wanted = {"code"} if "code" in more else {"stream"}
        elif deed.name.startswith("match."):
            found["stream"] = self._match(me) or found["stream"]
        elif deed.name == "message.forward":
            found |= {"from": {"stream": found["stream"], "seqs": [more.pop("seq")]}, "to": [self._groups[-1]]}
            wanted = {"from", "to", "client_id", "merged"}
        if more.get("avatar"):
            more["avatar"] = picture_of(me)
        more = {name: value for name, value in more.items() if value is not True or name not in found}
        return {name: value for name, value in (found | more).items() if name in wanted}

    def _match(self, me: User) -> str:
        key = Seeker.objects.filter(pk=me.pk).values_list("conversation", flat=True).first()
        return stream_name(key) if key else ""

    def _stream(self, deed: Deed, me: User, them: User) -> str:
        group = self._groups[-1 if deed.newest else 0]
        if me == them or deed.name.startswith("group."):
            return group
        pair = ":".join(map(str, sorted((me.pk, them.pk))))
        direct = Membership.objects.filter(conversation__pair=pair).values_list("conversation", flat=True).first()
        return f"c{direct}" if direct else group


def sticker_of(user: User) -> str:
    """Return the name of a sticker somebody made."""
    about = {"kind": "sticker", "name": "s.webp", "type": "image/webp", "size": 1}
    sticker, _ = Attachment.objects.get_or_create(pk=f"sticker-{user.pk}", owner=user, defaults=about)
    return str(sticker.pk)


def picture_of(user: User) -> str:
    """Return the name of a picture somebody uploaded."""
    about = {"kind": "picture", "name": "p.webp", "type": "image/webp", "size": 1}
    picture, _ = Attachment.objects.get_or_create(pk=f"picture-{user.pk}", owner=user, defaults=about)
    return str(picture.pk)
