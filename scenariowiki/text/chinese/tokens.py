"""The analyser: text to words and to characters, each token with its place in the original."""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from scenariowiki.text.chinese.folding import fold, fold_version
from scenariowiki.text.chinese.han import HAN_CLASS
from scenariowiki.text.chinese.script import Script, script_of, to_script
from scenariowiki.text.chinese.segmenter import Segmenter, load_segmenter

_WORDS = re.compile(rf"(?P<han>[{HAN_CLASS}]+)|[^\W_{HAN_CLASS}]+")
_CHARACTERS = re.compile(rf"[{HAN_CLASS}]|[^\W_{HAN_CLASS}]+|\S")
_RUNS = re.compile(rf"[{HAN_CLASS}]+|[^\W_{HAN_CLASS}]+")
_is_han = re.compile(f"[{HAN_CLASS}]").match
# Stands for a run of letters and digits while the runs between are cut.
_OTHER = "\x01"
_TEACHABLE = re.compile(rf"[{HAN_CLASS}]{{2,}}")

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
    cut = _segmenter().cut
    tokens: list[Token] = []
    for match in _WORDS.finditer(folded):
        start = match.start()
        if match["han"]:
            tokens.extend(Token(word, start + begin, start + end) for word, begin, end in cut(match["han"]))
        else:
            tokens.append(Token(match.group(), start, match.end()))
    return tokens


def characters(text: str) -> list[Token]:
    """Cut the text so that any stretch of Han text is a phrase of tokens.

    Every Han character, run of letters and digits, and punctuation mark is one token.
    """
    return [Token(match.group(), *match.span()) for match in _CHARACTERS.finditer(fold(text))]


def word_texts(text: str) -> list[str]:
    """Give the texts of `words(text)` alone, as an index takes them: one call of the segmenter for all."""
    runs = _RUNS.findall(fold(text))
    others = iter([run for run in runs if not _is_han(run)])
    joined = "\n".join([run if _is_han(run) else _OTHER for run in runs])
    return [next(others) if word == _OTHER else word for word in _segmenter().texts(joined) if word != "\n"]


def character_texts(text: str) -> list[str]:
    """Give the texts of `characters(text)` alone, several times as fast."""
    return _CHARACTERS.findall(fold(text))


def add_words(terms: Iterable[str]) -> None:
    """Teach the segmenter product names and the like, in either script; they last for the process.

    This changes `analyser_id()`: an index made before must be rebuilt. Give all terms at once, since each
    call loads the dictionary anew.
    """
    taught = _loaded.taught | {term for term in map(fold, terms) if _TEACHABLE.fullmatch(term)}
    if taught == _loaded.taught:
        return
    segmenter = load_segmenter()
    for term in sorted(taught):
        segmenter.add(term)
    _loaded.segmenter, _loaded.taught = segmenter, taught


def analyser_id() -> str:
    """Name everything that decides which tokens come out, for an index to remember."""
    taught = sorted(_loaded.taught)
    words_id = hashlib.sha256("\n".join(taught).encode()).hexdigest()[:8] if taught else "none"
    return f"{_RULES_VERSION};fold={fold_version()};{_segmenter().version};words={words_id}"


def warm(scripts: Iterable[Script] = ()) -> None:
    """Load the dictionaries now, so that forked workers share them; converters for those who read them."""
    words("预热")
    for script in scripts:
        to_script("预热", script)
    script_of("预热")


class _Loaded:
    """The dictionary in use. It is replaced as a whole, because other threads may be cutting with it."""

    segmenter: Segmenter | None = None
    taught: frozenset[str] = frozenset()


_loaded = _Loaded()


def _segmenter() -> Segmenter:
    if _loaded.segmenter is None:
        _loaded.segmenter = load_segmenter()
    return _loaded.segmenter
