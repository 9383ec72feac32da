"""Help about Happy Chat, small talk, and what the robot honestly cannot do."""

from __future__ import annotations

import re
import secrets

from chat.robot.rules.asked import Asked

# Patterns of both languages; then what is said in English, and in Chinese.
REFUSED = (
    (
        r"weather|forecast|will it rain|temperature (outside|today)|天气|下雨|气温",
        "I cannot see the weather: I know nothing of what goes on outside this chat.",
        "我看不到天气：聊天之外的事情我都不知道。",
    ),
    (
        r"\bnews\b|stock|bitcoin|exchange rate|who won|score of|新闻|股票|股价|汇率|比分|比赛结果",
        "I cannot look that up: I answer by rules on this server and ask nobody else.",
        "这个我查不了：我只在这台服务器上按规则回答，不会去问别人。",
    ),
    (
        r"translate|how do you say|翻译",
        "I cannot translate: I only know the words I was given.",
        "我不会翻译：我只认识给我写好的话。",
    ),
    (
        r"search the (web|internet)|google|look .* up|上网查|百度一下|搜一下网",
        "I cannot look into the internet.",
        "我不能上网查东西。",
    ),
    (
        r"\b(suicide|kill myself|want to die)\b|自杀|不想活|想死",
        "I am only a robot and cannot help with this as a person can. Please talk to somebody you trust, or call your local emergency number now.",
        "我只是机器人，没法像人一样帮你。请现在就找信任的人说说，或拨打当地的紧急电话。",
    ),
)
HELP = (
    (
        r"(create|make|start|new) (a )?group|group chat|建群|创建群|拉群|怎么(建|开)群|发起群聊",
        "Contacts, then *New group*: pick friends, give it a name. You are its owner.",
        "打开“通讯录”，点“发起群聊”：选好友、起个名字，你就是群主。",
    ),
    (
        r"add (a |my )?(friend|contact)|find (people|a friend|friends)|加好友|添加好友|加朋友|怎么找人",
        "Contacts, then search for a username or a nickname, and send a request with a greeting.",
        "在“通讯录”里搜索用户名或昵称，带一句问候发出申请，对方同意就是好友。",
    ),
    (
        r"\bblock\b|拉黑|屏蔽(他|她|人)",
        "Open the person's card and choose *Block*. They are not told.",
        "打开对方的名片，选“加入黑名单”，对方不会知道。",
    ),
    (
        r"report (a |some|this|him|her)|举报",
        "Choose *Report* in the menu of a message, a group or a person; the moderators see it.",
        "在消息、群或名片的菜单里选“举报”，管理员会看到。",
    ),
    (
        r"(recall|unsend|delete|take back) (a |my |the )?message|撤回|删(除)?消息",
        "Within two minutes the menu of your message has *Recall*: it is gone for everybody.",
        "两分钟内可以在消息菜单里“撤回”，所有人都看不到了。",
    ),
    (
        r"edit (a |my |the )?message|修改消息|编辑消息",
        "Within a day the menu of your message has *Edit*; others can read what it said before.",
        "一天之内可以在消息菜单里“编辑”，别人能看到改之前的话。",
    ),
    (
        r"dark (mode|theme)|light (mode|theme)|深色|夜间模式|黑暗模式",
        "Me, then Appearance: light, dark or as your device has it.",
        "“我”里的“外观”：浅色、深色，或跟随系统。",
    ),
    (
        r"change (the |my )?language|in chinese|切换语言|换语言|怎么变成英文",
        "Me, then Language: English or 简体中文.",
        "“我”里的“语言”：简体中文或 English。",
    ),
    (
        r"\bmute\b|do not disturb|免打扰|静音",
        "The menu of a conversation in the list has *Mute*, for a while or for good.",
        "在聊天列表的菜单里选“免打扰”，可以只静一段时间。",
    ),
    (
        r"how .*search|find (a |an old |old )?messages?|搜索(聊天|消息|记录)|查找聊天记录|怎么搜",
        "Press Ctrl+K, or open Search: any word, by person, kind and day.",
        "按 Ctrl+K 或打开搜索：任意词，可以按人、类型和日期筛选。",
    ),
    (
        r"forgot (my )?password|reset (my )?password|change (my )?password|忘(记)?了?密码|改密码|修改密码",
        "On the login page choose *Forgot password?*; signed in: Me, then Account.",
        "登录页点“忘记密码”；已登录的话在“我”的“账号”里改。",
    ),
    (
        r"(two|2).?(step|factor)|2fa|passkey|两步验证|双重验证|通行密钥",
        "Me, then Account, then two-step login: an app's codes or a passkey.",
        "“我”的“账号”里打开两步验证：应用里的验证码，或者通行密钥。",
    ),
    (
        r"\b(private|privacy|who can read|encrypt)|隐私|谁能看到|加密",
        "This chat lives on the server of this community; its administrators run it. What you tell me here stays on it.",
        "这个聊天就在这个社区自己的服务器上，由管理员维护。你跟我说的话也只留在这里。",
    ),
    (
        r"\b(help|what can you do|what do you do|how do you work|commands?)\b|帮助|你会什么|你能做什么|你会做什么|怎么用",
        "I can calculate (12*7), convert (5 km to miles), tell dates (days until Christmas), roll dice (2d6), choose (tea or coffee), remind you (remind me in 20 minutes to …), and say how things work here (how do I make a group).",
        "我会算数（12*7）、换算单位（5公里是多少英里）、说日期（离元旦还有几天）、掷骰子（2d6）、帮你选（茶还是咖啡）、提醒你（20分钟后提醒我…），也能告诉你这里怎么用（怎么建群）。",
    ),
)
SMALL_TALK = (
    (
        r"(hi|hello|hey|hiya|good (day|afternoon|evening))( there| robot| happy)?",
        "Hello! Ask me for “help” to see what I can do.",
        "你好！",
    ),
    (r"你好(啊|呀)?|您好|嗨|哈喽|在吗|在不在", "Hello!", "你好！想知道我会什么，就说“帮助”。"),
    (r"good morning|早上好|早安|早", "Good morning!", "早上好！"),
    (r"good night|晚安", "Good night. Sleep well.", "晚安，好梦。"),
    (
        r"how are you( doing)?( today)?|你好吗|最近怎么样|最近好吗",
        "All my gears turn. And you?",
        "我的齿轮都转得好好的，你呢？",
    ),
    (
        r"(who|what) are you|are you (a )?(robot|bot|human|real|person|an? ai)|你是谁|你是(人|机器人|真人|人工智能)(吗|么)?|你是不是(人|真人|机器人)",
        "I am Happy, this site's robot: a program that answers by rules, not a person.",
        "我是 Happy，本站的机器人：按规则回答的程序，不是真人。",
    ),
    (r"what('s| is) your name|你叫什么(名字)?", "Happy. I am the robot here.", "我叫 Happy，是这里的机器人。"),
    (r"how old are you|你(今年)?(几岁|多大)(了)?", "As old as this site's server.", "和这台服务器一样大。"),
    (
        r"where (are|do) you (live|from|come from)?|你(住|在)哪(里|儿)?|你是哪里人",
        "On the server of this site.",
        "就在这个网站的服务器上。",
    ),
    (r"who made you|谁(做|造|写)了?的?你", "The people who wrote Happy Chat.", "写 Happy Chat 的人。"),
    (r"thanks?( you)?( so much| very much)?|thx|谢谢(你|您)?(了|啦)?|多谢|感谢", "You are welcome.", "不客气。"),
    (r"(good)?bye( bye)?|see you( later)?|再见|拜拜|回头见", "See you.", "再见，回头聊。"),
    (r"sorry|对不起|不好意思|抱歉", "Never mind.", "没关系。"),
    (r"(tell|know)( me)? (a|another|any) joke.*|a joke|joke|讲个笑话|说个笑话|(来|再来)个笑话", "", ""),
    (r"i love you|i like you|我爱你|我喜欢你", "That is kind. I like being asked things.", "谢谢，我喜欢被提问。"),
    (
        r"i('m| am) (so |very )?(sad|tired|lonely|bored|stressed)|我(很|好|有点)?(难过|累|孤独|无聊|伤心|烦)(啊|了|死了)?",
        "I am sorry to hear it. A friend in your contacts may help more than a robot; or ask me for a joke.",
        "听你这么说我也不好受。也许找通讯录里的朋友聊聊更好，或者让我讲个笑话。",
    ),
    (
        r"i('m| am) (so |very )?(happy|fine|good|great|ok|okay)|我(很|好)?(开心|高兴|快乐)|还(好|不错|行)|挺好的?",
        "Good to hear.",
        "真好。",
    ),
    (r"(ha|he){2,}h?|lol|哈+|呵呵|嘻嘻|笑死", "😄", "😄"),
    (r"(ok|okay|good|great|nice|cool|well done)|好(的|吧)?|嗯+|行|可以|不错|厉害|棒", "👍", "👍"),
    (r"yes|no|yeah|nope|是|不是|对|不对|不", "I see.", "明白了。"),
    (
        r"what is the meaning of life|meaning of life|人生的意义(是什么)?",
        "42, it is said. I would add: good company.",
        "据说是 42。我再补一句：有人可聊。",
    ),
    (r"sing( me)?( a song)?|唱(首|个)?歌(吧)?", "La la la. That is all I have.", "啦啦啦，我只会这一句。"),
    (r"happy birthday.*|生日快乐", "Thank you! If it is yours: all the best.", "谢谢！如果是你的生日，祝你生日快乐。"),
)
JOKES = (
    (
        "Why do programmers mix up Halloween and Christmas? Because Oct 31 = Dec 25.",
        "为什么程序员分不清万圣节和圣诞节？因为 Oct 31 = Dec 25。",
    ),
    (
        "There are 10 kinds of people: those who know binary and those who do not.",
        "世界上有 10 种人：懂二进制的和不懂的。",
    ),
    (
        "I told the server a joke about UDP. I do not know whether it got it.",
        "我给服务器讲了个 UDP 的笑话，不知道它收到没有。",
    ),
)


def refusals(asked: Asked) -> str | None:
    """Say honestly what cannot be had here."""
    return _found(asked, REFUSED, whole=False)


def product(asked: Asked) -> str | None:
    """Say how things work in Happy Chat."""
    return _found(asked, HELP, whole=False)


def small_talk(asked: Asked) -> str | None:
    """Answer what people say to be polite."""
    said = _found(asked, SMALL_TALK, whole=True)
    return asked.say(*secrets.choice(JOKES)) if said == "" else said


def _found(asked: Asked, table: tuple[tuple[str, str, str], ...], *, whole: bool) -> str | None:
    for pattern, english, chinese in table:
        if (re.fullmatch if whole else re.search)(pattern, asked.plain):
            return asked.say(english, chinese)
    return None
