"""Fits our posting lists into Whoosh, which keeps commits, segments, deletions and columns.

Whoosh's own lists cost about ten microseconds a posting to write and to merge, and are read one posting at
a time.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec

from scenariowiki.search.embedded.fields import Tokens
from scenariowiki.search.embedded.lists import (
    MAX_COUNT,
    NO_PLACES,
    ListFile,
    PostingList,
    Rows,
    write_lists,
)

TERMS = ".trm"
LISTS = ".lst"
GONE = -1


class ListCodec(W3Codec):  # type: ignore[misc]  # Whoosh is untyped
    """Whoosh's codec with other posting lists."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "ListWriter":
        return ListWriter(storage, segment)


class ListWriter:
    """What Whoosh calls to write a segment's posting lists."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._terms = segment.create_file(storage, TERMS)
        self._lists = segment.create_file(storage, LISTS)
        self.is_closed = False

    def add_postings(self, _schema: Any, _lengths: Any, found: Iterable[PostingList]) -> None:
        write_lists(self._terms.raw_file(), self._lists.raw_file(), found)

    def close(self) -> None:
        self._terms.close()
        self._lists.close()
        self.is_closed = True


class Pool:
    """Gathers the tokens of new documents, and the lists of segments to be merged with them."""

    def __init__(self) -> None:
        self.size = 0
        # Row and value by turns: one list a token, because the garbage collector looks at each.
        self._found: dict[bytes, list[Any]] = {}
        self._merged: list[tuple[ListFile, Rows]] = []

    def add(self, item: tuple[str, bytes, int, float, Tokens]) -> None:
        """Take the tokens of one field of one document."""
        field, _, row, _, tokens = item
        letter = field.encode()
        self.size += len(tokens)
        for token, value in tokens.items():
            key = letter + token.encode()
            known = self._found.get(key)
            if known is None:
                self._found[key] = [row, value]
            else:
                known += (row, value)

    def merge(self, lists: ListFile, new_rows: Rows) -> None:
        """Take a segment; `new_rows` are its documents' rows in the new one, ascending, or `GONE`."""
        self._merged.append((lists, new_rows))

    def iter_postings(self) -> Iterator[PostingList]:
        """Give all lists in the order of their keys."""
        if not self._merged:
            return self._new_lists()
        sources = [self._new_lists(), *(_moved(lists, rows) for lists, rows in self._merged)]
        return _joined(heapq.merge(*sources, key=attrgetter("key")))

    def cleanup(self) -> None:
        """Let go of everything."""
        self._found.clear()
        self._merged.clear()

    def _new_lists(self) -> Iterator[PostingList]:
        for key in sorted(self._found):
            found = self._found[key]
            if len(found) == 2 and isinstance(found[1], int):
                yield PostingList(key, (found[0],), (min(found[1], MAX_COUNT),), NO_PLACES)
                continue
            rows, values = found[::2], found[1::2]
            if isinstance(values[0], int):
                yield PostingList(key, rows, [min(value, MAX_COUNT) for value in values], NO_PLACES)
            else:
                kept = [value[:MAX_COUNT] for value in values]
                yield PostingList(
                    key, rows, list(map(len, kept)), [place for value in kept for place in value]
                )


def open_lists(folder: Path, segment: Any) -> ListFile:
    """Map the posting lists of a segment."""
    return ListFile(folder / segment.make_filename(TERMS), folder / segment.make_filename(LISTS))


def _moved(lists: ListFile, new_rows: Rows) -> Iterator[PostingList]:
    is_whole = bool((new_rows != GONE).all())
    for index, key in enumerate(lists):
        found, places = lists.postings(index), lists.places(index)
        rows, counts = new_rows[found.rows], found.counts
        if not is_whole:
            kept = rows != GONE
            if not kept.any():
                continue
            places = places[np.repeat(kept, counts)] if len(places) else places
            rows, counts = rows[kept], counts[kept]
        yield PostingList(key, rows, counts, places)


def _joined(lists: Iterable[PostingList]) -> Iterator[PostingList]:
    for key, group in groupby(lists, attrgetter("key")):
        same = list(group)
        if len(same) == 1:
            yield same[0]
        else:
            _keys, *parts = zip(*same, strict=True)
            yield PostingList(
                key, *(np.concatenate(part, dtype=np.int64, casting="unsafe") for part in parts)
            )
