"""Pinyin glued to characters, as in 標(biāo)簽: finding it and taking it out of imported text."""

import re
import unicodedata
from typing import NamedTuple

from scenariowiki.text.chinese import HAN_CLASS

_TONES = "\u0304\u0301\u030c\u0300"
_LETTERS = rf"[^\W_][^\W_]?[\w{_TONES}\u0308]{{0,22}}"
_GLUED = re.compile(
    rf"(?<=[{HAN_CLASS}])\s?[(（\[［【]\s?"
    rf"(?P<pinyin>{_LETTERS}(?:['’\s]{_LETTERS}){{0,3}})"
    r"\s?[)）\]］】]"
)
_SEPARATORS = re.compile(r"['’\s]")
_DIGIT_TONE = re.compile(r"[a-zü]{2,6}[1-5]")

# Every syllable that Standard Chinese has, by initial; a whole syllable is an initial and one of its finals.
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou yi ya yo ye yai yao you yan yin yang ying yong wu wa wo wai "
    "wei wan wen wang weng yu yue yuan yun m n ng hm hng",
    "b": "a o ai ei ao an en ang eng i ie iao ian in iang ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei iao ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe üan ün",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u ua uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
}
_SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())


class Span(NamedTuple):
    """The bracketed pinyin, brackets included, at `start:end`."""

    start: int
    end: int
    pinyin: str


def find_glued(text: str) -> list[Span]:
    """Find bracketed pinyin right behind a Han character.

    Only what bears a tone, as mark or digit, or an ü counts: "(VIP)" or "（hold）" is the writer's own.
    """
    return [
        Span(*match.span(), match["pinyin"]) for match in _GLUED.finditer(text) if _is_pinyin(match["pinyin"])
    ]


def strip_glued(text: str) -> str:
    """Give the text without its glued pinyin."""
    pieces: list[str] = []
    kept_to = 0
    for span in find_glued(text):
        pieces.append(text[kept_to : span.start])
        kept_to = span.end
    return "".join([*pieces, text[kept_to:]])


def _is_pinyin(candidate: str) -> bool:
    parts = _SEPARATORS.split(candidate)
    return any(_is_told(part) for part in parts) and all(_is_spelled(part) for part in parts)


def _is_told(part: str) -> bool:
    return _tones(part) > 0 or "ü" in _toneless(part)


def _is_spelled(part: str) -> bool:
    """Tell whether syllables are written here; several need a tone each, or "résumé" would do."""
    if _DIGIT_TONE.fullmatch(part):
        return part[:-1].replace("v", "ü") in _SYLLABLES
    letters = _toneless(part)
    return letters in _SYLLABLES or 0 < _fewest_syllables(letters) <= _tones(part)


def _tones(part: str) -> int:
    marks = sum(char in _TONES for char in unicodedata.normalize("NFD", part))
    return marks + (_DIGIT_TONE.fullmatch(part) is not None)


def _toneless(part: str) -> str:
    spread = unicodedata.normalize("NFD", part.lower().replace("ɑ", "a").replace("ɡ", "g"))
    return unicodedata.normalize("NFC", "".join(char for char in spread if char not in _TONES))


def _fewest_syllables(letters: str) -> int:
    """Count the syllables the letters are made of, 0 when they are not."""
    fewest = {0: 0}
    for end in range(1, len(letters) + 1):
        ways = [fewest[cut] + 1 for cut in fewest if letters[cut:end] in _SYLLABLES]
        if ways:
            fewest[end] = min(ways)
    return fewest.get(len(letters), 0)
