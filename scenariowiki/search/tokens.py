"""Turns text into the tokens that engines index: characters, and pairs of neighbours with their places.

An engine finds two Han characters as one pair, without looking at positions; longer phrases are chains of
pairs. Space between two Han characters parts them, space beside a Latin word does not: `VPN 账号` is
`VPN账号`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scenariowiki.text.chinese import HAN_CLASS, character_texts

# Cuts what nobody types, and keeps every pair within PostgreSQL's 500 bytes a token.
MAX_TOKEN = 60
MAX_KEY = 24

FIRST_HAN = "\u3005"
_SILENT = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document as tokens: weights of words, counts of characters, places of pairs, facts and keys."""

    words: dict[str, int]
    characters: dict[str, int]
    pairs: dict[str, list[int]]
    facts: frozenset[str]
    keys: tuple[str, ...]

    @property
    def length(self) -> int:
        """Give the length that ranking measures words against."""
        return sum(self.words.values())


def runs(text: str) -> Iterator[list[str]]:
    """Cut text into characters, words and marks, and part it where space lies between two Han characters.

    Control characters and lone surrogates have no place.
    """
    for run in _SPACE_IN_HAN.split(text):
        yield [token[:MAX_TOKEN] for token in character_texts(run) if token not in _CONTROLS]


def is_silent(token: str) -> bool:
    """Tell punctuation, which takes a place but is not searched for."""
    return not token.isalnum() and len(token) == 1 and _is_silent_mark(token)


def pair(left: str, right: str) -> str:
    """Join two neighbours into the token that stands for both."""
    if len(left) == len(right) == 1 and left >= FIRST_HAN <= right:
        return left + right
    return f"{left} {right}"


def fact(name: str, key: str) -> str:
    """Name a property of a document as a token to look it up by."""
    return storable(f"{name}:{key}")[:MAX_TOKEN]


def spelled(pair: str) -> str:
    """Name two syllables that follow each other in a title or tag as a fact; no filter is called so."""
    return f"~{pair}"[:MAX_TOKEN]


def storable(text: str) -> str:
    """Leave out what no database and no UTF-8 holds: NUL and lone surrogates."""
    return _UNSTORABLE.sub("", text)


@cache
def _is_silent_mark(mark: str) -> bool:
    return unicodedata.category(mark) in _SILENT


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SPACE_IN_HAN = re.compile(rf"(?<=[{HAN_CLASS}])\s+(?=[{HAN_CLASS}])")
_CONTROLS = frozenset(
    chr(point) for point in range(0x10000) if unicodedata.category(chr(point)) in {"Cc", "Cf", "Cs"}
)
