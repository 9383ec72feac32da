"""The time, the day, and the days between."""

from __future__ import annotations

import re
from datetime import date, timedelta

from chat.robot.rules.asked import Asked

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
FEASTS = {
    "christmas": (12, 25),
    "圣诞节": (12, 25),
    "圣诞": (12, 25),
    "halloween": (10, 31),
    "万圣节": (10, 31),
    "new year": (1, 1),
    "new year's day": (1, 1),
    "元旦": (1, 1),
    "新年": (1, 1),
    "国庆节": (10, 1),
    "国庆": (10, 1),
    "valentine's day": (2, 14),
    "情人节": (2, 14),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "儿童节": (6, 1),
}
DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?"
TIME = re.compile(
    r"what time is it( now)?|what's the time|time|the time|(现在)?(是)?(几点|什么时间|什么时候)(了|钟|钟了)?"
)
TODAY = re.compile(
    r"what('s| is)? ?(day|date|the date|the day|today's date)( is)?( it)?( today)?|what day is (it|today)|today|date"
    r"|(今天)(是)?(几号|几月几号|星期几|周几|礼拜几|什么日子|日期|多少号)?(了)?|(几号|星期几|周几)(了)?"
)
OTHER_DAY = re.compile(
    r"(?:what day (?:is|was|will be|is it) )?(tomorrow|yesterday)(?: what day| be)?"
    r"|(明天|昨天|后天|前天|大后天)(?:是)?(?:几号|星期几|周几|礼拜几)?"
)
AHEAD = {"tomorrow": 1, "明天": 1, "yesterday": -1, "昨天": -1, "后天": 2, "前天": -2, "大后天": 3}
AFTER = re.compile(
    r"what (?:day|date) is (?:it )?in (\d{1,5}) days|(\d{1,5})天(?:以)?后是?(?:几号|星期几|什么日子|哪天)?"
)
UNTIL = re.compile(
    r"how many days (?:are there |are left |is it )?(?:until|till|to|before|left until) (.+)|days until (.+)"
    r"|(?:离|距离|距|到)(.+?)(?:还有|有|还剩|还)(?:多少|几)天"
)
WEEKDAY = re.compile(rf"what (?:day|weekday) (?:is|was|will be)(?: it on)? {DAY}|{DAY}是?(?:星期几|周几|礼拜几)")


def dates(asked: Asked) -> str | None:
    """Say what time or day it is, was or will be."""
    text, today = asked.plain, asked.now.date()
    if TIME.fullmatch(text):
        clock = f"{asked.now:%H:%M} ({asked.zone})"
        return asked.say(f"It is {clock}.", f"现在是 {clock}。")
    if TODAY.fullmatch(text):
        return asked.say(f"Today is {_english(today)}.", f"今天是{_chinese(today)}。")
    if found := OTHER_DAY.fullmatch(text):
        return _of(asked, today + timedelta(AHEAD[found[1] or found[2]]))
    if found := AFTER.fullmatch(text):
        return _of(asked, today + timedelta(int(found[1] or found[2])))
    return _weekday(asked, WEEKDAY.fullmatch(text)) or _until(asked, UNTIL.fullmatch(text))


def _weekday(asked: Asked, found: re.Match[str] | None) -> str | None:
    return _of(asked, _exact(*(int(part) for part in found.groups() if part))) if found else None


def _until(asked: Asked, asking: re.Match[str] | None) -> str | None:
    name = next(filter(None, asking.groups()), "").strip() if asking else ""
    today, found = asked.now.date(), re.fullmatch(DAY, name)
    if found:
        day = _exact(*map(int, found.groups()))
    elif name in FEASTS:
        day = date(today.year, *FEASTS[name])
        day = day if day >= today else date(today.year + 1, *FEASTS[name])
    else:
        return None
    if day is None:
        return None
    days = (day - today).days
    return asked.say(f"{days} days: it is {_english(day)}.", f"还有 {days} 天，是{_chinese(day)}。")


def _exact(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of(asked: Asked, day: date | None) -> str | None:
    return asked.say(f"That is {_english(day)}.", f"是{_chinese(day)}。") if day else None


def _english(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日，{WEEKDAYS[day.weekday()]}"
