"""The analyser: text to words and to characters, each token with its place in the original."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from scenariowiki.text.chinese.folding import fold, fold_version
from scenariowiki.text.chinese.han import HAN_CLASS
from scenariowiki.text.chinese.segmenter import Segmenter, load_segmenter

_WORDS = re.compile(rf"(?P<han>[{HAN_CLASS}]+)|[^\W_{HAN_CLASS}]+")
_CHARACTERS = re.compile(rf"[{HAN_CLASS}]|[^\W_{HAN_CLASS}]+|\S")

# Raise it when a rule below changes what tokens come out; the index is then rebuilt.
_RULES_VERSION = 1


class Token(NamedTuple):
    """A folded word and the span `start:end` it takes in the original text.

    A tuple and not a dataclass, because an index build makes hundreds of thousands a second.
    """

    text: str
    start: int
    end: int


def words(text: str) -> list[Token]:
    """Cut the text into search words; long words come with the shorter ones inside them.

    Runs of letters and digits are one word each, punctuation is none.
    """
    folded = fold(text)
    tokens: list[Token] = []
    for match in _WORDS.finditer(folded):
        start = match.start()
        if match["han"]:
            cut = _segmenter().cut(match["han"])
            tokens.extend(Token(word, start + begin, start + end) for word, begin, end in cut)
        else:
            tokens.append(Token(match.group(), start, match.end()))
    return tokens


def characters(text: str) -> list[Token]:
    """Cut the text so that any stretch of Han text is a phrase of tokens.

    Every Han character, run of letters and digits, and punctuation mark is one token.
    """
    return [Token(match.group(), *match.span()) for match in _CHARACTERS.finditer(fold(text))]


def word_texts(text: str) -> list[str]:
    """Give the texts of `words(text)` alone, as an index takes them."""
    texts: list[str] = []
    for match in _WORDS.finditer(fold(text)):
        run = match.group()
        if match["han"]:
            texts.extend([word for word, _, _ in _segmenter().cut(run)])
        else:
            texts.append(run)
    return texts


def character_texts(text: str) -> list[str]:
    """Give the texts of `characters(text)` alone, several times as fast."""
    return _CHARACTERS.findall(fold(text))


def add_words(terms: Iterable[str]) -> None:
    """Teach the segmenter product names and the like, in either script.

    This changes `analyser_id()`: an index made before it must be rebuilt. The words last for the process.
    """
    for term in sorted({fold(term) for term in terms} - _added):
        if re.fullmatch(rf"[{HAN_CLASS}]{{2,}}", term):
            _segmenter().add(term)
            _added.add(term)


def analyser_id() -> str:
    """Name everything that decides which tokens come out, for an index to remember."""
    taught = hashlib.sha256("\n".join(sorted(_added)).encode()).hexdigest()[:8] if _added else "none"
    return f"{_RULES_VERSION};fold={fold_version()};{_segmenter().version};words={taught}"


def warm() -> None:
    """Load the dictionaries now, so that forked workers share them."""
    words("预热")


_added: set[str] = set()


@cache
def _segmenter() -> Segmenter:
    return load_segmenter()
