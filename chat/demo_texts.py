"""Who lives in the demo world, and what they said."""

from __future__ import annotations

from typing import Any

PEOPLE: dict[str, dict[str, Any]] = {
    "ann": {
        "nickname": "Ann",
        "bio": "Hills, bread, and bicycles.",
        "place": "Lakeside",
        "gender": "female",
        "locale": "en",
    },
    "bob": {"nickname": "Bob", "bio": "Takes too many pictures.", "place": "Lakeside", "github": "bob", "locale": "en"},
    "linxiaoyu": {
        "nickname": "林小雨",
        "bio": "读书、下雨天、热汤面。",
        "place": "杭州",
        "gender": "female",
        "locale": "zh-hans",
    },
    "chenmo": {"nickname": "陈默", "bio": "话不多，走得远。", "place": "杭州", "gender": "male", "locale": "zh-hans"},
    "eve": {"nickname": "Eve", "bio": "New in town.", "place": "Lakeside", "locale": "en"},
}

# Who, hours ago, and the words, or what `message.send` takes; beside it `pictures` to be drawn, `answering` so many
# messages back, who `reacted` with what, and their `answers`.
Line = tuple[str, float, str | dict[str, Any]]

DIRECT: list[tuple[str, str, list[Line]]] = [
    (
        "bob",
        "ann",
        [
            ("bob", 150.0, "Hi Ann! Good to find you here."),
            ("ann", 149.8, "Bob! So this is the chat you set up on the old laptop?"),
            ("bob", 149.7, "The very one. It sits on a shelf next to the router."),
            ("bob", 149.69, "Everything we write stays in one folder. I copy it once a week and sleep well."),
            ("ann", 149.5, "I like it already. Who else is coming?"),
            ("bob", 149.4, "Xiaoyu and Chen Mo from the hiking group. They write Chinese, you will manage :)"),
            ("ann", 101.0, "Did you see the weather for Saturday? 12:30 looks dry."),
            ("bob", 100.9, "Then 12:30 it is. I bring the camera."),
            ("ann", 100.8, "And I bring bread."),
            ("bob", 26.1, {"pictures": ["hills", "lake", "tea"], "body": "Last Saturday", "reacted": {"ann": "😍"}}),
            ("bob", 26.0, "The rest is sorted, too. There is a good one of you and the goat."),
            ("ann", 25.5, "There are no good ones of me and the goat."),
            ("bob", 25.4, {"body": "You have not seen it yet.", "answering": 1, "reacted": {"ann": "🐐"}}),
            ("ann", 25.3, "How did you make them this small?"),
            (
                "bob",
                25.2,
                'One line, in the folder:\n```bash\nfor f in *.jpg; do convert "$f" -resize 1200 "s/$f"; done\n```',
            ),
            ("bob", 2.2, "Are we still meeting at the station?"),
            ("bob", 2.1, "Exit A, half past eight. I can take three in the car."),
        ],
    ),
    (
        "ann",
        "linxiaoyu",
        [
            ("ann", 140.0, "你好小雨！Bob 说你也喜欢爬山。"),
            ("linxiaoyu", 139.8, "你好 Ann，你的中文真好！"),
            ("ann", 139.7, "还在学，慢慢来。说错了请告诉我 😄"),
            ("linxiaoyu", 139.6, "没问题。周六一起走九溪那条路吧，雨后特别好看。"),
            ("ann", 75.0, "那本书我看完了，结尾完全没想到。"),
            ("linxiaoyu", 74.6, "是吧！我第二遍才看懂第三章。"),
            ("linxiaoyu", 74.5, "下次见面还给我就好，不着急。"),
            ("ann", 51.0, "周六带给你。"),
            ("linxiaoyu", 3.4, "明天早上可能会凉，记得带件外套。"),
        ],
    ),
    (
        "linxiaoyu",
        "chenmo",
        [
            ("linxiaoyu", 98.0, "周六的路线你看了吗？"),
            ("chenmo", 97.0, "看了。十四公里，爬升六百米，中午能到茶园。"),
            ("linxiaoyu", 96.9, "Ann 和 Bob 第一次走，慢一点。"),
            ("chenmo", 96.8, {"body": "好。我走最后。", "reacted": {"linxiaoyu": "👍"}}),
            ("linxiaoyu", 96.0, {"kind": "card", "card": "eve"}),
            ("linxiaoyu", 95.9, "Eve 也想来，你们加一下。"),
        ],
    ),
    (
        "bob",
        "chenmo",
        [
            ("bob", 70.0, "Chen Mo, which lens do you take on long walks?"),
            ("chenmo", 69.0, "一个 35 就够了。The lighter the better."),
            ("bob", 68.9, "Wise."),
        ],
    ),
]

GROUPS: list[dict[str, Any]] = [
    {
        "title": "周末爬山群",
        "members": ["linxiaoyu", "ann", "bob", "chenmo"],
        "about": {
            "introduction": "每周六一起爬山，走得慢，看得多。Slow walks in the hills, every Saturday.",
            "tags": ["徒步", "hiking"],
            "public": True,
            "join": "approval",
            "question": "你从哪里知道我们的？How did you hear of us?",
        },
        "notice": "周六早上八点半，地铁站 A 口集合，请带水和防滑的鞋。",
        "lines": [
            ("linxiaoyu", 120.0, "大家好，这个周六去九溪，有谁来？"),
            ("bob", 119.5, "Me! 我带相机 📷"),
            ("ann", 119.4, "算我一个。Do we need anything special?"),
            ("chenmo", 119.0, "鞋要防滑。水一升。"),
            ("linxiaoyu", 6.0, "周六几点集合？地铁站 A 口可以吗 12:30?"),
            ("linxiaoyu", 5.9, {"body": "天气预报说是晴天 ☀️", "reacted": {"ann": "🎉", "bob": "🎉", "chenmo": "👍"}}),
            ("ann", 5.5, "八点半，A 口见。晚了太热。"),
            ("bob", 1.2, "八点半 is fine. 我开车，还能坐三个人。"),
            (
                "linxiaoyu",
                1.1,
                {
                    "kind": "poll",
                    "body": "回来的路走哪条？Which way back?",
                    "poll": {"options": ["九溪 · along the streams", "龙井 · through the tea", "坐船 · by boat"]},
                    "answers": {"ann": [1], "bob": [2], "chenmo": [1], "linxiaoyu": [1]},
                },
            ),
            ("bob", 1.0, {"kind": "dice", "dice": {"options": ["Ann", "Bob", "小雨", "陈默"]}}),
            ("bob", 0.9, "Whoever it says brings breakfast :)"),
            ("chenmo", 0.6, {"body": "收到。", "answering": 5}),
        ],
    },
    {
        "title": "Book club",
        "members": ["ann", "linxiaoyu", "eve"],
        "about": {
            "introduction": "Short books, long talks. 读短的书，聊很久。",
            "tags": ["books", "读书"],
            "public": True,
            "join": "open",
            "preview": True,
        },
        "notice": "Next: 《浮生六记》, in two weeks. Bring one sentence you liked.",
        "lines": [
            ("ann", 60.0, "Next one: something short, please. My shelf is full of half-read bricks."),
            ("eve", 59.0, "I vote for letters or diaries."),
            ("linxiaoyu", 58.0, "《浮生六记》怎么样？It is short, and there is a good translation."),
            ("ann", 57.5, "Perfect. Two weeks?"),
            ("eve", 57.4, {"body": "Two weeks.", "reacted": {"ann": "❤️", "linxiaoyu": "❤️"}}),
            (
                "ann",
                57.0,
                {
                    "kind": "chain",
                    "body": "Who comes, and with which sentence? 接龙：谁来，带哪一句？",
                    "chain": {"text": "Ann: the one about the moon"},
                    "answers": {"linxiaoyu": "小雨，「情之所钟」", "eve": "Eve, still reading"},
                },
            ),
        ],
    },
]

REQUESTS: list[tuple[str, str, str]] = [("eve", "ann", "Hi Ann, it's Eve from the book club!")]
