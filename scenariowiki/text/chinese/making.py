"""Makes `characters.json`, what OpenCC says of single characters: python -m scenariowiki.text.chinese.making.

Asked for it at every start, OpenCC would take a sixth of a second. A test compares the file with this.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from opencc import OpenCC

FILE = Path(__file__).with_name("characters.json")
# A little above the last ideograph assigned (CJK extension H).
END = 0x32400
# Where OpenCC finds something to simplify.
_HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, END))


def made() -> dict[str, str]:
    """Return pairs of characters to fold, one after the other, and those that tell the script of a text."""
    simplified, traditional = _telling()
    return {"fold": _fold(), "simplified": _line(simplified), "traditional": _line(traditional)}


def _fold() -> str:
    han = [char for first, last in _HAN for char in map(chr, range(first, last))]
    other = _converted("t2s", han)
    pairs = ((char, one) for char, one in zip(han, other, strict=True) if len(one) == 1 and char != one)
    return "".join(char + one for char, one in pairs)


def _telling() -> tuple[set[str], set[str]]:
    # Every list of pairs calls 后 or 干 Simplified, though Traditional has them too. So a character tells
    # only if it has a counterpart and is missing from the other script's standard: GB 2312, or the
    # frequent half of Big5.
    han = [chr(point) for point in range(0x3400, 0xA000)]
    gb2312 = {char for char in han if char.encode("gb2312", "ignore")}
    big5 = {char for char in han if b"\xa4\x40" <= char.encode("big5", "ignore") < b"\xc9\x40"}
    return _changed_by("s2t", gb2312 - big5), _changed_by("t2s", set(han) - gb2312)


def _changed_by(config: str, chars: set[str]) -> set[str]:
    ordered = sorted(chars)
    converted = _converted(config, ordered)
    return {char for char, other in zip(ordered, converted, strict=True) if char != other}


def _converted(config: str, chars: Iterable[str]) -> list[str]:
    converted: str = OpenCC(config).convert("\n".join(chars))
    return converted.split("\n")


def _line(chars: set[str]) -> str:
    return "".join(sorted(chars))


if __name__ == "__main__":
    FILE.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", "utf-8")
