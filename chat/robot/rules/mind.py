"""One question in, one answer out: the first skill that knows something speaks."""

from __future__ import annotations

from chat.robot.rules.arithmetic import arithmetic
from chat.robot.rules.asked import Answer, Asked, Skill
from chat.robot.rules.chances import chances, choosing
from chat.robot.rules.dates import dates
from chat.robot.rules.memory import memory
from chat.robot.rules.reminders import reminders
from chat.robot.rules.talk import product, refusals, small_talk
from chat.robot.rules.units import units

SKILLS: tuple[Skill, ...] = (
    reminders,
    small_talk,
    memory,
    units,
    dates,
    chances,
    arithmetic,
    refusals,
    product,
    choosing,
)


def answer(asked: Asked) -> Answer:
    """Answer whatever is asked; where no rule fits, say so."""
    for skill in SKILLS:
        found = skill(asked)
        if found:
            return found if isinstance(found, Answer) else Answer(found)
    return Answer(
        asked.say(
            "I do not know what to say to that: I am a robot with a few rules. Ask me for “help”.",
            "这个我不知道怎么回答：我只是会几条规则的机器人。说“帮助”看看我会什么。",
        )
    )
