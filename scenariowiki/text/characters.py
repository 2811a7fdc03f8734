"""Hygiene of characters: what no text may hold, what a name may not, and how the invisible is shown."""

import re
import unicodedata
from enum import StrEnum
from itertools import islice

from scenariowiki.text import chinese

MARKS_IN_A_ROW = 6


class Problem(StrEnum):
    """A kind of character that a text or a name must not have."""

    NUL = "nul"
    SURROGATE = "surrogate"
    NONCHARACTER = "noncharacter"
    CONTROL = "control"
    STACKED_MARKS = "stacked_marks"
    BIDI = "bidi"
    INVISIBLE = "invisible"
    MIXED_SCRIPTS = "mixed_scripts"


_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_CONTROLS = "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Zero widths, fillers, blanks, tags; variation selectors are left to emoji and ideographs.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2028\u2029\u2060-\u2065\u206a-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_MARKS = "".join(chr(point) for point in range(0x300, 0x10000) if unicodedata.category(chr(point))[0] == "M")
_EXTENDING = f"{_MARKS}\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff"

_IN_TEXT = {
    Problem.NUL: re.compile("\0"),
    Problem.SURROGATE: re.compile("[\ud800-\udfff]"),
    Problem.NONCHARACTER: re.compile(f"[{_NONCHARACTERS}]"),
    Problem.CONTROL: re.compile(f"[{_CONTROLS}]"),
    Problem.STACKED_MARKS: re.compile(f"[{_MARKS}]{{{MARKS_IN_A_ROW + 1}}}"),
}
# A joiner between emoji makes one picture of them, so it hides nothing.
_HIDDEN = rf"(?!(?<=[{_EMOJI}\ufe0f])\u200d[{_EMOJI}])[{_INVISIBLE}]"
_IN_NAME = {
    Problem.BIDI: re.compile(f"[{_BIDI}]"),
    Problem.INVISIBLE: re.compile(_HIDDEN),
}
_NOT_SHOWN = re.compile(rf"[\0\ud800-\udfff{_NONCHARACTERS}{_CONTROLS}{_BIDI}]|{_HIDDEN}")
_GRAPHEME = re.compile(
    rf"\r\n|[\U0001f1e6-\U0001f1ff]{{2}}|.[{_EXTENDING}]*(?:\u200d[{_EMOJI}][{_EXTENDING}]*)*", re.DOTALL
)

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})

# What looks alike in common fonts: Cyrillic, Greek, phonetic letters, and kana beside Han.
_LOOKALIKES = str.maketrans(
    {
        alike: letter
        for letter, alikes in {
            "a": "аαɑ", "A": "АΑ", "b": "вьЬ", "B": "ВΒ", "c": "сϲ", "C": "СϹ", "d": "ԁ", "D": "Ԁ",
            "e": "еεё", "E": "ЕΕЁ", "g": "ɡ", "h": "һн", "H": "НΗҺ", "i": "іιıɪ", "I": "ІΙİ", "j": "јϳ",
            "J": "ЈͿ", "k": "кκ", "K": "КΚ", "l": "ӏ", "L": "Ӏ", "m": "м", "M": "МΜϺ", "N": "Ν", "n": "ո",
            "o": "оοօ", "O": "ОΟՕ", "p": "рρ", "P": "РΡ", "q": "ԛ", "Q": "Ԛ", "s": "ѕ", "S": "ЅՏ", "t": "тτ",
            "T": "ТΤ", "u": "υսʋ", "v": "νѵ", "V": "Ѵ", "w": "ԝ", "W": "Ԝ", "x": "хχ", "X": "ХΧ", "y": "уγүʏ",
            "Y": "УΥҮ", "z": "ᴢ", "Z": "Ζ", "3": "зЗӠ", "-": "‐‑‒–—―−", "一": "ー",
            "'": "’‘ʼ`´", "口": "ロ", "工": "エ", "力": "カ", "二": "ニ", "卜": "ト",
            "夕": "タ", "八": "ハ", "千": "チ",
        }.items()
        for alike in alikes
    }
)  # fmt: skip


def clean(text: str) -> str:
    """Give the text as it is stored: composed (NFC), every line break a line feed."""
    return unicodedata.normalize("NFC", re.sub("\r\n?|[\u2028\u2029]", "\n", text))


def problems(text: str) -> tuple[Problem, ...]:
    """List what no text may hold; a clean text with none of it is safe to store and to show."""
    return tuple(problem for problem, pattern in _IN_TEXT.items() if pattern.search(text))


def name_problems(name: str) -> tuple[Problem, ...]:
    """List what a name or tag may not hold: also what turns, hides or imitates letters."""
    hidden = tuple(problem for problem, pattern in _IN_NAME.items() if pattern.search(name))
    mixed = (Problem.MIXED_SCRIPTS,) if len(_scripts(name) - _EAST_ASIAN) > 1 else ()
    return problems(name) + hidden + mixed


def has_bidi_controls(text: str) -> bool:
    """Tell whether anything in the text turns the reading direction by force."""
    return _IN_NAME[Problem.BIDI].search(text) is not None


def visible(text: str) -> str:
    """Show what cannot be seen, as in ⟦U+202E⟧; line breaks and tabs stay."""
    return _NOT_SHOWN.sub(lambda match: f"⟦U+{ord(match.group()):04X}⟧", text)


def first_graphemes(text: str, count: int) -> str:
    """Give the beginning of the text, `count` of what a reader would call characters."""
    return "".join(match.group() for match in islice(_GRAPHEME.finditer(text), max(count, 0)))


def skeleton(name: str) -> str:
    """Give the key that twins share: other case, width, script, spacing, look-alike or hidden letters."""
    shown = re.sub(f"[{_BIDI}{_INVISIBLE}\ufe00-\ufe0f]", "", unicodedata.normalize("NFKC", name))
    alike = shown.translate(_LOOKALIKES).casefold().translate(_LOOKALIKES)
    return single_line(chinese.fold(unicodedata.normalize("NFKC", alike)))


def single_line(text: str) -> str:
    """Give the text on one line, every run of white space one space."""
    return " ".join(text.split())


def _scripts(name: str) -> set[str]:
    letters = (char for char in unicodedata.normalize("NFKC", name) if char.isalpha())
    return {unicodedata.name(char, "UNKNOWN").split()[0].split("-")[0] for char in letters}
