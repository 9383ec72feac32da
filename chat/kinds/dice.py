"""Dice and lots: the server rolls, so that everybody sees the same, and nobody chose it."""

from __future__ import annotations

import secrets
from typing import Any

from chat.arguments.kinds import Dice


def rolled(dice: Dice) -> dict[str, Any]:
    """Return what was rolled, as the row shows it: `value` counts from 1, of lots it is the one drawn."""
    sides = len(dice.options) if dice.options else dice.sides or 0
    lots = {"options": dice.options} if dice.options else {}
    return {"sides": sides, **lots, "value": secrets.randbelow(sides) + 1}
