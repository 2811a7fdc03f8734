"""The one folding of text for matching: script, case and width go, length and offsets stay."""

import hashlib
from functools import cache

from opencc import OpenCC

# A little above the last ideograph assigned (CJK extension H), so that one string serves as the table.
_TABLE_SIZE = 0x32400
_SURROGATES = range(0xD800, 0xE000)

# What OpenCC leaves alone because it depends on the word; both sides fold alike, so one class suffices.
_VARIANTS = {
    "著": "着",
    "覆": "复",
    "瞭": "了",
    "藉": "借",
    "妳": "你",
    "牠": "它",
    "祂": "它",
    "衹": "只",
    "祇": "只",
    "麽": "么",
    "帐": "账",
    "敍": "叙",
    "枱": "台",
    "檯": "台",
    "粧": "妆",
    "糭": "粽",
    "衞": "卫",
    "睪": "睾",
    "簷": "檐",
    "痺": "痹",
    "苧": "苎",
    "ς": "σ",
}


def fold(text: str) -> str:
    """Give the text as it is compared: Simplified, lower case, half width.

    The result has exactly the length of the text, so offsets found in it hold in the original.
    """
    return text.translate(_TABLE)


@cache
def fold_version() -> str:
    """Name the table by its content; it changes whenever a folded text could."""
    return hashlib.sha256(_TABLE.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _build_table() -> str:
    points = [point for point in range(_TABLE_SIZE) if point not in _SURROGATES and chr(point) not in "\r\n"]
    chars = [_narrow(chr(point)) for point in points]
    simplified = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    table = [chr(point) for point in range(_TABLE_SIZE)]
    for point, char, simple in zip(points, chars, simplified, strict=True):
        folded = simple if len(simple) == 1 else char
        table[point] = _lower(_VARIANTS.get(folded, folded))
    return "".join(table)


def _narrow(char: str) -> str:
    if "！" <= char <= "～":
        return chr(ord(char) - 0xFEE0)
    return " " if char == "\u3000" else char


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


_TABLE = _build_table()
