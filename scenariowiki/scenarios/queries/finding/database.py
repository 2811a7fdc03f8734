"""Lists of scenarios straight from the database: exact, and a simple search while there is no index."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.scenarios.models import Category, Scenario, ScenarioTag, Tag
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.search.grammar import Query, wanted
from scenariowiki.search.index import DEFAULT_STATES, Sort

Key = tuple[dt.datetime | float | str, int]
WORDS_MAX = 10
# Filters for what has no category; no category has this id.
UNCATEGORISED = 0

_NO_FILTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
# Relevance needs words to be relevant to.
_ORDER: Mapping[Sort, InstrumentedAttribute[Any]] = {
    Sort.RELEVANCE: Scenario.updated_at,
    Sort.UPDATED: Scenario.updated_at,
    Sort.CREATED: Scenario.created_at,
    Sort.EVIDENCE: Scenario.evidence,
    Sort.TITLE: Scenario.title,
}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Numbers of one page in order; `following` leads to the next page and is None on the last."""

    numbers: tuple[int, ...]
    following: Key | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to list; keys by facet as the index has them: OR inside a facet, AND between facets."""

    actor: Actor
    query: Query | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_FILTERS)
    sort: Sort = Sort.UPDATED


def listing(session: Session, want: Wanted, *, limit: int, after: Key | None = None) -> Listing:
    """List one page behind `after`; who walks all pages meets every scenario that stays as it is."""
    column = _ORDER[want.sort]
    where = _conditions(session, want)
    if after is not None:
        beyond = column > after[0] if want.sort is Sort.TITLE else column < after[0]
        where.append(or_(beyond, and_(column == after[0], Scenario.id < after[1])))
    rows = session.execute(
        select(Scenario.no, Scenario.id, column.label("at"))
        .where(*where)
        .order_by(_directed(want.sort), Scenario.id.desc())
        .limit(limit + 1)
    ).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Listing(
        numbers=tuple(row.no for row in rows[:limit]), following=(last.at, last.id) if last else None
    )


def _directed(sort: Sort) -> ColumnElement[Any]:
    """Titles go up, by their characters: the database knows no pinyin."""
    return _ORDER[sort].asc() if sort is Sort.TITLE else _ORDER[sort].desc()


def search(session: Session, want: Wanted, *, offset: int, limit: int) -> tuple[tuple[int, ...], int]:
    """Find scenarios whose title or beginning holds every word as written: (numbers, total)."""
    where = _conditions(session, want)
    total = session.scalar(select(func.count(Scenario.id)).where(*where)) or 0
    page = select(Scenario.no).where(*where).order_by(_directed(want.sort), Scenario.id.desc())
    return tuple(session.scalars(page.offset(offset).limit(limit))), total


def _conditions(session: Session, want: Wanted) -> list[ColumnElement[bool]]:
    filters = {"state": DEFAULT_STATES, **{name: keys for name, keys in want.filters.items() if keys}}
    where = [visible_to(want.actor), Scenario.state.in_(filters["state"])]
    if "layer" in filters:
        where.append(Scenario.layer.in_(filters["layer"]))
    if "team" in filters:
        where.append(Scenario.team_id.in_(_numbers(filters["team"])))
    if "category" in filters:
        where.append(_filed(session, _numbers(filters["category"])))
    if "tag" in filters:
        meant = _meaning(taxonomy.merged(session, Tag), _numbers(filters["tag"]))
        where.append(Scenario.id.in_(select(ScenarioTag.scenario_id).where(ScenarioTag.tag_id.in_(meant))))
    texts = wanted(want.query.root)[:WORDS_MAX] if want.query else ()
    return where + [_holds(text.text) for text in texts]


def _filed(session: Session, ids: Sequence[int]) -> ColumnElement[bool]:
    below = Scenario.category_id.in_(_with_below(session, ids))
    return or_(below, Scenario.category_id.is_(None)) if UNCATEGORISED in ids else below


def _holds(text: str) -> ColumnElement[bool]:
    return or_(
        Scenario.title.icontains(text, autoescape=True), Scenario.excerpt.icontains(text, autoescape=True)
    )


def _numbers(keys: Sequence[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 10]


def _meaning(roots: Mapping[int, int], wanted_ids: Sequence[int]) -> set[int]:
    """Add those that were merged into the wanted ones: scenarios keep the id they were given."""
    return {*wanted_ids, *(id_ for id_, root in roots.items() if root in wanted_ids)}


def _with_below(session: Session, ids: Sequence[int]) -> set[int]:
    parents = {row.id: row.parent_id for row in session.execute(select(Category.id, Category.parent_id))}
    roots = taxonomy.merged(session, Category)
    found = set(ids)
    for _level in range(3):
        found |= {id_ for id_, parent in parents.items() if parent in found}
        found |= _meaning(roots, list(found))
    return found
