"""The steps of an audience in the order of their versions, whatever order they come in: R1, for the server itself.

Two processes commit to one stream and their words cross on the way. A step that comes too early waits for those before
it, so that whoever a step puts out hears nothing of what comes after, in any process.
"""

from __future__ import annotations

from happychat.streams.steps import Step

UNKNOWN = -1  # the heads are being read: steps wait until they say where to begin
MOST_HELD = 256  # more will be read from the database instead


class Order:
    """How far each audience heard here has been told, and the steps that came too early."""

    def __init__(self) -> None:
        self.told: dict[str, int] = {}
        self.held: dict[str, dict[int, Step]] = {}
        self._parted: dict[str, dict[int, int]] = {}

    def begin(self, audience: str, version: int) -> None:
        """Begin an audience at a version; one that is heard already stays where it is."""
        self.told.setdefault(audience, version)

    def end(self, audience: str) -> None:
        """Forget an audience nobody hears any more."""
        self.told.pop(audience, None)
        self.held.pop(audience, None)
        self._parted.pop(audience, None)

    def know(self, audience: str, version: int) -> list[Step]:
        """Say where an audience of unknown version stands; return the steps that are due then."""
        if self.told.get(audience) != UNKNOWN:
            return []
        self.told[audience] = version
        return self._due(audience)

    def take(self, step: Step) -> list[Step]:
        """Return the steps that are due with this one: none where it is old, or comes too early and has to wait."""
        told = self.told.get(step.audience)
        if told is None or step.version <= told:
            return []
        if told != UNKNOWN and step.prev <= told:
            self.told[step.audience] = step.version
            return [step, *self._due(step.audience)] if step.audience in self.held else [step]
        held = self.held.setdefault(step.audience, {})
        if len(held) < MOST_HELD:
            held[step.prev] = step
        return []

    def _due(self, audience: str) -> list[Step]:
        """Take out the steps that follow on what was told."""
        due: list[Step] = []
        held = self.held.pop(audience, {})
        for prev in sorted(held):
            step = held[prev]
            if step.prev <= self.told[audience] < step.version:
                self.told[audience] = step.version
                due.append(step)
            elif step.version > self.told[audience]:
                self.held.setdefault(audience, {})[prev] = step
        return due

    def part(self, audience: str, user: int, version: int) -> None:
        """Remember the version that ended a membership."""
        self._parted.setdefault(audience, {})[user] = version

    def is_over(self, audience: str, user: int, version: int) -> bool:
        """Tell whether a membership seen at a version has ended since."""
        return version < self._parted.get(audience, {}).get(user, version)
