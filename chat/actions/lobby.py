"""The lobby: entering, where one sees what was said last, and leaving. It has no rows of its members."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.actions import mailbox_version, tell_mailboxes
from accounts.models import Mailbox, User
from accounts.robot import robot
from chat.actions.joining import welcome
from chat.actions.timeline import Mine, tell_conversation
from chat.lobby.headcount import count_again
from chat.lobby.people import count_in, is_open
from chat.models import Conversation, Kind, Membership, Notify, Role
from chat.rows import NEWEST, audience
from happychat.commands.errors import Forbidden, NotFound
from happychat.ids import stream_name, user_name
from happychat.streams.steps import Detach
from happychat.streams.versions import lock


def the_lobby() -> Conversation:
    """Lock and return the site's lobby, made where there is none yet."""
    found = Conversation.objects.filter(kind=Kind.LOBBY).first()
    if found is None:
        found = Conversation.objects.create(kind=Kind.LOBBY)
        tell_conversation(found, info=True)
        # It answers there who calls it; it is counted nowhere, for it has no window.
        Membership.objects.create(conversation=found, user=robot(), notify=Notify.NONE, joined_version=found.version)
    lock(Conversation, [found.pk])
    found.refresh_from_db()
    return found


def enter(me: int) -> dict[str, Any]:
    """Enter the lobby; return it, how many are in it, and words of welcome that nobody else hears."""
    _refuse_closed()
    with transaction.atomic():
        lobby = the_lobby()
        lock(Mailbox, [me])
        user = User.objects.get(pk=me)
        mine = Membership.objects.filter(conversation=lobby, user=user).first()
        if mine is None or mine.left_at is not None:
            _begin(mine or Membership(user=user), lobby)
        elif mine.role != _role(user):
            Membership.objects.filter(pk=mine.pk).update(role=_role(user))  # they have become staff, or are so no more
        people = count_in(lobby.pk)
    return {"stream": stream_name(lobby.pk), "people": people, "welcome": _welcome(user)}


def leave(me: int) -> dict[str, Any]:
    """Leave the lobby."""
    _refuse_closed()
    with transaction.atomic():
        lobby = the_lobby()
        lock(Mailbox, [me])
        mine = Membership.objects.filter(conversation=lobby, user_id=me).first()
        if mine is None:
            raise NotFound
        if mine.left_at is not None:
            return {"version": mailbox_version(me)}
        mine.conversation, mine.left_at, mine.left = lobby, timezone.now(), "left"
        # There is no row of a member to end it, so mine does, at the version the lobby is at.
        gone: dict[int, tuple[Detach, ...]] = {me: (Detach(me, audience(lobby.pk), lobby.version),)}
        count_again()
        return {"version": tell_mailboxes({me: [Mine(mine)]}, detach=gone)[me]}


def _begin(mine: Membership, lobby: Conversation) -> None:
    mine.conversation = lobby
    mine.role = _role(mine.user)
    mine.joined_seq, mine.joined_version = max(1, lobby.last_seq - NEWEST + 1), lobby.version
    mine.read_seq, mine.notify, mine.mentions = lobby.last_seq, Notify.NONE, ""
    mine.left_at, mine.left = None, ""
    mine.save()
    welcome([mine])
    count_again()


def _role(user: User) -> Role:
    return Role.ADMIN if user.is_staff else Role.MEMBER


def _welcome(user: User) -> dict[str, str]:
    with translation.override(user.locale):
        words = gettext(
            "Welcome to %(site)s, %(name)s! Everybody here reads what you write; tap a face to write to one person."
        )
    body = words % {"site": settings.SITE_NAME, "name": user.nickname}
    return {"author": user_name(robot().pk), "body": body}


def _refuse_closed() -> None:
    if not is_open():
        raise Forbidden("closed", "This site has no lobby.")
