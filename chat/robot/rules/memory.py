"""What was said before in the same talk."""

from __future__ import annotations

import re

from chat.robot.rules.asked import Asked

NAME = re.compile(
    r"(?:hi,? |hello,? )?(?:my name is|call me|i am called) (?P<en>[^\W\d_][\w' -]{0,30})"
    r"|(?:我叫|我的名字是|我的名字叫|叫我)(?P<zh>[\w·]{1,20}?)(?:吧|就好|就行)?"
)
ASKS = re.compile(
    r"what('s| is) my name|do you (know|remember) my name|who am i"
    r"|(我叫什么|我是谁|我的名字是什么)(名字)?(吗)?|你(还)?记得我(的名字|叫什么|是谁)(吗|名字吗)?"
)
LIKES = re.compile(r"i (?:like|love) (?P<en>.{1,40})|我(?:最)?(?:喜欢|爱)(?P<zh>[^你].{0,30})")
ASKS_LIKES = re.compile(r"what do i (like|love)|我(最)?喜欢什么")
BEFORE = re.compile(r"what did i (just )?(say|ask)( before| last)?|我刚才?(说|问)了?什么")


def memory(asked: Asked) -> str | None:
    """Remember a name, a liking, and the last words."""
    text = asked.plain
    if ASKS.fullmatch(text):
        name = _last(asked, NAME)
        known = asked.say(f"You are {name}.", f"你是{name}。")
        return (
            known
            if name
            else asked.say("You have not told me yet. What is your name?", "你还没告诉我呢，你叫什么名字？")
        )
    if ASKS_LIKES.fullmatch(text):
        liked = _last(asked, LIKES)
        known = asked.say(f"You like {liked}.", f"你喜欢{liked}。")
        return known if liked else asked.say("You have not told me yet.", "你还没告诉过我。")
    if BEFORE.fullmatch(text):
        last = asked.earlier[-1][:200] if asked.earlier else ""
        known = asked.say(f"You said: “{last}”", f"你刚才说：“{last}”")
        return known if last else asked.say("Nothing yet.", "还什么都没说。")
    if NAME.fullmatch(text):
        name = _of(asked.text, NAME)
        return asked.say(f"Nice to meet you, {name}.", f"很高兴认识你，{name}。")
    if LIKES.fullmatch(text):
        liked = _of(asked.text, LIKES)
        if liked.lower() != "you":
            return asked.say(f"I will remember that you like {liked}.", f"我记住了，你喜欢{liked}。")
    return None


def _last(asked: Asked, said: re.Pattern[str]) -> str:
    return next(filter(None, (_of(text, said) for text in reversed(asked.earlier))), "")


def _of(text: str, said: re.Pattern[str]) -> str:
    """Return what was said, with its capital letters."""
    whole = " ".join(text.split()).strip(" .!?~。！？～，,")
    found = re.fullmatch(said.pattern, whole, re.IGNORECASE)
    return (found["en"] or found["zh"]).strip() if found else ""
