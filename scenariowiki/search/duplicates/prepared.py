"""A text made ready to be compared: folded, cut, and its numbers, negations and roles picked out."""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

import numpy as np
import numpy.typing as npt

from scenariowiki.search.duplicates import contrasts
from scenariowiki.search.duplicates.sayings import plainly
from scenariowiki.text.chinese import fold, word_texts

# What comes after decides little about sameness and would cost linearly.
MOST_CHARACTERS = 500
# A word of letters, or one digit or Han character; anything else is noise.
_SIGN = re.compile(r"[^\W\d_\u2e80-\U000323af]{2,}|[^\W_]")
_LETTERS = re.compile(r"[^\W\d_\u2e80-\U000323af]{2}")
_NOISE = re.compile(r"[\W_]+")
_FIRST_PRIVATE, _PRIVATE = 0xF0000, 0xFFFE

Cut = Callable[[str], Sequence[str]]
Pairs = npt.NDArray[np.uint64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """What the features look at; all of it folded. `pairs` are neighbours in `condensed`, each pair once."""

    condensed: str
    sorted: str
    words: frozenset[str]
    ordered: tuple[str, ...]
    signs: frozenset[str]
    pairs: Pairs
    latin: frozenset[str]
    contrast: contrasts.Contrast


@lru_cache(maxsize=512)
def condense(text: str) -> str:
    """Leave of a title what can be compared: its words, digits and Han characters, plainly said."""
    return _condensed(_signs_of(plainly(fold(text))))


@lru_cache(maxsize=150)
def prepare(text: str) -> Prepared:
    """Cut and condense the beginning of a text; remembered, for candidates come again while typing."""
    return prepare_anew(text)


def prepare_anew(text: str, cut: Cut = word_texts) -> Prepared:
    """Cut and condense the beginning of a text, remembering nothing."""
    kept = text[:MOST_CHARACTERS]
    folded = fold(kept)
    plain = plainly(folded)
    signs = _signs_of(plain)
    condensed = _condensed(signs)
    ordered = tuple(map(intern, cut(plain)))  # texts share most of their words
    bag = frozenset(ordered)
    return Prepared(
        condensed=condensed,
        sorted=_sorted(condensed),
        words=bag,
        ordered=ordered,
        signs=frozenset(map(intern, set(signs))),
        pairs=_pairs(condensed),
        latin=frozenset(word for word in filter(str.isascii, bag) if not word[0].isdigit()),
        contrast=contrasts.read(folded, ordered),
    )


def _signs_of(plain: str) -> Sequence[str]:
    """List the signs of a text; without words of letters they are its characters, in a tenth of the time."""
    return _SIGN.findall(plain) if _LETTERS.search(plain) else _NOISE.sub("", plain)


def _condensed(signs: Sequence[str]) -> str:
    """Write the signs without noise between them, a word of letters as one character, as Han ones are.

    Any two English texts are made of the same letters: compared by these they would all be alike.
    """
    if isinstance(signs, str):
        return signs
    return "".join(sign if len(sign) == 1 else _as_one(sign) for sign in signs)


def _as_one(word: str) -> str:
    return chr(_FIRST_PRIVATE + zlib.crc32(word.encode()) % _PRIVATE)


def _sorted(text: str) -> str:
    return np.sort(_points(text)).tobytes().decode("utf-32-le", "surrogatepass")


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _pairs(text: str) -> Pairs:
    points = _points(text).astype(np.uint64)
    pairs = np.sort(points[:-1] << np.uint64(32) | points[1:])
    return pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))] if len(pairs) else pairs
