"""Ranking: who stands where, what a score is made of, and the one step that leads further."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from fractions import Fraction

from scenariowiki.points.rules.periods import FLOORS, Period, next_start, score, start_of

# Who is shown (B5): the first ten, one's own place with three on either side, one's last eight periods.
TOP = 10
TOP_OF_API = 50
AROUND = 3
TREND = 8
FEWEST = 10
FEWEST_MEMBERS = 3
# Of two teams one would be the last.
FEWEST_TEAMS = 3
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class BoardKind(StrEnum):
    """Who is ranked: people, or teams (B7)."""

    PEOPLE = auto()
    TEAMS = auto()


class Part(StrEnum):
    """What points were earned with, as the bar of a score shows it."""

    SITUATION = auto()
    SOLUTION = auto()
    OUTCOME = auto()
    CURATION = auto()


class StepKind(StrEnum):
    """What leads further: a first share, an outcome to report, a solution to be adopted."""

    SHARE = auto()
    REPORT = auto()
    SOLUTION = auto()


PARTS: Mapping[str, Part] = {
    "P3": Part.OUTCOME,
    "P4": Part.SOLUTION,
    "P5": Part.SOLUTION,
    "P6": Part.OUTCOME,
}
SHARED = frozenset({"P1", "P2"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """How many points lead to which place, and what to do for some; `place` is None for the first place."""

    kind: StepKind
    points: int
    place: int | None


def part_of(rule: str, *, of_solution: bool) -> Part:
    """Tell what a rule's points were earned with; what helps others' pages is curation."""
    if rule in SHARED:
        return Part.SOLUTION if of_solution else Part.SITUATION
    return PARTS.get(rule, Part.CURATION)


def ranks(scores: Sequence[int | Fraction]) -> list[int]:
    """Give the standard competition rank of each of some scores, the highest first: 1, 2, 2, 4 (B4)."""
    found: list[int] = []
    for at, one in enumerate(scores):
        found.append(found[-1] if at and one == scores[at - 1] else at + 1)
    return found


def team_score(total: int, members: int, with_outcome: int) -> Fraction:
    """Weigh a team's mean by its breadth: the share of members who earned by an outcome (B7)."""
    return Fraction(total * (members + with_outcome), 2 * members**2)


def initials(name: str) -> str:
    """Shorten a name as its owner wants: the first sign of a Chinese one, the first letters of others."""
    if HAN.match(name):
        return f"{name[:1]}**"
    return " ".join(f"{word[:1].upper()}." for word in name.split())


def next_step(
    outcome: int, activity: int, ahead: tuple[int, int] | None, period: Period, worth: Mapping[StepKind, int]
) -> Step:
    """Name one thing to do; `ahead` is the place aimed at and the score that has it.

    What is activity counts up to a bound (B1): beyond it only outcomes lead further.
    """
    own = score(outcome, activity, period)
    place, points = (ahead[0], max(ahead[1] - own, 1)) if ahead else (None, 0)
    if outcome + activity <= 0:
        kind = StepKind.SHARE
    elif activity + worth[StepKind.REPORT] > FLOORS[period] + outcome:
        kind = StepKind.SOLUTION
    else:
        kind = StepKind.REPORT
    return Step(kind=kind, points=points, place=place)


def previous_start(period: Period, start: dt.date) -> dt.date | None:
    """Return the first day of the period before; None for all time."""
    return None if period is Period.ALL else start_of(period, start - dt.timedelta(days=1))


def last_starts(period: Period, start: dt.date, count: int = TREND) -> list[dt.date]:
    """List the starts of the last periods up to one, the oldest first."""
    found = [start]
    while len(found) < count and (before := previous_start(period, found[0])):
        found.insert(0, before)
    return found


def last_day(period: Period, start: dt.date) -> dt.date | None:
    """Return the last day of a period; None for all time."""
    after = next_start(period, start)
    return after - dt.timedelta(days=1) if after else None
