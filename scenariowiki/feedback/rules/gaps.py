"""A gap in the catalogue: wanted, being written, written; and which searches tell of one."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Conflict


class GapState(StrEnum):
    WANTED = auto()
    TAKEN = auto()
    ANSWERED = auto()
    DROPPED = auto()


MOVES: frozenset[tuple[GapState, GapState]] = frozenset(
    {
        (GapState.WANTED, GapState.TAKEN),
        (GapState.WANTED, GapState.ANSWERED),
        (GapState.WANTED, GapState.DROPPED),
        (GapState.TAKEN, GapState.WANTED),
        (GapState.TAKEN, GapState.ANSWERED),
        (GapState.TAKEN, GapState.DROPPED),
        (GapState.ANSWERED, GapState.WANTED),
        (GapState.ANSWERED, GapState.TAKEN),
        (GapState.DROPPED, GapState.WANTED),
    }
)
# Somebody may still do something about these.
OPEN = frozenset({GapState.WANTED, GapState.TAKEN})
# A query is personal: it is shown when so many people looked for it, or one of them wrote it as a request.
SHOWN_FROM = 3
# One way of putting it is shown beside others when so many people put it so.
SAID_FROM = 2
WEEK = dt.timedelta(days=7)
WEEKS = 8
# Who opens something so soon after has found it, by whatever words.
SITTING = dt.timedelta(minutes=10)
# By then everything that belongs to a search has been written down.
SETTLED = dt.timedelta(minutes=20)
# Whoever takes a gap has so long until something is written.
CLAIM = dt.timedelta(days=7)
# As probable as not that two ways of putting it mean the same.
NEAR = 0.5


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody typed, and when."""

    account_id: int
    at: dt.datetime
    query: str


def check_move(before: GapState, after: GapState) -> None:
    """Raise `gap_state` unless a gap may go from one state to the other."""
    if (before, after) not in MOVES:
        raise Conflict("gap_state", state=before, to=after)


def unanswered(searches: Iterable[Search], opened: Iterable[tuple[int, dt.datetime]]) -> list[Search]:
    """Leave the searches after which nothing was opened, by these words or by others of the same sitting."""
    found: defaultdict[int, list[dt.datetime]] = defaultdict(list)
    for account_id, at in opened:
        found[account_id].append(at)
    return [
        one for one in searches if not any(one.at <= at <= one.at + SITTING for at in found[one.account_id])
    ]


def weekly(days: Iterable[dt.date], today: dt.date) -> list[int]:
    """Count days by weeks back from today, the oldest of eight first; it may be tomorrow at a site."""
    counted = Counter(max((today - day).days, 0) // WEEK.days for day in days)
    return [counted[back] for back in reversed(range(WEEKS))]


def rising(weeks: Sequence[int]) -> int:
    """Say by how much the last two weeks exceed the two before."""
    return sum(weeks[-2:]) - sum(weeks[-4:-2])
