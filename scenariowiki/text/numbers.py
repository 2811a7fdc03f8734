"""Reading numbers, amounts, times and directions out of a text, each in one spelling."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from scenariowiki.text.chinese import fold

_NUMERALS = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {numeral: value for value, numerals in enumerate(_NUMERALS) for numeral in numerals}
_POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8}

# What a unit is called here and how it is written. Hours become minutes: half an hour is 30 of them.
_UNITS = {
    "元": ("元", "块钱", "块", "圆", "rmb", "cny", "yuan"),
    "美元": ("美元", "美金", "usd", "dollars", "dollar"),
    "工作日": ("个工作日", "工作日", "working days", "working day", "business days", "business day"),
    "天": ("天", "日", "days", "day"),
    "周": ("个星期", "星期", "个周", "周", "weeks", "week"),
    "个月": ("个月", "months", "month"),
    "月": ("月",),
    "年": ("年", "years", "year"),
    "小时": ("个小时", "小时", "个钟头", "个钟", "hours", "hour", "hrs", "h"),
    "分钟": ("分钟", "分", "minutes", "minute", "mins", "min"),
    "秒": ("秒钟", "秒", "seconds", "second", "s"),
    "%": ("%", "个百分点", "percent"),
    "成": ("成",),
    "折": ("折",),
    "倍": ("倍",),
    "次": ("次", "times"),
}
_COUNTERS = "个件条人位名户单台张份家笔岁级步号版层楼通"
_UNIT_NAMES = {written: name for name, spellings in _UNITS.items() for written in spellings}
_UNIT_NAMES |= {counter: counter for counter in _COUNTERS}

_DIRECTIONS = {
    "at most": (
        "不得超过",
        "不超过",
        "不高于",
        "不多于",
        "至多",
        "最多",
        "以内",
        "之内",
        "以下",
        "at most",
        "within",
        "up to",
    ),
    "at least": ("不得少于", "不少于", "不低于", "至少", "最少", "起码", "以上", "at least"),
    "above": ("超过", "高于", "多于", "more than"),
    "below": ("低于", "少于", "不足", "less than"),
    "up": ("增加", "提高", "上调", "上升", "增长", "上涨", "升高", "延长", "increase", "raise"),
    "down": ("减少", "降低", "下调", "下降", "下跌", "缩短", "decrease", "reduce"),
    "before": ("之前", "以前", "提前", "before"),
    "after": ("之后", "以后", "推迟", "延后", "after"),
}
_DIRECTION_NAMES = {written: name for name, spellings in _DIRECTIONS.items() for written in spellings}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(_pattern(word) for word in sorted(words, key=len, reverse=True))


def _pattern(word: str) -> str:
    # A Latin word ends where no letter follows: "h" is hours, but not in "how". The pattern is a verbose one.
    return re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")


_ARABIC = r"(?<![a-z_\d.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?[百千万亿]{0,4}"
# Bounded, because a pattern that tries a run of numerals from each of its characters takes quadratic time.
_HAN = f"[{''.join([*_DIGITS, *_POWERS])}]{{1,20}}+"
_SMALL = rf"(?:(?<!\d)\d{{1,2}}|[{''.join([*_DIGITS, '十'])}]{{1,3}}+)"
_HOURS = {
    "上午": 0,
    "早上": 0,
    "早晨": 0,
    "凌晨": 0,
    "中午": 12,
    "下午": 12,
    "傍晚": 12,
    "晚上": 12,
    "夜里": 12,
}
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45}

_FOUND = re.compile(
    rf"""
      (?P<date>(?<!\d)\d{{4}}\s?[-/.年]\s?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}(?!\d)[日号]?)
    | (?P<day>{_SMALL}月{_SMALL}[日号])
    | (?P<clock>(?:{"|".join(_HOURS)})?(?<!\d)(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)
        |(?:{"|".join(_HOURS)}){_SMALL}[点时](?:半|[一三]刻|{_SMALL}分)?
        |{_SMALL}点(?:半|[一三]刻|{_SMALL}分))
    | (?P<percent>百分之(?:{_ARABIC}|{_HAN}))
    | (?P<money>(?:[¥￥$]|rmb|cny|usd)\s*{_ARABIC})
    | (?P<ordinal>第(?:{_ARABIC}|{_HAN}))
    | (?P<half>(?<!一)半个?(?:小时|钟头|工作日|天|日|年|月|分钟|周|星期))
    | (?P<amount>(?:{_ARABIC}|{_HAN})(?:个半|半)?\s*(?:{_any_of(_UNIT_NAMES)}))
    | (?P<number>{_ARABIC})
    | (?P<direction>{_any_of(_DIRECTION_NAMES)})
    """,
    re.VERBOSE,
)


def numbers_in(text: str) -> tuple[str, ...]:
    """Read the numbers, amounts, times and directions of the text in order, whatever their spelling.

    三天 and 3 天 give "3天", 半小时 gives "30分钟", 百分之五 gives "5%", 不超过 gives "at most". Texts
    that give different tuples say different things; the reverse is no promise.
    """
    return tuple(reading for _, reading, _written in _readings(text))


def figures_in(text: str) -> tuple[tuple[str, str], ...]:
    """Read the same in order, each with how it is written in the text: 2 小时 is ("120分钟", "2 小时")."""
    return tuple((reading, written) for _, reading, written in _readings(text))


def has_numbers(text: str) -> bool:
    """Tell whether the text holds a number, an amount or a time; a direction alone does not count."""
    return any(kind != "direction" for kind, *_ in _readings(text))


def _readings(text: str) -> Iterator[tuple[str, str, str]]:
    """Give kind, reading and writing; offsets in the folded text hold in the text."""
    for match in _FOUND.finditer(fold(text)):
        kind = str(match.lastgroup)
        if reading := _READERS[kind](match[kind]):
            yield kind, reading, text[match.start() : match.end()]


def _date(found: str) -> str:
    year, month, day = re.findall(r"\d+", found)
    return f"{year}-{int(month):02}-{int(day):02}"


def _day(found: str) -> str:
    month, day = found[:-1].split("月")
    return f"{int(_value(month)):02}-{int(_value(day)):02}"


def _clock(found: str) -> str:
    part_of_day = found[:2] if found[:2] in _HOURS else ""
    hour_text, _, minute_text = re.sub("[点时]", ":", found.removeprefix(part_of_day), count=1).partition(":")
    minute_text = minute_text.removesuffix("分")
    hour = int(_value(hour_text))
    minute = _MINUTES.get(minute_text) or int(_value(minute_text or "0"))
    if hour < 12:
        # 中午 11 点 is before noon.
        hour += _HOURS.get(part_of_day, 0) if part_of_day != "中午" or hour < 3 else 0
    return f"{hour}:{minute:02}"


def _percent(found: str) -> str:
    return _spell(_value(found.removeprefix("百分之")), "%")


def _money(found: str) -> str:
    currency = "美元" if found.startswith(("$", "usd")) else "元"
    return _spell(_value(re.sub(r"[^\d.,百千万亿]", "", found)), currency)


def _ordinal(found: str) -> str:
    return f"第{_plain(_value(found[1:]))}"


def _half(found: str) -> str:
    unit = _UNIT_NAMES.get(found[1:]) or _UNIT_NAMES[found[2:]]
    return _spell(Decimal("0.5"), "个月" if unit == "月" else unit)


def _amount(found: str) -> str:
    match = re.fullmatch(rf"({_ARABIC}|{_HAN})(个半|半)?\s*(.+)", found)
    if match is None or found in _NO_AMOUNTS:
        return ""
    number, half, written = match.groups()
    unit = _UNIT_NAMES[written]
    if number == "一" and written in _COUNTERS:
        return ""
    if _is_approximate(number) and unit != "折":
        return f"{_DIGITS[number[0]]}-{_DIGITS[number[1]]}{unit}"
    return _spell(_value(number) + (Decimal("0.5") if half else 0), unit)


def _is_approximate(number: str) -> bool:
    """Tell 三五天 and 两三天, a few days, from a number."""
    return len(number) == 2 and all(_DIGITS.get(numeral) for numeral in number)


def _spell(value: Decimal, unit: str) -> str:
    if unit == "小时":
        value, unit = value * 60, "分钟"
    elif unit == "成":
        value, unit = value * 10, "%"
    elif unit == "折" and value >= 10:
        value /= 10
    return f"{_plain(value)}{unit}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _number(found: str) -> str:
    return _plain(_value(found))


def _value(number: str) -> Decimal:
    """Read 1,200.5, 3万 and 一千二百; digits without powers are read as written, 二〇二六 as 2026."""
    match = re.match(r"[\d.,]+", number)
    if match:
        value = Decimal(match[0].replace(",", ""))
        for power in number[match.end() :]:
            value *= _POWERS[power]
        return value
    if all(numeral in _DIGITS for numeral in number):
        return Decimal("".join(str(_DIGITS[numeral]) for numeral in number))
    return Decimal(_han_value(number))


def _han_value(number: str) -> int:
    total = section = digit = 0
    for numeral in number:
        power = _POWERS.get(numeral, 0)
        if power >= 10**4:
            total, section, digit = (total + section + digit or 1) * power, 0, 0
        elif power:
            section, digit = section + (digit or 1) * power, 0
        else:
            digit = _DIGITS[numeral]
    return total + section + digit


# "Very", "by no means" and the like, which only look like amounts.
_NO_AMOUNTS = frozenset({"十分", "万分", "百分", "千分"})

_READERS: dict[str, Callable[[str], str]] = {
    "date": _date,
    "day": _day,
    "clock": _clock,
    "percent": _percent,
    "money": _money,
    "ordinal": _ordinal,
    "half": _half,
    "amount": _amount,
    "number": _number,
    "direction": _DIRECTION_NAMES.__getitem__,
}
