"""The one folding of text for matching: script, case and width go, length and offsets stay."""

import hashlib
import json
from functools import cache
from importlib import resources

# A little above the last ideograph assigned (CJK extension H), so that one string serves as the table.
_TABLE_SIZE = 0x32400
# What OpenCC says of single characters, as `making` has written it down.
CHARACTERS: dict[str, str] = json.loads(
    resources.files("scenariowiki.text.chinese").joinpath("characters.json").read_text("utf-8")
)
_LONGER_LOWER = "İ"  # two characters in lower case, so it stays as it is

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
    """Change every character at once: one by one it would take a tenth of a second at every start."""
    every = "".join(map(chr, range(_TABLE_SIZE)))
    pairs = CHARACTERS["fold"]
    changes = dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
    narrow = {point: chr(point - 0xFEE0) for point in range(ord("！"), ord("～") + 1)}
    variants = {ord(char): meant for char, meant in {**_VARIANTS, _LONGER_LOWER: "i", "Σ": "σ"}.items()}
    table = every.translate(changes).translate({**narrow, 0x3000: " ", **variants}).lower()
    return table[: ord(_LONGER_LOWER)] + _LONGER_LOWER + table[ord(_LONGER_LOWER) + 1 :]


_TABLE = _build_table()
