"""What a comparison of two texts gives: runs of text, each kept, taken out or put in."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple, Self


class Op(StrEnum):
    """What happened to a run of text; a gap is unchanged text that need not be shown."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"
    GAP = "gap"


class Run(NamedTuple):
    """Some text and what happened to it; a tuple, because a long text makes thousands."""

    op: Op
    text: str


@dataclass(frozen=True, kw_only=True)
class TextDiff:
    """The runs that lead from one text to the other.

    `script_only`: nothing but Simplified turned Traditional or back. `sentence_level`: time ran out, so some
    sentences are shown replaced as a whole.
    """

    runs: tuple[Run, ...]
    script_only: bool = False
    sentence_level: bool = False

    @property
    def changes(self) -> int:
        """Count the places where something changed."""
        changed = (run.op in {Op.DELETE, Op.INSERT} for run in self.runs)
        return sum(is_change for is_change, _ in groupby(changed))


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The time one comparison may take; shared by all fields of a snapshot."""

    ends_at: float
    clock: Callable[[], float]

    @classmethod
    def start(cls, seconds: float = 0.2, *, clock: Callable[[], float] = time.monotonic) -> Self:
        """Start the clock now; 200 ms is what rule D2 grants."""
        return cls(ends_at=clock() + seconds, clock=clock)

    def left(self) -> float:
        """Tell how many seconds are left, never fewer than none."""
        return max(self.ends_at - self.clock(), 0.0)
