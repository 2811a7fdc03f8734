"""Completes what is being typed to titles and tags, by their beginning, their middle or their pinyin.

The vocabulary lies in memory as long strings, most popular first, one entry a line: looking for a needle
in them is one call of `str.find` for the whole catalogue, and the first finds are the best ones.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from types import MappingProxyType
from typing import NamedTuple

from scenariowiki.search.highlight import Piece
from scenariowiki.search.index import DEFAULT_STATES, Entry, Visibility, Vocabulary
from scenariowiki.text.chinese import fold

_NO_PINYIN: Mapping[str, Sequence[str]] = MappingProxyType({})
MAX_LENGTH = 50
_PINYIN = re.compile(r"[a-z0-9]+")
_BREAKS = re.compile(r"[\s'’`-]+")
# Shorter pinyin inside a title hits by accident ("an" is in every third one).
_SHORTEST_INNER_PINYIN = 4


class Kind(StrEnum):
    """What a completion leads to."""

    SCENARIO = "scenario"
    TAG = "tag"


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """A title or tag that what was typed leads to; `pieces` is its title with the typed part marked.

    `id` is a scenario's number and a tag's label.
    """

    kind: Kind
    id: int | str
    title: str
    pieces: tuple[Piece, ...]


class _Known(NamedTuple):
    """A title or tag, and the audiences of those published scenarios it is known from; a tag has number 0."""

    popularity: int
    title: str
    number: int
    keys: tuple[str, ...]
    audiences: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestions:
    """The vocabulary of one generation of the index, ready to be completed from.

    Every worker holds one: strings and arrays for the whole catalogue, no object for each title.
    """

    shown: str
    titles: "_Lines"
    pinyin: "_Lines"
    numbers: Sequence[int]
    audiences: Sequence[frozenset[str]]

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, tag_pinyin: Mapping[str, Sequence[str]] = _NO_PINYIN
    ) -> "Suggestions":
        """Prepare the vocabulary; what is not published is left out for everyone.

        The index spells titles and tags of a scenario together, so pinyin leads to the scenario; give
        spellings by label in `tag_pinyin` for it to lead to the tags themselves too.
        """
        known = _gather(vocabulary.entries, tag_pinyin)
        known.sort(key=lambda one: (-one.popularity, one.title))
        sets: dict[frozenset[str], frozenset[str]] = {}
        shown = _Lines.of(enumerate(one.title for one in known))
        return cls(
            shown=shown.text,
            titles=replace(shown, text=fold(shown.text), ranks=range(len(known))),
            pinyin=_Lines.of((rank, key) for rank, one in enumerate(known) for key in one.keys),
            numbers=array("q", [one.number for one in known]),
            audiences=[sets.setdefault(one.audiences, one.audiences) for one in known],
        )

    def complete(self, prefix: str, visible: Visibility, limit: int = 8) -> list[Completion]:
        """List what may be read: beginnings, then inner parts, then pinyin, popular ones first."""
        needle = " ".join(fold(prefix[:MAX_LENGTH]).split())
        if not needle:
            return []
        ranks = dict.fromkeys(islice(self._visible(self._ranks(needle), visible), limit * 4))
        return [self._completion(rank, needle) for rank in islice(ranks, limit)]

    def _ranks(self, needle: str) -> Iterator[int]:
        yield from self.titles.beginning_with(needle)
        if len(needle) > 1:
            yield from self.titles.holding(needle)
        spelled = _BREAKS.sub("", needle)
        if _PINYIN.fullmatch(spelled):
            yield from self.pinyin.beginning_with(spelled)
            if len(spelled) >= _SHORTEST_INNER_PINYIN:
                yield from self.pinyin.holding(spelled)

    def _visible(self, ranks: Iterator[int], visible: Visibility) -> Iterator[int]:
        for rank in ranks:
            if visible.everything or not visible.audiences.isdisjoint(self.audiences[rank]):
                yield rank

    def _completion(self, rank: int, needle: str) -> Completion:
        start, end = self.titles.extent(rank)
        title, number = self.shown[start:end], self.numbers[rank]
        return Completion(
            kind=Kind.SCENARIO if number else Kind.TAG,
            id=number or title,
            title=title,
            pieces=_marked(title, self.titles.text[start:end].find(needle), len(needle)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """Lines of text, best first, with the rank of the entry each belongs to."""

    text: str
    starts: Sequence[int]
    ranks: Sequence[int]

    @classmethod
    def of(cls, lines: Iterable[tuple[int, str]]) -> "_Lines":
        parts: list[str] = []
        starts = array("I")
        ranks = array("I")
        at = 0
        for rank, line in lines:
            part = "\n" + " ".join(line.split())
            parts.append(part)
            starts.append(at)
            ranks.append(rank)
            at += len(part)
        return cls(text="".join(chain(parts, "\n")), starts=starts, ranks=ranks)

    def extent(self, line: int) -> tuple[int, int]:
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text) - 1
        return self.starts[line] + 1, end

    def beginning_with(self, needle: str) -> Iterator[int]:
        return self.holding("\n" + needle)

    def holding(self, needle: str) -> Iterator[int]:
        at = self.text.find(needle)
        while at >= 0:
            line = bisect_right(self.starts, at) - 1
            yield self.ranks[line]
            following = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
            at = self.text.find(needle, following)


def _gather(entries: Iterable[Entry], pinyin: Mapping[str, Sequence[str]]) -> list[_Known]:
    """List the published scenarios and their tags, these as popular as they are often borne."""
    known: list[_Known] = []
    audiences: dict[str, list[str]] = {}
    for entry in entries:
        if entry.state in DEFAULT_STATES:
            heard = frozenset({entry.audience})
            known.append(_Known(entry.popularity, entry.title, entry.id, entry.keys, heard))
            for label in entry.tags:
                audiences.setdefault(label, []).append(entry.audience)
    for label, hearing in audiences.items():
        known.append(_Known(len(hearing), label, 0, tuple(pinyin.get(label, ())), frozenset(hearing)))
    return known


def _marked(title: str, at: int, length: int) -> tuple[Piece, ...]:
    if at < 0:
        return (Piece(is_hit=False, text=title),)
    end = at + length
    cut = (
        Piece(is_hit=False, text=title[:at]),
        Piece(is_hit=True, text=title[at:end]),
        Piece(is_hit=False, text=title[end:]),
    )
    return tuple(piece for piece in cut if piece.text)
