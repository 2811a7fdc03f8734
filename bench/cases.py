"""Seeded cases of any number from the hotline data: the real ones first, then new ones of their sentences."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scenariowiki.text.sentences import split_sentences

_FILE = Path(__file__).resolve().parents[1] / "../shared/data/bulk/hotline_cases.jsonl.gz"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A title, what happened, and what was answered, if anything."""

    title: str
    situation: str
    solution: str


def cases(count: int) -> Iterator[Case]:
    """Give so many cases, the same ones every time."""
    real = _real()
    yield from real[:count]
    dice = random.Random(11)
    for number in range(len(real), count):
        one, other = dice.choice(real), dice.choice(real)
        yield Case(
            title=f"{one.title[:50]}（{number}）",
            situation=_mixed(one.situation, other.situation, dice),
            solution=one.solution,
        )


@cache
def _real() -> tuple[Case, ...]:
    if not _FILE.exists():
        raise SystemExit(f"The figures need the hotline cases: {_FILE} is missing.")
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(
        Case(
            title=row["title"][:110] or row["situation"][:40],
            situation=row["situation"][:20_000],
            solution=(row.get("solution") or "")[:3_500],
        )
        for row in rows
    )


def _mixed(one: str, other: str, dice: random.Random) -> str:
    sentences = split_sentences(one) + split_sentences(other)
    return "".join(dice.sample(sentences, max(1, len(sentences) // 2)))
