"""What is known of every document beside its words, as numpy arrays to filter, count and sort by."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Codes:
    """Numbers for keys; they only grow, so that arrays made earlier stay valid."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, key: str) -> int:
        """Give the key's number, a new one if need be."""
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.keys)
            self.keys.append(key)
        return code

    def known(self, keys: Iterable[str]) -> Ints:
        """Give the numbers of those keys that have one."""
        return np.array([self._codes[key] for key in keys if key in self._codes], np.int64)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The numbers of all audiences and facet keys, shared by every segment that one reader loads."""

    audiences: Codes = field(default_factory=Codes)
    facets: defaultdict[str, Codes] = field(default_factory=lambda: defaultdict(Codes))


@dataclass(frozen=True, slots=True)
class Facet:
    """One row and one code for every key that a document has."""

    rows: Ints
    codes: Ints


@dataclass(frozen=True, slots=True)
class Columns:
    """One element per document; the head, which is none, has the id 0 and its watermark in `version`."""

    ids: Ints
    versions: Ints
    views: Ints
    audiences: Ints
    updated: Floats
    created: Floats
    evidence: Floats
    lengths: Floats
    facets: Mapping[str, Facet]


HEAD_ID = 0


def pack(numbers: Sequence[float], audience: str, facets: Mapping[str, Sequence[str]]) -> bytes:
    """Write one document's row: id, version, views, updated, created, evidence, length; audience; facets."""
    return json.dumps([*numbers, audience, facets], separators=(",", ":")).encode()


def unpack(rows: Iterable[bytes], dictionary: Dictionary) -> Columns:
    """Read the rows of a segment."""
    loaded: list[list[Any]] = json.loads(b"[" + b",".join(rows) + b"]")
    numbers = np.array([row[:7] for row in loaded], np.float64).reshape(-1, 7).T
    return Columns(
        ids=numbers[0].astype(np.int64),
        versions=numbers[1].astype(np.int64),
        views=numbers[2].astype(np.int64),
        updated=numbers[3],
        created=numbers[4],
        evidence=numbers[5],
        lengths=numbers[6],
        audiences=np.array([dictionary.audiences.code(row[7]) for row in loaded], np.int64),
        facets=_unpack_facets([row[8] for row in loaded], dictionary),
    )


def join(parts: Sequence[Columns]) -> Columns:
    """Lay the columns of several segments end to end."""
    starts = np.cumsum([0, *(len(part.ids) for part in parts)])
    names = {name for part in parts for name in part.facets}
    return Columns(
        ids=_joined([part.ids for part in parts]),
        versions=_joined([part.versions for part in parts]),
        views=_joined([part.views for part in parts]),
        audiences=_joined([part.audiences for part in parts]),
        updated=_joined([part.updated for part in parts]),
        created=_joined([part.created for part in parts]),
        evidence=_joined([part.evidence for part in parts]),
        lengths=_joined([part.lengths for part in parts]),
        facets={name: _join_facet(name, parts, starts) for name in names},
    )


def _unpack_facets(loaded: list[dict[str, list[str]]], dictionary: Dictionary) -> dict[str, Facet]:
    rows: dict[str, list[int]] = defaultdict(list)
    codes: dict[str, list[int]] = defaultdict(list)
    for row, facets in enumerate(loaded):
        for name, keys in facets.items():
            known = dictionary.facets[name]
            rows[name].extend([row] * len(keys))
            codes[name].extend([known.code(key) for key in keys])
    return {name: Facet(np.array(rows[name], np.int64), np.array(codes[name], np.int64)) for name in rows}


def _joined(arrays: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return np.concatenate(arrays)


def _join_facet(name: str, parts: Sequence[Columns], starts: Ints) -> Facet:
    found = [
        (part.facets[name], start) for part, start in zip(parts, starts, strict=False) if name in part.facets
    ]
    return Facet(
        np.concatenate([facet.rows + start for facet, start in found]),
        np.concatenate([facet.codes for facet, _ in found]),
    )
