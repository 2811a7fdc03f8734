"""Measures the search for duplicates over a whole catalogue: python -m bench.duplicates.

Copies of real cases are planted among the real cases: light ones (in the other script, a tenth of the
clauses dropped), heavy ones (two fifths dropped, the rest shuffled, an opening put before), and excerpts
(three fifths dropped, a foreign clause added). The baseline is what is usually done: MinHash of 128 values
over runs of three characters, 32 bands of 4, estimate from 0.5 on.
"""

import hashlib
import random
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from opencc import OpenCC

from bench.pairs import cases
from scenariowiki.search.duplicates import Candidate
from scenariowiki.search.duplicates.batch import Collection, Judge
from scenariowiki.text.chinese import fold, warm

KINDS = ("light", "heavy", "excerpt")
PLANTED = 400
_BANDS, _ROWS, _LEAST = 32, 4, 0.5
_PRIME = np.uint64((1 << 61) - 1)
_CLAUSES = re.compile(r"(?<=[。！？；，,])")
_HANT = OpenCC("s2tw")

Told = tuple[str, str]
Found = set[tuple[int, int]]


class Row(NamedTuple):
    """What one method found and what it cost."""

    what: str
    recall: dict[str, float]
    pairs: int
    seconds: float


def main() -> None:
    """Plant, find, and print the tables."""
    warm()
    told = cases()
    docs, planted = plant(random.Random(7), told)
    rows = [
        measured("MinHash b32 r4, estimate >= .5", lambda: baseline(docs), planted),
        measured("candidates: both joins", lambda: joined(docs), planted),
        measured("pairs worth a look: joins and model", lambda: judged(docs), planted),
    ]
    print(f"{len(docs)} texts, {PLANTED} copies of each kind planted\n")
    print(f"{'':38}{'light':>8}{'heavy':>8}{'excerpt':>9}{'both':>8}{'pairs':>8}{'CPU s':>8}")
    for row in rows:
        both = (row.recall["heavy"] + row.recall["excerpt"]) / 2
        shares = (
            f"{row.recall['light']:8.3f}{row.recall['heavy']:8.3f}{row.recall['excerpt']:9.3f}{both:8.3f}"
        )
        print(f"{row.what:38}{shares}{row.pairs:8}{row.seconds:8.2f}")
    ratios = [(row.recall["heavy"] + row.recall["excerpt"]) for row in rows]
    for what, at in (("candidates", 1), ("with the model", 2)):
        times, cost = ratios[at] / ratios[0], rows[at].seconds / rows[0].seconds
        print(f"\n{what}: {times:.2f}x the heavy and excerpt copies of the baseline, goal >= 3x")
        print(f"{what}: {cost:.2f}x its CPU, goal <= 2x")
    started = time.process_time()
    found = judged(told)
    spent = time.process_time() - started
    print(f"scan of {len(told)} cases: {spent:.1f} CPU s, goal <= 60; {len(found)} pairs worth a look")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def plant(dice: random.Random, told: Sequence[Told]) -> tuple[list[Told], dict[tuple[int, int], str]]:
    """Put copies behind the real cases; return all, and which pairs of places are copies of which kind."""
    docs = list(told)
    long = [at for at, (_, text) in enumerate(told) if len(_clauses(text)) >= 6]
    planted: dict[tuple[int, int], str] = {}
    for kind in KINDS:
        for at in dice.sample(long, PLANTED):
            planted[at, len(docs)] = kind
            copy = _copied(dice, kind, told[at][1], dice.choice(told)[1])
            docs.append((copy[: dice.randint(6, 20)], copy))
    return docs, planted


def _copied(dice: random.Random, kind: str, text: str, foreign: str) -> str:
    clauses = _clauses(text)
    if kind == "light":
        return str(_HANT.convert("".join(_kept(dice, clauses, 0.1))))
    if kind == "excerpt":
        return "".join(_kept(dice, clauses, 0.6)) + dice.choice(_clauses(foreign))
    kept = _kept(dice, clauses, 0.4)
    dice.shuffle(kept)
    return "您好，我想反映一个问题，" + "".join(kept)


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(text) if clause.strip()]


def _kept(dice: random.Random, clauses: Sequence[str], dropped: float) -> list[str]:
    return [clause for clause in clauses if dice.random() >= dropped] or list(clauses[:1])


def measured(what: str, find: Callable[[], Found], planted: dict[tuple[int, int], str]) -> Row:
    """Run one method and count what it found of each kind."""
    started = time.process_time()
    found = find()
    seconds = time.process_time() - started
    hits = Counter(kind for pair, kind in planted.items() if pair in found)
    return Row(what, {kind: hits[kind] / PLANTED for kind in KINDS}, len(found), seconds)


def joined(docs: Sequence[Told]) -> Found:
    """Find what the two joins propose."""
    collection = _collected(docs)
    return {(other, place) for place, others in collection.candidates() for other in others}


def judged(docs: Sequence[Told]) -> Found:
    """Find what the model thinks worth a person's look."""
    collection = _collected(docs)
    judge = Judge(collection.statistics(), collection.cutter())
    return {
        (other, place)
        for place, others in collection.candidates()
        for other in others
        if judge.judge(_candidate(docs, other), _candidate(docs, place)).worth
    }


def _collected(docs: Sequence[Told]) -> Collection:
    collection = Collection()
    for at, (title, text) in enumerate(docs):
        collection.add(at, f"{title}\n{text}")
    return collection


def _candidate(docs: Sequence[Told], at: int) -> Candidate:
    return Candidate(id=at, title=docs[at][0], text=docs[at][1])


def baseline(docs: Sequence[Told]) -> Found:
    """Find copies as MinHash libraries do: SHA-1 of every run, permuted modulo a Mersenne prime."""
    dice = np.random.default_rng(1)
    factors = dice.integers(1, int(_PRIME), _BANDS * _ROWS, dtype=np.uint64)
    shifts = dice.integers(0, int(_PRIME), _BANDS * _ROWS, dtype=np.uint64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    table = []
    for at, (title, text) in enumerate(docs):
        hashes = np.fromiter(_hashes(fold(f"{title}\n{text}"[:500])), dtype=np.uint64)
        values = ((hashes[:, None] * factors + shifts) % _PRIME & np.uint64(0xFFFFFFFF)).min(axis=0)
        table.append(values.astype(np.uint32))
        for band in range(_BANDS):
            buckets[band, table[-1][band * _ROWS : (band + 1) * _ROWS].tobytes()].append(at)
    near = {pair for places in buckets.values() for pair in combinations(places, 2)}
    return {(one, other) for one, other in near if (table[one] == table[other]).mean() >= _LEAST}


def _hashes(text: str) -> Iterator[int]:
    runs = {text[at : at + 3] for at in range(max(1, len(text) - 2))}
    return (int.from_bytes(hashlib.sha1(run.encode(), usedforsecurity=False).digest()[:4]) for run in runs)


if __name__ == "__main__":
    main()
