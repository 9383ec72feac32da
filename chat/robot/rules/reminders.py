"""Being reminded of something later."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from chat.robot.rules.asked import Answer, Asked

LONGEST = timedelta(days=365)
DAY_S = 86400
SECONDS = {
    "second": 1,
    "sec": 1,
    "minute": 60,
    "min": 60,
    "hour": 3600,
    "day": DAY_S,
    "week": 7 * DAY_S,
    "秒": 1,
    "秒钟": 1,
    "分钟": 60,
    "分": 60,
    "小时": 3600,
    "个小时": 3600,
    "天": DAY_S,
    "周": 7 * DAY_S,
    "个星期": 7 * DAY_S,
}
WORDS = {
    "half an": 0.5,
    "an": 1,
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "半": 0.5,
}
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
HAN = rf"[{''.join(DIGITS)}]?十[{''.join(DIGITS)}]?|[{''.join(DIGITS)}]"
COUNT = rf"(?P<n>\d{{1,4}}|{'|'.join(WORDS)}|{HAN})"
PLEASE = r"(?:(?:please|can you|could you|would you) )*remind me "
OF = r"(?:to |of |about |that )?"
END = r"[\s.!?]*"
IN = rf"(?P<when>in {COUNT} ?(?P<unit>second|sec|minute|min|hour|day|week)s?)\b"
AT = r"(?P<day>tomorrow |today )?at (?P<h>\d{1,2})(?::(?P<m>\d\d))?(?P<half> ?[ap]m)?(?P<after> tomorrow)?\b"
LATER = rf"(?P<when>{COUNT}(?P<unit>秒钟|秒|分钟|分|个小时|小时|天|周|个星期)(?:以后|之后|后))"
CLOCK = (
    r"(?P<day>今天|明天|后天|今|明)?(?P<half>凌晨|早上|上午|中午|下午|晚上|早|晚)?"
    rf"(?P<h>\d{{1,2}}|{HAN})(?:点|:|：)(?P<m>半|\d\d|{HAN})?分?"
)
BEG, TO = "(?:请|麻烦)?(?:你)?", r"(?:一下)?(?:要|去)?[\s，,：:]*"


def _forms(*patterns: str) -> list[re.Pattern[str]]:
    return [re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in patterns]


ENGLISH = _forms(
    rf"{PLEASE}{IN} ?{OF}(?P<what>.*)",
    rf"{PLEASE}{AT} ?{OF}(?P<what>.*)",
    rf"{PLEASE}{OF}(?P<what>.+?) {IN}{END}",
    rf"{PLEASE}{OF}(?P<what>.+?) {AT}{END}",
)
CHINESE = _forms(
    rf"{BEG}{LATER}(?:的时候)?提醒我?{TO}(?P<what>.*)",
    rf"{BEG}{CLOCK}(?:的时候)?提醒我?{TO}(?P<what>.*)",
    rf"{BEG}提醒我?{LATER}{TO}(?P<what>.*)",
    rf"{BEG}提醒我?{CLOCK}{TO}(?P<what>.*)",
)


def reminders(asked: Asked) -> Answer | str | None:
    """Promise to say something again at its time, in the words it was said in."""
    text = asked.words
    if not ("remind me" in text.lower() or "提醒" in text):
        return None
    found = next(filter(None, (form.fullmatch(text) for form in ENGLISH + CHINESE)), None)
    at = _moment(asked.now, found.groupdict()) if found else None
    if found is None or at is None:
        return asked.say(
            "Tell me when: “remind me in 20 minutes to call Lin”, or “remind me at 18:30 to go home”.",
            "请告诉我什么时候，比如“20分钟后提醒我打电话”，或者“明天9点提醒我开会”。",
        )
    is_chinese = found.re in CHINESE
    what = found["what"].strip() or ("你让我提醒你" if is_chinese else "you asked me to remind you")
    when = found.groupdict().get("when") or _at(asked, at, "" if is_chinese else "at ")
    promise = f"好的，{when}提醒你：{what}" if is_chinese else f"I will remind you {when}: {what}"
    return Answer(promise, later=f"⏰ {what}", at=at)


def _at(asked: Asked, at: datetime, word: str) -> str:
    day = "" if at.date() == asked.now.date() else f"{at:%Y-%m-%d} "
    return f"{word}{day}{at:%H:%M} ({asked.zone})"


def _moment(now: datetime, said: dict[str, str | None]) -> datetime | None:
    given = {name: (value or "").strip().lower() for name, value in said.items()}
    if unit := given.get("unit"):
        return _after(now, _number(given["n"]) * SECONDS[unit])
    half, day = given["half"], given["day"] or given.get("after", "")
    hour, minute = int(_number(given["h"])), 30 if given["m"] == "半" else int(_number(given["m"] or "0"))
    days = {"tomorrow": 1, "明天": 1, "明": 1, "后天": 2}.get(day, 0)
    if half in {"晚上", "晚", "凌晨", "am"} and hour == 12:
        hour, days = 0, days + (half in {"晚上", "晚"})
    elif (half in {"pm", "下午", "晚上", "晚"} and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    if hour > 23 or minute > 59:
        return None
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days)
    return at if at > now else at + timedelta(1)


def _after(now: datetime, seconds: float) -> datetime | None:
    """Return a moment so far ahead: of the clock on the wall for days, of time itself for less."""
    ahead = timedelta(seconds=seconds)
    if ahead > LONGEST:
        return None
    return now + ahead if seconds % DAY_S == 0 else (now.astimezone(UTC) + ahead).astimezone(now.tzinfo)


def _number(said: str) -> float:
    if said in WORDS or said in DIGITS:
        return WORDS.get(said) or DIGITS[said]
    tens, ten, ones = said.partition("十")
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0) if ten else int(said)
