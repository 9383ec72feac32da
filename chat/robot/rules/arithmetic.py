"""Arithmetic: a parser of its own for + - * / ^ % and brackets; nothing is ever evaluated as a program."""

from __future__ import annotations

import re
from fractions import Fraction

from chat.robot.rules.asked import Asked

MOST_DEEP = 30
MOST_BITS = 4000  # of a power's result
WORDS = {
    "plus": "+",
    "minus": "-",
    "times": "*",
    "multiplied by": "*",
    "divided by": "/",
    "over": "/",
    "to the power of": "^",
    "squared": "^2",
    "cubed": "^3",
    "加上": "+",
    "加": "+",
    "减去": "-",
    "减": "-",
    "乘以": "*",
    "乘": "*",
    "除以": "/",
    "的平方": "^2",
    "×": "*",
    "x": "*",
    "÷": "/",
    "－": "-",
    "＋": "+",
    "（": "(",
    "）": ")",
    "**": "^",
    "，": ",",
}
AROUND = re.compile(
    r"^(what is|what's|how much is|calculate|compute|please|请|帮我|计算|算一下|算算|算|一下|请问|:|：|\s)+"
    r"|(is what|equals|是多少|等于多少|等于几|得多少|得几|是几|=|＝|\?|？|多少|\s)+$"
)
WORD = re.compile("|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))))
EXPRESSION = re.compile(r"[\d.,+\-*/^%()\s]+")
TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+|[-+*/^%()])")
OF = re.compile(r"([\d.]+)\s*%\s*of\s*([\d.]+)|([\d.]+)\s*的\s*([\d.]+)\s*%")


class Unclear(ValueError):
    """It is no expression, or too large a one."""


def arithmetic(asked: Asked) -> str | None:
    """Work out an expression."""
    text = AROUND.sub("", asked.plain)
    if whole := OF.fullmatch(text):
        text = f"{whole[1] or whole[4]}/100*{whole[2] or whole[3]}"
    text = WORD.sub(lambda found: WORDS[found[0]], text)
    if not (EXPRESSION.fullmatch(text) and re.search(r"\d\s*%?\s*[-+*/^)%]\s*[-(\d.]", text)):
        return None
    try:
        return f"{text.replace(' ', '')} = {shown(Parser(text.replace(',', '')).result())}"
    except ZeroDivisionError:
        return asked.say("Nothing can be divided by zero.", "不能除以零。")
    except Unclear:
        return asked.say("I cannot work that out.", "这个我算不出来。")


def shown(value: Fraction) -> str:
    """Return a number as people write it: exact where it is short, else to ten digits."""
    if value.denominator == 1 and abs(value) < 10**18:
        return str(value.numerator)
    try:
        return f"{float(value):.10g}"
    except OverflowError:
        raise Unclear from None


class Parser:
    """Sums of products of powers."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        at, text = 0, text.strip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if found is None:
                raise Unclear
            self._tokens.append(found[1])
            at = found.end()
        self._tokens.reverse()
        self._depth = 0

    def result(self) -> Fraction:
        """Return what all of it makes."""
        value = self._sum()
        if self._tokens:
            raise Unclear
        return value

    def _next(self, *wanted: str) -> str:
        return self._tokens.pop() if self._tokens and self._tokens[-1] in wanted else ""

    def _sum(self) -> Fraction:
        self._depth += 1
        if self._depth > MOST_DEEP:
            raise Unclear
        value = self._product()
        while sign := self._next("+", "-"):
            value += self._product() * (1 if sign == "+" else -1)
        self._depth -= 1
        return value

    def _product(self) -> Fraction:
        value = self._signed()
        while sign := self._next("*", "/", "%"):
            if sign == "%" and (not self._tokens or self._tokens[-1] in "+-*/^)"):
                value /= 100
                continue
            other = self._signed()
            value = value * other if sign == "*" else value / other if sign == "/" else value % other
            self._bounded(value)
        return value

    def _signed(self) -> Fraction:
        sign = 1
        while found := self._next("-", "+"):
            sign = -sign if found == "-" else sign
        return sign * self._power()

    def _power(self) -> Fraction:
        base = self._atom()
        if not self._next("^"):
            return base
        exponent = self._signed()
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if exponent.denominator != 1 or abs(exponent) > MOST_BITS or size * abs(exponent) > MOST_BITS:
            raise Unclear
        return base ** int(exponent)

    def _atom(self) -> Fraction:
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                raise Unclear
            return value
        if not self._tokens or self._tokens[-1] in "+-*/^%()":
            raise Unclear
        return Fraction(self._tokens.pop())

    def _bounded(self, value: Fraction) -> None:
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
            raise Unclear
