"""The files of posting lists: written in one go, mapped into memory, read as numpy arrays.

The lists lie end to end: rows as 4 bytes each, counts as 2 each, and of pairs the places as 4 each. The
terms file has the numbers of terms, then for every term, in order, where its key ends, where its list ends
and how many rows it has, then the keys: a field's letter and the token.
"""

import mmap
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

MAX_COUNT = 0xFFFF
# Every so many keys one is kept in memory: a search of the file begins near its end.
_BLOCK = 32
_ONE_ROW = Struct("=IH")
_PLACE = Struct("=I")

Rows = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows that hold a token, ascending, and how often each does."""

    rows: Rows
    counts: Counts


class PostingList(NamedTuple):
    """A list on its way into a file; `places` is empty but for pairs. A tuple, as there are a million."""

    key: bytes
    rows: Sequence[int] | Rows
    counts: Sequence[int] | Counts
    places: Sequence[int] | Rows


NO_POSTINGS = Postings(np.empty(0, np.int64), np.empty(0, np.int64))
NO_PLACES: tuple[int, ...] = ()


class ListFile(Sequence[bytes]):
    """The mapped files of one segment; as a sequence, the keys in order."""

    def __init__(self, terms: Path, lists: Path) -> None:
        self._terms = map_file(terms)
        self._lists = map_file(lists)
        size = int(np.frombuffer(self._terms, "<u8", 1)[0])
        view = memoryview(self._terms)
        # Read one number at a time, which a memoryview does faster than an array.
        self._key_ends = view[8 : 8 + 8 * size].cast("Q")
        self._list_ends = view[8 + 8 * size : 8 + 16 * size].cast("Q")
        self._row_counts = view[8 + 16 * size : 8 + 20 * size].cast("I")
        self._keys_start = 8 + 20 * size
        self._firsts = [self[index] for index in range(0, size, _BLOCK)]

    def __len__(self) -> int:
        return len(self._key_ends)

    def __getitem__(self, index: int) -> bytes:  # type: ignore[override]  # slices are not needed
        start = self._key_ends[index - 1] if index else 0
        return self._terms[self._keys_start + start : self._keys_start + self._key_ends[index]]

    def find(self, key: bytes) -> int | None:
        """Find the number of a key."""
        start = (bisect_right(self._firsts, key) - 1) * _BLOCK
        if start < 0:
            return None
        index = bisect_left(self, key, start, min(start + _BLOCK, len(self)))
        return index if index < len(self) and self[index] == key else None

    def counts_of(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """Give every key with this prefix, and the number of its rows."""
        for index in range(bisect_left(self, prefix), len(self)):
            key = self[index]
            if not key.startswith(prefix):
                return
            yield key, self._row_counts[index]

    def postings(self, index: int) -> Postings:
        """Read rows and counts."""
        start, rows = self._extent(index)
        return Postings(
            np.frombuffer(self._lists, "<u4", rows, start).astype(np.int64),
            np.frombuffer(self._lists, "<u2", rows, start + 4 * rows).astype(np.int64),
        )

    def places(self, index: int) -> Rows:
        """Read the places, those of the first row first, as many of each as its count says."""
        start, rows = self._extent(index)
        start += 6 * rows
        count = (self._list_ends[index] - start) // 4
        return np.frombuffer(self._lists, "<u4", count, start).astype(np.int64)

    def _extent(self, index: int) -> tuple[int, int]:
        start = self._list_ends[index - 1] if index else 0
        return start, self._row_counts[index]


def write_lists(terms: BinaryIO, lists: BinaryIO, found: Iterable[PostingList]) -> None:
    """Write posting lists that come in the order of their keys."""
    keys = bytearray()
    key_ends, list_ends, row_counts = array("Q"), array("Q"), array("I")
    end = 0
    for each in found:
        data = _pack(each)
        lists.write(data)
        end += len(data)
        keys += each.key
        key_ends.append(len(keys))
        list_ends.append(end)
        row_counts.append(len(each.rows))
    terms.write(np.uint64(len(key_ends)).tobytes())
    terms.write(key_ends.tobytes())
    terms.write(list_ends.tobytes())
    terms.write(row_counts.tobytes())
    terms.write(keys)


def _pack(each: PostingList) -> bytes:
    # Most lists have one row, and many one place; arrays of the standard library beat numpy's on short ones.
    if len(each.rows) == 1 and len(each.places) < 2:
        head = _ONE_ROW.pack(each.rows[0], each.counts[0])
        return head + _PLACE.pack(each.places[0]) if len(each.places) else head
    if isinstance(each.rows, np.ndarray):
        parts = zip((each.rows, each.counts, each.places), ("<u4", "<u2", "<u4"), strict=True)
        return b"".join(np.asarray(part, kind).tobytes() for part, kind in parts)
    return b"".join(
        (
            array("I", each.rows).tobytes(),
            array("H", each.counts).tobytes(),
            array("I", each.places).tobytes(),
        )
    )


def map_file(path: Path) -> mmap.mmap | bytes:
    """Map a file into memory; it stays readable when the writer removes it."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
