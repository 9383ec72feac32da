"""Signing devices out from afar: the session ends now, and so do its connections, in every process."""

from __future__ import annotations

import orjson
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from happychat.auth import ENDINGS
from happychat.streams.announcing import announce
from happychat.streams.steps import Signal


def end_session(user: int, device: int) -> bool:
    """Sign one device of a person out; tell whether there was such a one."""
    return _end(user, UserSession.objects.filter(user_id=user, pk=device)) > 0


def end_other_sessions(user: int, here: str) -> int:
    """Sign a person out everywhere but in the session with the key `here`; return from how many devices."""
    return _end(user, UserSession.objects.filter(user_id=user).exclude(session_key=here))


def end_all_sessions(user: int) -> int:
    """Sign a person out everywhere; return from how many devices."""
    return _end(user, UserSession.objects.filter(user_id=user))


def _end(user: int, ending: QuerySet[UserSession]) -> int:
    with transaction.atomic():
        keys = list(ending.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(session_key__in=keys).delete()
        announce(Signal(ENDINGS, orjson.dumps([user])))  # the processes look at once who may stay connected
    return len(keys)
