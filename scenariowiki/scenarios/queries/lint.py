"""What is wrong with the catalogue's order: depth, empty and overfull categories, names one would mix up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Scenario, Tag
from scenariowiki.scenarios.queries.taxonomy import CategoryRow, list_categories
from scenariowiki.scenarios.rules import naming
from scenariowiki.scenarios.rules.states import State

MOST = 60
EXAMPLES = 12
LEVELS = 3
CLICKS = 2


class Problem(StrEnum):
    """What may be wrong, the gravest first."""

    TOO_FAR = auto()
    EQUAL_CATEGORIES = auto()
    UNCATEGORISED = auto()
    OVERFULL = auto()
    NEAR_CATEGORIES = auto()
    NO_OWNER = auto()
    EMPTY = auto()
    NEAR_TAGS = auto()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A category or a tag, by id and name; `number` is how many scenarios it holds, where that matters."""

    kind: str
    id: int
    name: str
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One problem; each example is what belongs together, `count` how many there are in all."""

    problem: Problem
    count: int
    examples: tuple[tuple[Subject, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that was found; `by_clicks` counts the categories by clicks from the home page."""

    findings: tuple[Finding, ...]
    categories: int
    tags: int
    by_clicks: Mapping[int, int]


def check(session: Session, *, most: int = MOST) -> Report:
    """Look the whole catalogue through; more than `most` scenarios in one category are too many."""
    rows = [row for row in list_categories(session) if row.merged_into_id is None]
    tags = _tags(session)
    found = (
        *_places(rows),
        *_names(rows),
        _finding(Problem.UNCATEGORISED, count=_uncategorised(session)),
        *_sizes(rows, most),
        _finding(Problem.NO_OWNER, [[_category(row)] for row in rows if row.owner_id is None]),
        _finding(Problem.NEAR_TAGS, _near_tags(tags)),
    )
    order = list(Problem)
    return Report(
        findings=tuple(sorted((one for one in found if one.count), key=lambda one: order.index(one.problem))),
        categories=len(rows),
        tags=len(tags),
        by_clicks=dict(sorted(Counter(clicks(row.depth) for row in rows).items())),
    )


def clicks(depth: int) -> int:
    """Count the clicks from the home page to a category: roots stand there, the catalogue shows the rest."""
    return min(depth, CLICKS) if depth <= LEVELS else depth


def _places(rows: Sequence[CategoryRow]) -> list[Finding]:
    """Find what one cannot click to: too deep, or below a category that is no longer there."""
    living = {row.id for row in rows}
    lost = [
        row
        for row in rows
        if clicks(row.depth) > CLICKS or (row.parent_id is not None and row.parent_id not in living)
    ]
    return [_finding(Problem.TOO_FAR, [[_category(row)] for row in lost])]


def _names(rows: Sequence[CategoryRow]) -> list[Finding]:
    by_id = {row.id: _category(row) for row in rows}
    equal = naming.equal_names({row.id: (row.title, *row.labels.values()) for row in rows})
    near = naming.near_names({row.id: row.title for row in rows})
    return [
        _finding(Problem.EQUAL_CATEGORIES, [[by_id[id_] for id_ in group] for group in equal]),
        _finding(Problem.NEAR_CATEGORIES, [[by_id[id_] for id_ in pair] for pair in near]),
    ]


def _sizes(rows: Sequence[CategoryRow], most: int) -> list[Finding]:
    parents = {row.parent_id for row in rows}
    empty = [row for row in rows if row.count == 0 and row.id not in parents]
    full = sorted((row for row in rows if row.count > most), key=lambda row: -row.count)
    return [
        _finding(Problem.EMPTY, [[_category(row)] for row in empty]),
        _finding(Problem.OVERFULL, [[_category(row, row.count)] for row in full]),
    ]


def _uncategorised(session: Session) -> int:
    counted = select(func.count(Scenario.id))
    return (
        session.scalar(counted.where(Scenario.state == State.PUBLISHED, Scenario.category_id.is_(None))) or 0
    )


def _tags(session: Session) -> dict[int, str]:
    rows = session.execute(select(Tag.id, Tag.name).where(Tag.merged_into_id.is_(None)).order_by(Tag.id))
    return {row.id: row.name for row in rows}


def _near_tags(tags: Mapping[int, str]) -> list[list[Subject]]:
    return [[Subject(kind="tag", id=id_, name=tags[id_]) for id_ in pair] for pair in naming.near_names(tags)]


def _category(row: CategoryRow, number: int | None = None) -> Subject:
    return Subject(kind="category", id=row.id, name=row.title, number=number)


def _finding(
    problem: Problem, found: Iterable[Iterable[Subject]] = (), *, count: int | None = None
) -> Finding:
    groups = [tuple(group) for group in found]
    return Finding(
        problem=problem,
        count=len(groups) if count is None else count,
        examples=tuple(groups[:EXAMPLES]),
    )
