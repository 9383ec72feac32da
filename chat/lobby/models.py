"""The lobby and who is in it, for the administration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chat.models import Conversation, Membership


class Lobby(Conversation):
    """The conversation that is the lobby."""

    class Meta:
        proxy = True
        verbose_name = _("lobby")
        verbose_name_plural = _("lobby")


class Visitor(Membership):
    """Somebody who entered the lobby."""

    class Meta:
        proxy = True
        verbose_name = _("visitor of the lobby")
        verbose_name_plural = _("visitors of the lobby")

    def __str__(self) -> str:
        return str(self.user)
