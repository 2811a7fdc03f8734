"""Categories as an administrator sees them: the whole tree in order, merged ones among them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import Category, Scenario
from scenariowiki.scenarios.queries.taxonomy.meaning import merged
from scenariowiki.scenarios.rules.states import State


@dataclass(frozen=True, kw_only=True)
class CategoryRow:
    """A category; `count` is of published scenarios filed right here, those merged into it included."""

    id: int
    title: str
    labels: Mapping[str, str]
    description: str
    depth: int
    parent_id: int | None
    owner_id: int | None
    owner: str | None
    merged_into_id: int | None
    version: int
    count: int = 0


def list_categories(session: Session) -> list[CategoryRow]:
    """List every category, parents before children, siblings by their place."""
    rows = session.execute(_categories().order_by(Category.position, Category.id)).all()
    counts = _counts(session)
    below: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        below[row.parent_id or 0].append(row)
    return [_row(row, counts) for row in _walk(below, 0)]


def get_category(session: Session, category_id: int) -> CategoryRow:
    """Return a category, a merged one too."""
    row = session.execute(_categories().where(Category.id == category_id)).one_or_none()
    if row is None:
        raise NotFound("no_category")
    return _row(row, _counts(session))


def merged_into_category(session: Session, category_id: int) -> Sequence[tuple[int, str]]:
    """List the categories that were merged into one, as (id, title)."""
    edges = select(Category.id, Category.title).where(Category.merged_into_id == category_id)
    return [(row.id, row.title) for row in session.execute(edges.order_by(Category.id))]


def _categories() -> Select[Any]:
    return select(
        Category.id,
        Category.title,
        Category.labels,
        Category.description,
        Category.depth,
        Category.parent_id,
        Category.owner_id,
        Category.merged_into_id,
        Category.version,
        Account.display_name.label("owner"),
    ).join(Account, Account.id == Category.owner_id, isouter=True)


def _walk(below: Mapping[int, Sequence[AnyRow]], parent_id: int) -> Iterator[AnyRow]:
    for row in below.get(parent_id, ()):
        yield row
        yield from _walk(below, row.id)


def _counts(session: Session) -> dict[int, int]:
    filed = (
        select(Scenario.category_id, func.count())
        .where(Scenario.state == State.PUBLISHED, Scenario.category_id.is_not(None))
        .group_by(Scenario.category_id)
    )
    roots = merged(session, Category)
    counts: dict[int, int] = defaultdict(int)
    for category_id, number in session.execute(filed):
        id_ = category_id or 0
        counts[roots.get(id_, id_)] += number
    return counts


def _row(row: AnyRow, counts: Mapping[int, int]) -> CategoryRow:
    return CategoryRow(**row._mapping, count=counts.get(row.id, 0))  # noqa: SLF001 - SQLAlchemy's public name
