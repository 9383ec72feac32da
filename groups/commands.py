"""The commands of groups: what each takes, and the action it calls."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from accounts.names import clean_nickname
from chat.arguments.values import Moment, says_something
from groups.actions import about, coming, creating, going, invitations, roles
from happychat.auth import Caller
from happychat.commands.registry import Reply, write
from happychat.commands.schema import Arguments, ClientId, Id, Unrepeated, text

YEAR = 365 * 24 * 3600
Users = Annotated[list[Id], Field(min_length=1, max_length=100), Unrepeated]


def _cleaned(nickname: str) -> str:
    return nickname and clean_nickname(nickname)


class About(Arguments):
    """What a group says of itself, and its rules; what is not named stays."""

    avatar: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}\z")] | None = None
    introduction: text(500, empty=True) | None = None  # type: ignore[valid-type]
    notice: text(1000, empty=True) | None = None  # type: ignore[valid-type]
    tags: Annotated[list[text(20)], Field(max_length=5), Unrepeated] | None = None  # type: ignore[valid-type]
    join: Literal["open", "approval", "invitation"] | None = None
    question: text(100, empty=True) | None = None  # type: ignore[valid-type]
    public: bool | None = None
    preview: bool | None = None
    history: Literal["none", "recent", "all"] | None = None
    invite: Literal["all", "admins"] | None = None
    speak: Literal["all", "admins"] | None = None
    slow: Annotated[int, Field(ge=0, le=3600)] | None = None

    def changes(self) -> dict[str, Any]:
        """Return what was given of the group."""
        return self.model_dump(exclude_unset=True, include={*About.model_fields, "name"})


class Create(About):
    """Make a group."""

    client_id: ClientId
    name: text(40)  # type: ignore[valid-type]
    members: Annotated[list[Id], Field(max_length=4999), Unrepeated] | None = None

    @model_validator(mode="after")
    def _something(self) -> Create:
        return says_something(self, set())


class Update(About):
    """Change a group."""

    stream: Id
    name: text(40) | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _something(self) -> Update:
        return says_something(self, {"stream"})


class OfGroup(Arguments):
    """Name a group."""

    stream: Id


class Link(Arguments):
    """How long and how often an invitation lets people in; 0: without end."""

    seconds: Annotated[int, Field(ge=0, le=YEAR)] = 7 * 24 * 3600
    uses: Annotated[int, Field(ge=0, le=100_000)] = 0


class Invite(Arguments):
    """Add people, make a link, or take one back."""

    stream: Id
    users: Users | None = None
    link: Link | None = None
    revoke: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Invite:
        if len(self.model_fields_set) != 2:
            raise PydanticCustomError("one", "one of users, link and revoke")
        return says_something(self, {"stream"})


class JoinGroup(Arguments):
    """Join a public group, or one I have the code of."""

    stream: Id | None = None
    code: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    answer: text(200, empty=True) = ""  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _one(self) -> JoinGroup:
        if len(self.model_fields_set & {"stream", "code"}) != 1:
            raise PydanticCustomError("one", "one of stream and code")
        return says_something(self, {"answer"})


class Approve(Arguments):
    """Answer somebody who asks to join."""

    stream: Id
    user: Id
    on: bool


class Remove(Arguments):
    """Remove people."""

    stream: Id
    users: Users
    ban: bool = False


class GiveRole(Arguments):
    """Make somebody an admin, or not."""

    stream: Id
    user: Id
    role: Literal["admin", "member"]


class Mute(Arguments):
    """Let somebody say nothing until a time."""

    stream: Id
    user: Id
    until: Moment


class OfMember(Arguments):
    """Name a member."""

    stream: Id
    user: Id


class ReadNotice(Arguments):
    """Say which notice I have read."""

    stream: Id
    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]


class Nickname(Arguments):
    """Say what I want to be called here."""

    stream: Id
    nickname: Annotated[text(32, empty=True), AfterValidator(_cleaned)]  # type: ignore[valid-type]


def register() -> None:
    """Make every command of this app known by its name."""
    write("group.create", Create, _create)
    write("group.update", Update, lambda who, a: about.update(who.user, a.stream, a.changes()))
    write("group.invite", Invite, _invite)
    write("group.join", JoinGroup, _join)
    write("group.approve", Approve, lambda who, a: coming.approve(who.user, a.stream, a.user, on=a.on))
    write("group.leave", OfGroup, lambda who, a: going.leave(who.user, a.stream))
    write("group.remove", Remove, lambda who, a: going.remove(who.user, a.stream, a.users, ban=a.ban))
    write("group.role", GiveRole, lambda who, a: roles.give_role(who.user, a.stream, a.user, a.role))
    write("group.mute", Mute, lambda who, a: roles.mute(who.user, a.stream, a.user, a.until))
    write("group.transfer", OfMember, lambda who, a: roles.transfer(who.user, a.stream, a.user))
    write("group.dissolve", OfGroup, lambda who, a: going.dissolve(who.user, a.stream))
    write("group.notice_read", ReadNotice, lambda who, a: about.read_notice(who.user, a.stream, a.revision))
    write("group.nickname", Nickname, lambda who, a: roles.call_myself(who.user, a.stream, a.nickname))


def _create(who: Caller, args: Create) -> Reply:
    changes = args.changes()
    return creating.create(who.user, args.client_id, changes.pop("name"), args.members or [], changes)


def _invite(who: Caller, args: Invite) -> Reply:
    if args.users is not None:
        return coming.add(who.user, args.stream, args.users)
    if args.link is not None:
        return invitations.make_link(who.user, args.stream, args.link.seconds, args.link.uses)
    return invitations.revoke_link(who.user, args.stream, args.revoke or "")


def _join(who: Caller, args: JoinGroup) -> Reply:
    if args.code is not None:
        return coming.join_by_code(who.user, args.code)
    return coming.join(who.user, args.stream or "", args.answer)
