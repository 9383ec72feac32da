"""Guests: people with a name and a face and nothing else, who come in by a little work and may become accounts."""

from __future__ import annotations

import hashlib
import secrets
from ipaddress import ip_address

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.likeness import likeness
from accounts.models import User
from accounts.names import clean_nickname
from happychat.commands.errors import Bad, Forbidden, Gone

DIFFICULTY = 16  # zero bits: a cheap phone takes a second, a thousand guests take minutes
GOOD_FOR_S = 600
SALT = "guests"
# Who speaks for the site: no guest is called like one of these, or has one of those in their name.
SPEAKERS = "admin admins bot mod mods official operator owner root security staff support sysop system team webmaster"
MARKS = ("administrator", "moderator", "robot", "管理员", "官方", "客服", "机器人", "系统消息", "站长")


def is_open() -> bool:
    """Tell whether strangers may come in as guests."""
    return bool(settings.ENV.guests == "open")


def new_challenge() -> str:
    """Return what a browser has to work on; nothing of it is kept here."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_hex(8))


def network_of(address: str) -> int:
    """Return a number for all addresses one visitor has: of IPv6 the first half counts; below 0, for people are above.

    What is kept of it in memory names nobody.
    """
    found = ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    part = found.packed[:8]
    return -1 - int.from_bytes(hashlib.sha256(settings.SECRET_KEY.encode() + part).digest()[:6])


def solved(challenge: str, proof: str) -> str:
    """Return the name in a challenge whose work is done; Gone where it is too old, Bad for everything else."""
    try:
        name = signing.TimestampSigner(salt=SALT).unsign(challenge, max_age=GOOD_FOR_S)
    except signing.SignatureExpired as error:
        raise Gone("This challenge is too old; ask for another one.") from error
    except signing.BadSignature as error:
        raise Bad("This is no challenge of ours.") from error
    digest = hashlib.sha256(f"{challenge}:{proof}".encode()).digest()
    if int.from_bytes(digest) >> (256 - DIFFICULTY):
        raise Bad("The proof does not fit the challenge.")
    return name


def make_guest(name: str, nickname: str, face: int, locale: str) -> User:
    """Make a guest of a nickname nobody has or seems to have; Gone where the challenge of this name was used."""
    nickname = free_nickname(nickname)
    try:
        with transaction.atomic():
            guest = User(username=f"guest_{name}", nickname=nickname, face=face, locale=locale, is_guest=True)
            guest.set_unusable_password()
            guest.save(force_insert=True)
    except IntegrityError as error:
        # Two of one name at one moment, or one challenge twice.
        if User.objects.filter(username=f"guest_{name}").exists():
            raise Gone("This challenge has been used; ask for another one.") from error
        raise _taken() from error
    return guest


def free_nickname(nickname: str, *, but: int = 0) -> str:
    """Return a nickname as everybody will see it; Forbidden (name) where somebody has it, or one that looks like it."""
    try:
        cleaned = clean_nickname(nickname)
    except ValueError as error:
        raise Bad(str(error)) from error
    looks = likeness(cleaned)
    speakers = {likeness(word) for word in (*SPEAKERS.split(), settings.SITE_NAME)}
    if looks in speakers or any(likeness(mark) in looks for mark in MARKS):
        raise _taken()
    names = Q(likeness=looks) | Q(low__in={looks, cleaned.casefold()})
    if User.objects.alias(low=Lower("username")).filter(names).exclude(pk=but).exists():
        raise _taken()
    return cleaned


def _taken() -> Forbidden:
    return Forbidden("name", "Somebody has this name, or one that looks like it.")
