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

from scenariowiki.text.chinese import characters

# Cuts what nobody types, and keeps every pair within PostgreSQL's 500 bytes a token.
MAX_TOKEN = 60
MAX_KEY = 24

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


def cut(text: str) -> Iterator[tuple[str, bool]]:
    """Give every character, word and mark that has a place, and whether it touches the last one.

    Control characters and lone surrogates have no place.
    """
    end = 0
    last = ""
    for token, start, stop in characters(text):
        if _is_control(token):
            end = stop if start == end else end
            continue
        yield token[:MAX_TOKEN], start == end or not (_is_single(last) and _is_single(token))
        last, end = token, stop


def is_silent(token: str) -> bool:
    """Tell punctuation, which takes a place but is not searched for."""
    return len(token) == 1 and _is_silent_char(token)


def pair(left: str, right: str) -> str:
    """Join two neighbours into the token that stands for both."""
    return left + right if _is_single(left) and _is_single(right) else f"{left} {right}"


def fact(name: str, key: str) -> str:
    """Name a property of a document as a token to look it up by."""
    return storable(f"{name}:{key}")[:MAX_TOKEN]


def storable(text: str) -> str:
    """Leave out what no database and no UTF-8 holds: NUL and lone surrogates."""
    return _UNSTORABLE.sub("", text)


def _is_single(text: str) -> bool:
    return len(text) == 1 and text >= "\u3005"


@cache
def _is_silent_char(char: str) -> bool:
    return unicodedata.category(char) in _SILENT


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")


def _is_control(token: str) -> bool:
    return len(token) == 1 and _CONTROL.match(token) is not None
