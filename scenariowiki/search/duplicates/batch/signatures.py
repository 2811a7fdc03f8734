"""MinHash: texts that share many runs of three characters fall into the same buckets; finds copies."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

BANDS = 42
ROWS = 3
LEAST_ALIKE = 0.35
# Of more than this many that look the same each is paired with its neighbour only.
FULLEST_BUCKET = 60

Signature = npt.NDArray[np.uint32]

_RUN = 3
_AT_ONCE = 10_000
_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_dice = np.random.default_rng(1)
_FACTORS = _dice.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_SHIFTS = _dice.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_HIGH = np.uint64(32)


def sign(condensed: str) -> Signature:
    """Give the least hash of a text's runs under each of 126 hash functions."""
    codes = np.frombuffer(condensed.ljust(_RUN).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = codes[:-2] * _ODD[0] + codes[1:-1] * _ODD[1] + codes[2:] * _ODD[2]
    runs ^= runs >> np.uint64(29)
    least: Signature = ((runs * _FACTORS[:, None] + _SHIFTS[:, None]).min(axis=1) >> _HIGH).astype(np.uint32)
    return least


def alike(signatures: Sequence[Signature]) -> list[tuple[int, int]]:
    """List the pairs of places, the lower first, that are estimated to share enough; in order."""
    if not signatures:
        return []
    table = np.stack(signatures)
    found = [_codes(places) for places in _bucketed(table)]
    codes = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *found]))
    pairs = np.stack([codes >> _HIGH, codes & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)
    near = [shares(table, some) >= LEAST_ALIKE for some in np.array_split(pairs, len(pairs) // _AT_ONCE + 1)]
    kept: list[tuple[int, int]] = [(one, other) for one, other in pairs[np.concatenate(near)].tolist()]
    return kept


def shares(table: npt.NDArray[np.uint32], pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Estimate of pairs of places which part of their runs they share."""
    alike: npt.NDArray[np.float64] = (table[pairs[:, 0]] == table[pairs[:, 1]]).mean(axis=1)
    return alike


def _bucketed(table: npt.NDArray[np.uint32]) -> Iterator[npt.NDArray[np.int64]]:
    """Walk the pairs of places that share a bucket in some band, as two columns."""
    for band in range(BANDS):
        keys = np.zeros(len(table), dtype=np.uint64)
        for row in range(ROWS):
            keys = keys * _ODD[0] + table[:, band * ROWS + row]
        order = np.argsort(keys, kind="stable")
        yield from _runs(keys[order], order)


def _runs(keys: npt.NDArray[np.uint64], order: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    small = counts[place] <= FULLEST_BUCKET
    for gap in range(1, min(FULLEST_BUCKET, len(keys))):
        same = keys[:-gap] == keys[gap:]
        if gap > 1:
            same &= small[:-gap]
        if not same.any():
            return
        yield np.stack([order[:-gap][same], order[gap:][same]], axis=1)


def _codes(pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Pack pairs into one number each, the lower place first."""
    ordered = np.sort(pairs, axis=1).astype(np.uint64)
    packed: npt.NDArray[np.uint64] = (ordered[:, 0] << _HIGH) | ordered[:, 1]
    return packed
