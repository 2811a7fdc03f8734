"""Offers "did you mean" when a query found nothing, from words of titles and tags its asker may read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from scenariowiki.search.grammar import FIELDS, MAX_LENGTH
from scenariowiki.search.index import DEFAULT_STATES, Entry, Visibility, Vocabulary
from scenariowiki.text.chinese import Token, fold, is_han, words

_SHORTEST_LATIN = 4
_LONG_LATIN = 6
_MANY = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelling:
    """The words that titles and tags are made of, and who may know of each."""

    latin: Sequence[str]
    han: Sequence[str]
    popularity: dict[str, int]
    audiences: dict[str, frozenset[str]]

    @classmethod
    def build(cls, vocabulary: Vocabulary) -> "Spelling":
        """Gather the words of published titles and tags; not all the index holds, whoever may read it."""
        popularity: dict[str, int] = defaultdict(int)
        audiences: dict[str, set[str]] = defaultdict(set)
        for entry in vocabulary.entries:
            if entry.state in DEFAULT_STATES:
                for word in _words_of(entry):
                    popularity[word] += 1
                    audiences[word].add(entry.audience)
        sets: dict[frozenset[str], frozenset[str]] = {}
        shared = {word: frozenset(known) for word, known in audiences.items()}
        return cls(
            latin=sorted(word for word in popularity if not is_han(word[0])),
            han=sorted(word for word in popularity if is_han(word[0])),
            popularity=dict(popularity),
            audiences={word: sets.setdefault(known, known) for word, known in shared.items()},
        )

    def correct(self, text: str, visible: Visibility) -> str | None:
        """Give the query with unknown words replaced by the nearest known ones, or None."""
        text = text[:MAX_LENGTH]
        corrected = text
        for unit in reversed(list(self._unknown(text, visible))):
            nearest = self._nearest(unit.text, visible)
            if nearest:
                corrected = corrected[: unit.start] + nearest + corrected[unit.end :]
        return corrected if fold(corrected) != fold(text) else None

    def _unknown(self, text: str, visible: Visibility) -> Iterator[Token]:
        """Give the words nobody wrote; a single character left over counts with the word beside it."""
        units = list(self._units(text, visible))
        end = 0
        for at, (unit, is_known) in enumerate(units):
            if is_known:
                continue
            whole = _with_neighbour(unit, [token for token, _ in units[max(0, at - 1) : at + 2]])
            if whole.start >= end and _is_correctable(whole.text):
                end = whole.end
                yield whole

    def _units(self, text: str, visible: Visibility) -> Iterator[tuple[Token, bool]]:
        """Give the words and whether they are known; unknown ones side by side are one misspelt word."""
        run: Token | None = None
        for token in _longest(words(text)):
            is_known = _is_operator(text, token) or (
                len(token.text) > 1 and self._is_known(token.text, visible)
            )
            if run and not is_known and _is_joined(run, token):
                run = Token(run.text + token.text, run.start, token.end)
                continue
            if run:
                yield run, False
            run = None if is_known else token
            if is_known:
                yield token, True
        if run:
            yield run, False

    def _is_known(self, word: str, visible: Visibility) -> bool:
        known = self.audiences.get(word)
        return known is not None and (visible.everything or not known.isdisjoint(visible.audiences))

    def _nearest(self, word: str, visible: Visibility) -> str | None:
        choices, reach = (self.han, 1) if is_han(word[0]) else (self.latin, _reach(word))
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=reach, limit=_MANY)
        near = [
            (distance, abs(len(choice) - len(word)), -self.popularity[choice], choice)
            for choice, distance, _ in found
            if self._is_known(choice, visible)
        ]
        return min(near)[3] if near else None


def _words_of(entry: Entry) -> set[str]:
    texts = (entry.title, *entry.tags)
    return {token.text for text in texts for token in words(text) if len(token.text) > 1} | {
        fold(label) for label in entry.tags if len(label) > 1
    }


def _longest(tokens: Sequence[Token]) -> Iterator[Token]:
    """Leave out the words inside longer words; search mode gives both."""
    end = 0
    for token in sorted(tokens, key=lambda token: (token.start, -token.end)):
        if token.start >= end:
            end = token.end
            yield token


def _is_joined(left: Token, right: Token) -> bool:
    return left.end == right.start and is_han(left.text[0]) and is_han(right.text[0])


def _with_neighbour(unit: Token, around: Sequence[Token]) -> Token:
    if len(unit.text) > 1:
        return unit
    for left, right in pairwise(around):
        if unit in {left, right} and _is_joined(left, right):
            return Token(left.text + right.text, left.start, right.end)
    return unit


def _is_correctable(word: str) -> bool:
    if word.isascii():
        return len(word) >= _SHORTEST_LATIN and word.isalpha()
    return len(word) > 1


def _is_operator(text: str, token: Token) -> bool:
    is_field = token.text in FIELDS and text[token.end : token.end + 1] in {":", "："}
    return is_field or text[token.start : token.end] in {"OR", "NOT", "AND"}


def _reach(word: str) -> int:
    return 2 if len(word) >= _LONG_LATIN else 1
