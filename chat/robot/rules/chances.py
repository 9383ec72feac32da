"""Dice, coins, numbers at random, and choosing for somebody."""

from __future__ import annotations

import re
import secrets

from chat.robot.rules.asked import Asked

MOST_DICE, MOST_SIDES = 100, 10_000
DICE = re.compile(r"(?:roll|throw|掷|扔|投)?\s*(\d{1,3})?d(\d{1,5})")
ONE_DICE = re.compile(r"(roll|throw)( me)? (a |the |one )?(dice|die)|(掷|扔|投|摇)(个|一个|一下|一次)?(骰子|色子|筛子)")
COIN = re.compile(r"(flip|toss)( me)? (a |the )?coin|heads or tails|(抛|扔|掷)(个|一个|一枚|一下)?硬币")
RANGE = re.compile(
    r"(?:(?:pick|give me|choose|a|say|tell me)\s+)*(?:a )?(?:random )?number (?:between|from) "
    r"(-?\d{1,9}) (?:and|to) (-?\d{1,9})"
    r"|(?:给我|来|说|选|取)?(?:一个|个)?(?P<a>-?\d{1,9})(?:到|至|-|和)(?P<b>-?\d{1,9})(?:之间|之内)?的?(?:一个)?随机数"
)
ENGLISH = re.compile(
    r"(?:please )?(?:choose|pick|decide)(?: for me)?(?: one)?(?: between| from| of| among)?:? (.+)", re.IGNORECASE
)
SHOULD = re.compile(r"(?:should i|shall i|shall we|should we) (.+ or .+)", re.IGNORECASE)
CHINESE = re.compile(r"(?:请)?(?:帮我)?(?:选择|选|挑|决定)(?:一下|一个|个)?[:：,，]?\s*(.+)")
EITHER = re.compile(r"(.{1,40}?)还是(.{1,40})")
BETWEEN = re.compile(r"\s*(?:,|，|、|;|；|/|\bor\b|\band\b|还是|或者|或|和)\s*", re.IGNORECASE)


def chances(asked: Asked) -> str | None:
    """Roll, toss or draw a number."""
    text = asked.plain
    if found := DICE.fullmatch(text):
        return _rolled(asked, int(found[1] or 1), int(found[2]))
    if ONE_DICE.search(text):
        return _rolled(asked, 1, 6)
    if COIN.search(text):
        return secrets.choice((asked.say("Heads.", "正面。"), asked.say("Tails.", "反面。")))
    if found := RANGE.fullmatch(text):
        low, high = sorted((int(found[1] or found["a"]), int(found[2] or found["b"])))
        return str(low + secrets.randbelow(high - low + 1))
    return None


def choosing(asked: Asked) -> str | None:
    """Choose one of what is named."""
    text = asked.clean
    found = ENGLISH.fullmatch(text) or SHOULD.fullmatch(text) or CHINESE.fullmatch(text)
    either = None if found else EITHER.fullmatch(text)
    if not found and not either:
        return None
    options = [one for one in BETWEEN.split(found[1] if found else text) if one]
    if len(options) < 2:
        return asked.say("Between what? Say “choose tea or coffee”.", "在什么里选？比如说“帮我选 茶还是咖啡”。")
    chosen = secrets.choice(options)
    return asked.say(f"I would say: {chosen}.", f"我选：{chosen}。")


def _rolled(asked: Asked, count: int, sides: int) -> str:
    if not (1 <= count <= MOST_DICE and 2 <= sides <= MOST_SIDES):
        return asked.say("I have no such dice.", "我没有这样的骰子。")
    thrown = [1 + secrets.randbelow(sides) for _ in range(count)]
    sum_of = f"{' + '.join(map(str, thrown))} = {sum(thrown)}" if count > 1 else str(thrown[0])
    return f"🎲 {sum_of}"
