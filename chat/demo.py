"""The demo world: told through the same actions people use, then moved back in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.actions import tell_mailboxes
from accounts.models import User
from chat.actions import direct, mine
from chat.actions.answering import answer
from chat.actions.reacting import react
from chat.actions.sending import send_messages
from chat.actions.timeline import Mine, add_notice
from chat.actions.uploads import Upload, take_picture
from chat.arguments.messages import SendMessage
from chat.composing import composed
from chat.demo_pictures import drawn
from chat.demo_texts import DIRECT, GROUPS, PEOPLE, REQUESTS, Line
from chat.models import Conversation, Kind, Membership, Message, Role
from chat.rows import attach_of
from happychat.ids import stream_name, user_name
from happychat.times import wire


@transaction.atomic
def build() -> None:
    """Make the people, what they are to each other, and what they said."""
    people = {name: _person(name, about) for name, about in PEOPLE.items()}
    for one, other, lines in DIRECT:
        stream = _befriend(people[one], people[other])
        _talk(stream, people, lines)
    for group in GROUPS:
        _talk(_group(people, group), people, group["lines"])
    for asker, asked, greeting in REQUESTS:
        direct.request_contact(people[asker].pk, user_name(people[asked].pk), greeting)


def _person(username: str, about: dict[str, Any]) -> User:
    user = User.objects.create(username=username, email=f"{username}@example.org", **about)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email or "", verified=True, primary=True)
    return user


def _befriend(one: User, other: User) -> str:
    direct.request_contact(one.pk, user_name(other.pk))
    stream: str = direct.accept_contact(other.pk, user_name(one.pk))["stream"]
    return stream


def _group(people: dict[str, User], group: dict[str, Any]) -> str:
    notice = {"text": group["notice"], "author": user_name(people[group["members"][0]].pk), "revision": 1}
    conversation = Conversation.objects.create(
        kind=Kind.GROUP, title=group["title"], notice={**notice, "at": wire(_at(24))}, **group["about"]
    )
    members = [
        Membership.objects.create(conversation=conversation, user=people[name], role=role)
        for name, role in zip(group["members"], [Role.OWNER] + [Role.MEMBER] * 9, strict=False)
    ]
    names = [user_name(member.user_id) for member in members]
    add_notice(conversation, members[0].user_id, "created", users=names, info=True, members=members)
    for member in sorted(members, key=lambda m: m.user_id):
        tell_mailboxes({member.user_id: [Mine(member)]}, {member.user_id: (attach_of(member),)})
    return stream_name(conversation.pk)


def _talk(stream: str, people: dict[str, User], lines: list[Line]) -> None:
    """Say the lines. Who speaks last has read everything, others what they answered."""
    key = int(stream[1:])
    first = _at(lines[0][1])
    Message.objects.filter(conversation=key).update(sent_at=first - timedelta(minutes=5))
    Conversation.objects.filter(pk=key).update(created_at=first - timedelta(minutes=5))
    for number, (who, hours, line) in enumerate(lines):
        said: dict[str, Any] = {"body": line} if isinstance(line, str) else dict(line)
        reacted, answers = said.pop("reacted", {}), said.pop("answers", {})
        seq = _say(people, people[who].pk, {"stream": stream, "client_id": f"demo-{stream}-{number}", **said})
        Message.objects.filter(conversation=key, seq=seq).update(sent_at=_at(hours))
        for other, emoji in reacted.items():
            react(people[other].pk, stream, seq, emoji, on=True)
        for other, given in answers.items():
            options, text = (None, given) if isinstance(given, str) else (given, None)
            answer(people[other].pk, stream, seq, options, text)
    # Ann comes back to some unread lines; the others have read all.
    newest = Conversation.objects.get(pk=key).last_seq
    for membership in Membership.objects.filter(conversation=key).exclude(user=people["ann"]):
        mine.mark_read(membership.user_id, stream, newest)


def _say(people: dict[str, User], author: int, said: dict[str, Any]) -> int:
    """Say something of any kind; return its number."""
    if back := said.pop("answering", 0):
        said["reply_to"] = Conversation.objects.get(pk=int(said["stream"][1:])).last_seq + 1 - back
    if pictures := said.pop("pictures", ()):
        taken = [take_picture(author, drawn(name), Upload(f"{name}.jpg")) for name in pictures]
        said |= {"kind": "album", "attachments": [picture.pk for picture in taken]}
    if "card" in said:
        said["card"] = user_name(people[said["card"]].pk)
    send = composed(author, SendMessage.model_validate(said))
    send_messages([send])
    assert isinstance(send.answer, dict), send.answer  # noqa: S101  # the demo world is well formed
    return int(send.answer["seq"])


def _at(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)
