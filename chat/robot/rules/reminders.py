"""Being reminded of something later."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from chat.robot.rules.asked import Answer, Asked

LONGEST = timedelta(days=365)
SECONDS = {
    "second": 1,
    "sec": 1,
    "minute": 60,
    "min": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "秒": 1,
    "秒钟": 1,
    "分钟": 60,
    "分": 60,
    "小时": 3600,
    "个小时": 3600,
    "天": 86400,
    "周": 604800,
    "个星期": 604800,
}
FEW = {
    "a": 1,
    "an": 1,
    "half an": 0.5,
    "one": 1,
    "two": 2,
    "three": 3,
    "五": 5,
    "十": 10,
    "半": 0.5,
    "一": 1,
    "两": 2,
    "三": 3,
}
COUNT = r"(?P<n>\d{1,4}|half an|an|a|one|two|three|半|一|两|三|五|十)"
IN = rf"in {COUNT} ?(?P<unit>second|sec|minute|min|hour|day|week)s?"
AT = r"(?P<day>tomorrow |today )?at (?P<h>\d{1,2})(?::(?P<m>\d\d))?(?P<half> ?[ap]m)?(?P<after> tomorrow)?"
ENGLISH = (
    re.compile(rf"(?:please )?remind me {IN}(?: to| of| about| that)? ?(?P<what>.*)"),
    re.compile(rf"(?:please )?remind me {AT}(?: to| of| about| that)? ?(?P<what>.*)"),
    re.compile(rf"(?:please )?remind me (?:to |of |about |that )?(?P<what>.+?) {IN}"),
    re.compile(rf"(?:please )?remind me (?:to |of |about |that )?(?P<what>.+?) {AT}"),
)
LATER = rf"{COUNT}(?P<unit>秒钟|秒|分钟|分|个小时|小时|天|周|个星期)(?:以后|之后|后)"
CLOCK = r"(?P<day>今天|明天|后天)?(?P<half>早上|上午|中午|下午|晚上)?(?P<h>\d{1,2})(?:点|:|：)(?P<m>半|\d\d)?分?"
CHINESE = (
    re.compile(rf"(?:请|麻烦)?(?:{LATER})(?:的时候)?提醒我?(?:一下)?(?:要|去)?(?P<what>.*)"),
    re.compile(rf"(?:请|麻烦)?(?:{CLOCK})(?:的时候)?提醒我?(?:一下)?(?:要|去)?(?P<what>.*)"),
    re.compile(rf"(?:请|麻烦)?提醒我?(?:{LATER})(?:要|去)?(?P<what>.*)"),
    re.compile(rf"(?:请|麻烦)?提醒我?(?:{CLOCK})(?:要|去)?(?P<what>.*)"),
)


def reminders(asked: Asked) -> Answer | str | None:
    """Promise to say something again at its time."""
    text = asked.plain
    if not ("remind me" in text or "提醒" in text):
        return None
    found = next(filter(None, (form.fullmatch(text) for form in ENGLISH + CHINESE)), None)
    at = _moment(asked.now, found.groupdict()) if found else None
    if found is None or at is None:
        return asked.say(
            "Tell me when: “remind me in 20 minutes to call Lin”, or “remind me at 18:30 to go home”.",
            "请告诉我什么时候，比如“20分钟后提醒我打电话”，或者“明天9点提醒我开会”。",
        )
    what = found["what"].strip(" ,，") or asked.say("you asked me to remind you", "你让我提醒你")
    when = f"{at:%H:%M}" if at.date() == asked.now.date() else f"{at:%Y-%m-%d %H:%M}"
    promise = asked.say(
        f"I will remind you at {when} ({at.tzname()}): {what}", f"好的，{when}（{at.tzname()}）提醒你：{what}"
    )
    return Answer(promise, later=f"⏰ {what}", at=at)


def _moment(now: datetime, said: dict[str, str | None]) -> datetime | None:
    if unit := said.get("unit"):
        count = said["n"] or ""
        ahead = timedelta(seconds=(FEW[count] if count in FEW else int(count)) * SECONDS[unit])
        return now + ahead if ahead <= LONGEST else None
    hour, minute = (
        int(said["h"] or 0),
        {"半": 30, None: 0, "": 0}.get(said["m"]) if not (said["m"] or "").isdigit() else int(said["m"] or 0),
    )
    half = (said.get("half") or "").strip()
    hour += 12 if half in {"pm", "下午", "晚上"} and hour < 12 else 0
    hour -= 12 if half == "am" and hour == 12 else 0
    if hour > 23 or minute is None or minute > 59:
        return None
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    day = ((said.get("day") or said.get("after")) or "").strip()
    at += timedelta({"tomorrow": 1, "明天": 1, "后天": 2}.get(day, 0))
    return at if at > now else at + timedelta(1)
