"""One immutable part of the index, read once and kept while readers need it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.filedb.structfile import BufferFile

from scenariowiki.search import tokens
from scenariowiki.search.embedded import fields
from scenariowiki.search.embedded.codec import open_lists
from scenariowiki.search.embedded.columns import Columns, Dictionary, Ints, unpack
from scenariowiki.search.embedded.lists import NO_POSTINGS, Postings, Rows, map_file
from scenariowiki.search.embedded.store import check_segment


class Titles(NamedTuple):
    """What suggestions need of one document."""

    title: str
    keys: list[str]
    tags: list[str]


@dataclass(frozen=True, slots=True)
class PinyinKeys:
    """The segment's pinyin keys in order, each with the row it is of."""

    keys: npt.NDArray[np.bytes_]
    rows: Rows

    def starting_with(self, prefix: str) -> tuple[Rows, Rows]:
        """Give the rows that have just this key, and those that have one beginning with it."""
        start = np.searchsorted(self.keys, prefix.encode())
        exact = np.searchsorted(self.keys, prefix.encode(), side="right")
        stop = np.searchsorted(self.keys, prefix.encode() + b"\x7f")
        return np.unique(self.rows[start:exact]), np.unique(self.rows[start:stop])


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Hashes of keys in order, and how many documents hold each: a thousand words are found at once."""

    hashes: Ints
    counts: npt.NDArray[np.uint32]


class Segment:
    """Posting lists and columns of some documents, deleted ones too."""

    def __init__(self, folder: Path, found: Any, dictionary: Dictionary) -> None:
        check_segment(folder, found.segment_id())
        self._lists = open_lists(folder, found)
        self.size: int = found.doc_count_all()
        self.columns: Columns = unpack(_column(folder, found, fields.NUMBERS), dictionary)
        self._titles = _column(folder, found, fields.TITLES)

    def postings(self, field: str, token: str) -> Postings:
        """Find the documents that hold a token in a field."""
        index = self._lists.find((field + token).encode())
        return NO_POSTINGS if index is None else self._lists.postings(index)

    def frequencies(self, hashes: Ints) -> Ints:
        """Count the documents, deleted ones too, of many words and characters by the hashes of their keys."""
        known = self._frequencies
        if not len(known.hashes):
            return np.zeros(len(hashes), np.int64)
        places = np.minimum(np.searchsorted(known.hashes, hashes), len(known.hashes) - 1)
        return np.where(known.hashes[places] == hashes, known.counts[places], 0)

    def places(self, pair: str) -> tuple[Rows, Rows]:
        """Find every place of a pair: rows, and places in them."""
        index = self._lists.find((fields.PAIRS + pair).encode())
        if index is None:
            return NO_POSTINGS.rows, NO_POSTINGS.rows
        found = self._lists.postings(index)
        return np.repeat(found.rows, found.counts), self._lists.places(index)

    def titles(self) -> Iterator[Titles]:
        """Read titles, pinyin keys and tags of all documents; the head has empty ones."""
        return (Titles(*json.loads(row)) for row in self._titles)

    @cached_property
    def _frequencies(self) -> Frequencies:
        counted = chain.from_iterable(
            self._lists.counts_of(field.encode()) for field in (fields.WORDS, fields.CHARACTERS)
        )
        table = np.array([(hash(key), count) for key, count in counted], np.int64).reshape(-1, 2)
        table = table[np.argsort(table[:, 0])]
        return Frequencies(table[:, 0].copy(), table[:, 1].astype(np.uint32))

    @cached_property
    def pinyin(self) -> PinyinKeys:
        """Order the pinyin keys, for search by prefix."""
        spelled = [each.keys for each in self.titles()]
        keys = np.array([key.encode() for each in spelled for key in each], f"S{tokens.MAX_KEY}")
        rows = np.repeat(np.arange(len(spelled)), [len(each) for each in spelled])
        order = np.argsort(keys, kind="stable")
        return PinyinKeys(keys[order], rows[order])


def _column(folder: Path, found: Any, name: str) -> Iterable[bytes]:
    path = folder / found.codec().column_filename(found, name)
    mapped = BufferFile(map_file(path))
    values: Iterable[bytes] = fields.COLUMN.reader(mapped, 0, path.stat().st_size, found.doc_count_all())
    return values
