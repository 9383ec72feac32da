"""What the staff does with bots: make one, give it a token, take the token back; each is in the audit log."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Bot, Token, User
from happychat.auth import token_digest, used_tokens
from happychat.ids import user_name


def make_bot(username: str, nickname: str, *, by: User | None = None) -> Bot:
    """Make an account for a program; nobody logs in as it."""
    with transaction.atomic():
        bot = Bot(username=username, nickname=nickname, password=make_password(None), is_bot=True)
        bot.save()
        record("make bot", by=by, subject_id=user_name(bot.pk), subject=str(bot))
    return bot


def give_token(bot: User, label: str, *, by: User | None = None) -> tuple[Token, str]:
    """Return a new token and its secret, which is never to be had again."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(bot=bot, label=label, digest=token_digest(secret))
        record("give token", by=by, subject_id=user_name(bot.pk), subject=str(token))
    return token, secret


def revoke_token(token: Token, reason: str = "", *, by: User | None = None) -> None:
    """Let nobody in with a token any more, from this moment on."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record("revoke token", by=by, subject_id=user_name(token.bot_id), subject=str(token), reason=reason)


def note_used() -> None:
    """Write down which tokens were used since the last time, for who looks which can go."""
    used = {used_tokens.pop() for _ in range(len(used_tokens))}
    if used:
        Token.objects.filter(digest__in=used).update(used_at=timezone.now())
