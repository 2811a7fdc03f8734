"""Completes what is being typed to titles and tags, by their beginning, their middle or their pinyin.

The vocabulary lies in memory as long strings, most popular first, one entry a line: looking for a needle
in them is one call of `str.find` for the whole catalogue, and the first finds are the best ones.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    """A title or tag, and the audiences of those published scenarios it is known from."""

    popularity: int
    title: str
    kind: Kind
    id: int | str
    keys: tuple[str, ...]
    audiences: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestions:
    """The vocabulary of one generation of the index, ready to be completed from."""

    known: Sequence[_Known]
    titles: "_Lines"
    pinyin: "_Lines"

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, tag_pinyin: Mapping[str, Sequence[str]] = _NO_PINYIN
    ) -> "Suggestions":
        """Prepare the vocabulary; what is not published is left out for everyone.

        The index spells titles and tags of a scenario together, so pinyin leads to the scenario; give
        spellings by label in `tag_pinyin` for it to lead to the tags themselves too.
        """
        open_entries = [entry for entry in vocabulary.entries if entry.state in DEFAULT_STATES]
        known = sorted(
            chain(map(_scenario, open_entries), _tags(open_entries, tag_pinyin)),
            key=lambda one: (-one.popularity, one.title),
        )
        return cls(
            known=known,
            titles=_Lines.of((rank, fold(one.title)) for rank, one in enumerate(known)),
            pinyin=_Lines.of((rank, key) for rank, one in enumerate(known) for key in one.keys),
        )

    def complete(self, prefix: str, visible: Visibility, limit: int = 8) -> list[Completion]:
        """List what may be read: beginnings, then inner parts, then pinyin, popular ones first."""
        needle = " ".join(fold(prefix[:MAX_LENGTH]).split())
        if not needle:
            return []
        ranks = dict.fromkeys(islice(self._visible(self._ranks(needle), visible), limit * 4))
        return [_completion(self.known[rank], needle) for rank in islice(ranks, limit)]

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
            if visible.everything or not visible.audiences.isdisjoint(self.known[rank].audiences):
                yield rank


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """Lines of text, best first, with the rank of the entry each belongs to."""

    text: str
    starts: Sequence[int]
    ranks: Sequence[int]

    @classmethod
    def of(cls, lines: Iterable[tuple[int, str]]) -> "_Lines":
        parts: list[str] = []
        starts: list[int] = []
        ranks: list[int] = []
        at = 0
        for rank, line in lines:
            part = "\n" + " ".join(line.split())
            parts.append(part)
            starts.append(at)
            ranks.append(rank)
            at += len(part)
        return cls(text="".join(chain(parts, "\n")), starts=starts, ranks=ranks)

    def beginning_with(self, needle: str) -> Iterator[int]:
        return self.holding("\n" + needle)

    def holding(self, needle: str) -> Iterator[int]:
        at = self.text.find(needle)
        while at >= 0:
            line = bisect_right(self.starts, at) - 1
            yield self.ranks[line]
            following = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
            at = self.text.find(needle, following)


def _scenario(entry: Entry) -> _Known:
    audiences = frozenset({entry.audience})
    return _Known(entry.popularity, entry.title, Kind.SCENARIO, entry.id, entry.keys, audiences)


def _tags(entries: Iterable[Entry], pinyin: Mapping[str, Sequence[str]]) -> Iterator[_Known]:
    """Gather the tags, as popular as the scenarios that bear them are many."""
    audiences: dict[str, list[str]] = {}
    for entry in entries:
        for label in entry.tags:
            audiences.setdefault(label, []).append(entry.audience)
    for label, heard in audiences.items():
        yield _Known(len(heard), label, Kind.TAG, label, tuple(pinyin.get(label, ())), frozenset(heard))


def _completion(known: _Known, needle: str) -> Completion:
    return Completion(kind=known.kind, id=known.id, title=known.title, pieces=_marked(known.title, needle))


def _marked(title: str, needle: str) -> tuple[Piece, ...]:
    at = fold(title).find(needle)
    if at < 0:
        return (Piece(is_hit=False, text=title),)
    end = at + len(needle)
    cut = (
        Piece(is_hit=False, text=title[:at]),
        Piece(is_hit=True, text=title[at:end]),
        Piece(is_hit=False, text=title[end:]),
    )
    return tuple(piece for piece in cut if piece.text)
