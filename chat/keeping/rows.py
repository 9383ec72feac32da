"""How what a person keeps becomes rows of `me`."""

from __future__ import annotations

from chat.keeping.models import Kept
from happychat.streams.registry import View
from happychat.streams.steps import Row


class KeptRows:
    """Bring the `favourite:`, `reminder:`, `scheduled:` and `sticker:` rows. One query."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return what changed since, what is gone too."""
        changed = Kept.objects.filter(owner=view.user, version__gt=version).order_by("version")
        return [kept_row(kept) for kept in changed[:limit]]

    def whole(self, view: View) -> list[Row]:
        """Return all that is kept."""
        return [kept_row(kept) for kept in Kept.objects.filter(owner=view.user, gone=False)]


def kept_row(kept: Kept) -> Row:
    """Return the row of something kept, or that it is kept no more."""
    about = {"gone": True} if kept.gone else kept.data
    return {"key": f"{kept.kind}:{kept.name}", "version": kept.version, **about}
