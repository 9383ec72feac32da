"""What a command in a group costs does not grow with the group, but where its members are what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Contact, ContactState, Mailbox, User
from groups.actions import invitations
from groups.actions.creating import create
from happychat.commands.registry import commands
from happychat.ids import user_name
from happychat.times import wire
from tests.deeds import picture_of, sticker_of
from tests.groups.groups import names
from tests.talking import put, say
from tests.world import carry_out, undone

pytestmark = pytest.mark.django_db
Make = Callable[..., User]
FEW, MANY = 5, 200
AT_ONCE = 30  # new rows: SQLite takes no more than 999 values in a statement


class Crowd:
    """A public group of so many, its owner's friends all, two who are not in it, and one who asks to be."""

    def __init__(self, ann: User, size: int, tag: str) -> None:
        self.owner = ann
        made = [User(username=f"{tag}{number}", nickname="P") for number in range(size + 2)]
        self.people = User.objects.bulk_create(made)
        Mailbox.objects.bulk_create([Mailbox(user=user) for user in self.people])
        friends = [(ann, user) for user in self.people] + [(user, ann) for user in self.people]
        state = {"state": ContactState.FRIEND, "at": timezone.now()}
        Contact.objects.bulk_create([Contact(owner=one, person=other, **state) for one, other in friends])
        self.members, self.friend, self.asks = self.people[:-2], self.people[-2], self.people[-1]
        about = {"public": True, "join": "approval", "notice": "Bring water"}
        self.stream = create(ann.pk, f"{tag}-group", "Hills", names(*self.members), about)["stream"]
        say(self.members[0], self.stream, "hello", "there")
        self.poll = put(self.members[0], self.stream, kind="poll", body="Tea?", poll={"options": ["yes", "no"]})
        carry_out(self.asks, "group.join", {"stream": self.stream})
        self.link = invitations.make_link(ann.pk, self.stream, 0, 0)
        picture_of(ann)


Case = Callable[[Crowd], tuple[User, dict[str, Any]]]


def by_owner(**arguments: Any) -> Case:
    """Return a case: the owner does it to the group."""
    return lambda crowd: (crowd.owner, {"stream": crowd.stream, **arguments})


def on_member(**arguments: Any) -> Case:
    """Return a case: the owner does it to a member."""
    return lambda crowd: (
        crowd.owner,
        {"stream": crowd.stream, "user": user_name(crowd.members[1].pk), **arguments},
    )


SOON = wire(timezone.now() + timedelta(days=7))
CASES: dict[str, Case] = {
    "message.send": by_owner(client_id="a", body="hi", mentions=["all"]),
    "message.pin": by_owner(seq=2, on=True),
    "message.edit": lambda c: (
        c.members[0],
        {"stream": c.stream, "seq": 3, "revision": 0, "body": "new", "mentions": names(c.owner)},
    ),
    "message.react": by_owner(seq=2, emoji="🎉", on=True),
    "message.favourite": by_owner(seq=2, on=True),
    "message.remind": by_owner(seq=2, at=SOON),
    "message.schedule": by_owner(client_id="a", at=SOON, body="later"),
    "message.recall": by_owner(seq=2),
    "message.answer": lambda crowd: (crowd.members[1], {"stream": crowd.stream, "seq": crowd.poll, "options": [0]}),
    "sticker.keep": lambda c: (c.owner, {"stream": c.stream, "attachment": sticker_of(c.owner), "on": True}),
    "message.close": lambda crowd: (crowd.owner, {"stream": crowd.stream, "seq": crowd.poll}),
    "message.forward": lambda crowd: (
        crowd.owner,
        {"from": {"stream": crowd.stream, "seqs": [2, 3]}, "to": [crowd.stream], "client_id": "a"},
    ),
    "report": by_owner(seq=2, reason="spam"),
    "conversation.read": by_owner(seq=3),
    "conversation.settings": by_owner(pinned=True),
    "profile.update": lambda crowd: (crowd.members[1], {"nickname": "Momo"}),
    "group.update": by_owner(name="Lake", notice="Bring tea", avatar="", tags=["walks"]),
    "group.invite": lambda c: (c.owner, {"stream": c.stream, "users": names(c.friend)}),
    "group.join": lambda crowd: (crowd.friend, {"code": crowd.link["code"]}),
    "group.approve": lambda c: (c.owner, {"stream": c.stream, "user": user_name(c.asks.pk), "on": True}),
    "group.leave": lambda crowd: (crowd.members[1], {"stream": crowd.stream}),
    "group.remove": lambda c: (c.owner, {"stream": c.stream, "users": names(c.members[1])}),
    "group.role": on_member(role="admin"),
    "group.mute": on_member(until="2030-01-01T00:00:00.000Z"),
    "group.transfer": on_member(),
    "group.notice_read": lambda crowd: (crowd.members[1], {"stream": crowd.stream, "revision": 1}),
    "group.nickname": by_owner(nickname="Momo"),
}
# Of these their members are what they are about.
OF_MEMBERS: dict[str, Case] = {
    "group.create": lambda c: (c.owner, {"client_id": "b", "name": "Lake", "members": names(*c.members)}),
    "group.dissolve": by_owner(),
    "group.remove": lambda c: (c.owner, {"stream": c.stream, "users": names(*c.members[:100])}),
}
# Between two, or for oneself.
ELSEWHERE = {"conversation.open", "contact", "lobby", "match"}


@pytest.fixture
def crowds(ann: User, bob: User) -> tuple[Crowd, Crowd]:
    with transaction.atomic():
        return Crowd(ann, FEW, "few"), Crowd(bob, MANY, "many")


def costs(crowd: Crowd, name: str, case: Case) -> list[str]:
    """Return the queries of a command."""
    who, arguments = case(crowd)
    with undone(), CaptureQueriesContext(connection) as asked:
        carry_out(who, name, arguments)
    return [query["sql"] for query in asked]


def test_every_command_is_here_or_elsewhere() -> None:
    there = {name for name, command in commands.items() if command.together is not None}
    assert {name for name in there if not name.startswith(tuple(ELSEWHERE))} == {*CASES, *OF_MEMBERS}


def test_a_command_costs_no_more_in_a_larger_group(crowds: tuple[Crowd, Crowd]) -> None:
    found = {name: [len(costs(crowd, name, case)) for crowd in crowds] for name, case in CASES.items()}

    assert {name: (few, many) for name, (few, many) in found.items() if many > few} == {}


def test_many_members_are_written_together(crowds: tuple[Crowd, Crowd]) -> None:
    found = {name: [len(costs(crowd, name, case)) for crowd in crowds] for name, case in OF_MEMBERS.items()}

    assert {name: (few, many) for name, (few, many) in found.items() if many > few + MANY // AT_ONCE} == {}
