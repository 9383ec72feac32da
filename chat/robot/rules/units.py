"""Conversion of units."""

from __future__ import annotations

import re

from chat.robot.rules.asked import Asked

# What each measures, how much of the first one of its kind it is, and its names.
UNITS = """
length 1 m meter meters metre metres 米 公尺
length 1000 km kilometer kilometers kilometre kilometres 公里 千米
length 0.01 cm centimeter centimeters centimetre centimetres 厘米 公分
length 0.001 mm millimeter millimeters millimetre millimetres 毫米
length 1609.344 mi mile miles 英里
length 0.9144 yd yard yards 码
length 0.3048 ft foot feet 英尺
length 0.0254 inch inches 英寸
length 500 li 里 华里
mass 1 kg kilogram kilograms kilo kilos 公斤 千克
mass 0.001 g gram grams 克
mass 1000 t ton tons tonne tonnes 吨
mass 0.45359237 lb lbs pound pounds 磅
mass 0.028349523125 oz ounce ounces 盎司
mass 0.5 jin 斤
mass 0.05 liang 两
volume 1 l liter liters litre litres 升
volume 0.001 ml milliliter milliliters 毫升
volume 3.785411784 gal gallon gallons 加仑
volume 0.2365882365 cup cups 杯
speed 1 m/s 米每秒
speed 0.2777777777777778 km/h kmh kph 公里每小时
speed 0.44704 mph 英里每小时
area 1 m2 sqm 平方米
area 10000 ha hectare hectares 公顷
area 666.6666666666667 mu 亩
area 4046.8564224 acre acres 英亩
data 1 mb 兆
data 1024 gb
data 1048576 tb
time 1 s sec second seconds 秒
time 60 min minute minutes 分钟
time 3600 h hour hours 小时 个小时
time 86400 d day days 天
time 604800 week weeks 周 星期
temperature 0 c °c celsius 摄氏度 摄氏 ℃
temperature 0 f °f fahrenheit 华氏度 华氏 ℉
temperature 0 k kelvin 开尔文
"""
KNOWN = {
    name: (kind, float(factor), names[0])
    for kind, factor, *names in map(str.split, UNITS.strip().splitlines())
    for name in names
}
NAME = "|".join(re.escape(name) for name in sorted(KNOWN, key=len, reverse=True))
NUMBER = r"(-?\d+(?:\.\d+)?)"
FORMS = (
    re.compile(
        rf"{NUMBER}\s*(?:degrees )?({NAME})\s*(?:=|to|in|into|as|is how many"
        r"|是多少|等于多少|有多少|合多少|换算成|换成|转换成|转成|转)"
        rf"\s*(?:degrees )?({NAME})"
    ),
    re.compile(
        rf"how many (?P<to>{NAME}) (?:are |is )?(?:there )?in {NUMBER.replace('(', '(?P<n>', 1)} ?(?P<of>{NAME})"
    ),
)
BEFORE = re.compile(r"^(convert|what is|what's|how much is|please|请问|请|把|帮我|\s)+")


def units(asked: Asked) -> str | None:
    """Say how much of one unit something of another is."""
    text = BEFORE.sub("", asked.plain)
    if found := FORMS[0].fullmatch(text):
        number, of, to = found.groups()
    elif found := FORMS[1].fullmatch(text):
        number, of, to = found["n"], found["of"], found["to"]
    else:
        return None
    (kind, factor, _), (other, into, _) = KNOWN[of], KNOWN[to]
    if kind != other:
        return asked.say(f"{of} and {to} do not measure the same thing.", f"{of}和{to}量的不是同一种东西。")
    amount = float(number)
    result = _degrees(amount, of, to) if kind == "temperature" else amount * factor / into
    return f"{number} {of} = {result:.6g} {to}"


def _degrees(amount: float, of: str, to: str) -> float:
    scale = KNOWN[of][2], KNOWN[to][2]
    celsius = {"c": amount, "f": (amount - 32) / 1.8, "k": amount - 273.15}[scale[0]]
    return {"c": celsius, "f": celsius * 1.8 + 32, "k": celsius + 273.15}[scale[1]]
