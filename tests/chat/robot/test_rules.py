"""Sixty questions in two languages, and what has no answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chat.robot.rules.arithmetic import Parser, Unclear
from chat.robot.rules.asked import Asked
from chat.robot.rules.mind import answer

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)  # a Saturday
QUESTIONS = {
    # Small talk
    "Hello!": "Hello",
    "你好": "你好",
    "How are you?": "gears",
    "你好吗？": "齿轮",
    "Are you a robot?": "not a person",
    "你是真人吗": "不是真人",
    "What's your name?": "Happy",
    "你叫什么名字": "Happy",
    "thank you": "welcome",
    "谢谢你": "不客气",
    "Tell me a joke": r"Dec 25|binary|UDP",
    "讲个笑话": r"Dec 25|二进制|UDP",
    "good night": "Sleep",
    "晚安": "好梦",
    "I'm sad": "sorry",
    "我好无聊": "笑话",
    # Help
    "help": "calculate",
    "你会什么": "算数",
    "How do I make a group?": "New group",
    "怎么建群": "发起群聊",
    "How can I add a friend?": "username",
    "怎么加好友": "用户名",
    "how do I recall a message": "two minutes",
    "怎么撤回消息": "两分钟",
    "Where is dark mode?": "Appearance",
    "怎么打开深色模式": "外观",
    "I forgot my password": "login page",
    "忘记密码了怎么办": "登录页",
    # Arithmetic
    "2+2": "= 4$",
    "What is 12 * (3 + 4)?": "= 84$",
    "12乘以7等于多少": "= 84$",
    "计算 100 / 8": r"= 12\.5$",
    "2^10 = ?": "= 1024$",
    "15% of 80": "= 12$",
    "80的15%是多少": "= 12$",
    "1/0": "zero",
    "7 除以 0 等于几": "零",
    "3 加 4 是多少": "= 7$",
    "what is 1000000000000 times 1000000000000": r"= 1e\+24$",
    # Units
    "5 km to miles": r"= 3\.10686 miles",
    "5公里是多少英里": r"= 3\.10686 英里",
    "100 fahrenheit in celsius": r"= 37\.7778",
    "36.6摄氏度等于多少华氏度": r"= 97\.88",
    "how many grams in 2 pounds": r"= 907\.185 grams",
    "3斤是多少公斤": r"= 1\.5 公斤",
    "3 kg to meters": "same thing",
    # Dates
    "what time is it?": r"14:05 \(UTC\)",
    "现在几点了": "14:05",
    "What day is it today?": "Saturday, 21 November 2026",
    "今天星期几": "2026年11月21日，星期六",
    "明天是几号": "11月22日",
    "how many days until Christmas?": "34 days",
    "离元旦还有几天": "41 天",
    "what day is 2000-01-01": "Saturday, 1 January 2000",
    # Chance
    "roll a dice": r"🎲 [1-6]$",
    "掷骰子": r"🎲 [1-6]$",
    "3d6": r"🎲 \d \+ \d \+ \d = \d+$",
    "flip a coin": r"^(Heads|Tails)\.$",
    "抛硬币": r"^(正面|反面)。$",
    "pick a random number between 5 and 7": r"^[567]$",
    "1到3的随机数": r"^[123]$",
    "Choose Tea OR Coffee": r"^I would say: (Tea|Coffee)\.$",
    "should I stay or go?": r"^I would say: (stay|go)\.$",
    "吃火锅还是烧烤？": r"^我选：(吃火锅|烧烤)。$",
    "帮我选 红、黄、蓝": r"^我选：(红|黄|蓝)。$",
    # What it cannot do
    "What's the weather in Berlin?": "cannot see the weather",
    "明天会下雨吗": "看不到天气",
    "any news today?": "cannot look that up",
    "苹果股价多少": "查不了",
    "Explain quantum chromodynamics": "do not know",
    "解释一下量子色动力学": "不知道",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_its_answer(question: str) -> None:
    said = answer(Asked(question, NOW)).text

    assert re.search(QUESTIONS[question], said), said
    if re.search(r"[^\W\d_]", said) and "=" not in said:
        assert bool(re.search("[\u4e00-\u9fff]", question)) == bool(re.search("[\u4e00-\u9fff]", said))


def test_there_are_sixty_in_each_language_together() -> None:
    chinese = sum(bool(re.search("[\u4e00-\u9fff]", question)) for question in QUESTIONS)

    assert len(QUESTIONS) >= 60
    assert min(chinese, len(QUESTIONS) - chinese) >= 25


@pytest.mark.parametrize(
    ("question", "what", "at"),
    [
        ("Remind me in 20 minutes to call Lin!", "call Lin!", "2026-11-21 14:25"),
        ("REMIND ME to read *The Hobbit* In Two Hours.", "read *The Hobbit*", "2026-11-21 16:05"),
        ("could you please remind me at 18:30 to buy:\n- Milk\n- Eggs", "buy:\n- Milk\n- Eggs", "2026-11-21 18:30"),
        ("remind me in 5 min of 开会 with Bob", "开会 with Bob", "2026-11-21 14:10"),
        ("remind me at 12 am to sleep", "sleep", "2026-11-22 00:00"),
        ("remind me to stretch in an hour", "stretch", "2026-11-21 15:05"),
        ("remind me at 6:30pm to go home", "go home", "2026-11-21 18:30"),
        ("remind me at 9", "you asked me to remind you", "2026-11-22 09:00"),
        ("remind me tomorrow at 9 to write", "write", "2026-11-22 09:00"),
        ("20分钟后提醒我打电话", "打电话", "2026-11-21 14:25"),
        ("提醒我半小时后开会", "开会", "2026-11-21 14:35"),
        ("明天早上9点半提醒我开会", "开会", "2026-11-22 09:30"),
        ("下午6点提醒我回家", "回家", "2026-11-21 18:00"),
        ("十五分钟后提醒我给 Lin 打电话！", "给 Lin 打电话！", "2026-11-21 14:20"),
        ("明早九点提醒我交周报", "交周报", "2026-11-22 09:00"),
        ("提醒我晚上12点睡觉", "睡觉", "2026-11-22 00:00"),
        ("明天中午一点提醒我：吃药", "吃药", "2026-11-22 13:00"),
    ],
)
def test_a_reminder_has_its_moment(question: str, what: str, at: str) -> None:
    found = answer(Asked(question, NOW))

    assert found.at is not None
    assert (found.later, f"{found.at:%Y-%m-%d %H:%M}") == (f"⏰ {what}", at)


@pytest.mark.parametrize(
    ("question", "promise"),
    [
        ("remind me in half an hour to Rest", "I will remind you in half an hour: Rest"),
        ("20分钟后提醒我打电话", "好的，20分钟后提醒你：打电话"),
        ("remind me at 23:30 to Rest", "I will remind you at 23:30 (Asia/Shanghai): Rest"),
        ("明天9点提醒我开会", "好的，2026-11-22 09:00 (Asia/Shanghai)提醒你：开会"),
    ],
)
def test_a_promise_names_the_zone_where_it_matters(question: str, promise: str) -> None:
    assert answer(Asked(question, NOW.astimezone(ZoneInfo("Asia/Shanghai")))).text == promise


def test_in_an_hour_is_an_hour_later_also_when_the_clocks_change() -> None:
    now = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # at three it is two again

    hours, days = (answer(Asked(f"remind me in {ahead} to rest", now)).at for ahead in ("2 hours", "1 day"))

    assert hours is not None
    assert days is not None
    assert hours.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=2)
    assert f"{days:%d %H:%M}" == "26 01:30"


@pytest.mark.parametrize("question", ["remind me", "提醒我", "remind me in 9999 weeks to rest", "remind me at 25:99"])
def test_a_reminder_without_a_moment_is_asked_for_one(question: str) -> None:
    found = answer(Asked(question, NOW))

    assert found.at is None
    assert re.search("20 minutes|20分钟", found.text)


def test_it_remembers_what_was_said_in_the_talk() -> None:
    earlier = ("My name is Ann", "2+2", "I like green tea")

    assert answer(Asked("What is my name?", NOW, earlier)).text == "You are Ann."
    assert answer(Asked("what do I like", NOW, earlier)).text == "You like green tea."
    assert answer(Asked("I like Pink Floyd!", NOW)).text == "I will remember that you like Pink Floyd."
    assert "I like green tea" in answer(Asked("what did I just say?", NOW, earlier)).text
    assert answer(Asked("我叫什么", NOW, ("我叫林小雨",))).text == "你是林小雨。"
    assert "not told me" in answer(Asked("who am i", NOW)).text


def test_numbers_alone_are_answered_in_the_persons_language() -> None:
    assert answer(Asked("1/0", NOW, locale="zh-hans")).text == "不能除以零。"


@pytest.mark.parametrize(
    "text", ["9^9^9^9", "2^5000", "(" * 40 + "1" + ")" * 40, "1+", "()", "1 2", "5%%%", "1..2", "^"]
)
def test_what_is_too_large_or_no_expression_is_no_work(text: str) -> None:
    with pytest.raises(Unclear):
        Parser(text).result()


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "+" * 8000, "(" * 8000, "9" * 8000, "a还是" * 2000, "remind me " * 800, "1+" * 4000 + "1", "\u202e"],
)
@pytest.mark.timeout(30)
def test_nothing_makes_it_think_long(text: str) -> None:
    assert answer(Asked(text, NOW)).text
