"""The top category that each category lies under, merged ones followed to where they went."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Category
from scenariowiki.scenarios.queries import taxonomy

NONE = 0


def top_categories(session: Session) -> Mapping[int, int]:
    """Map every category to the top one above it."""
    rows = session.execute(select(Category.id, Category.parent_id).order_by(Category.id)).all()
    parents: dict[int, int | None] = {row.id: row.parent_id for row in rows}
    meant = taxonomy.merged(session, Category)
    return {id_: _top(meant.get(id_, id_), parents, meant) for id_ in parents}


def top_of(tops: Mapping[int, int], category_id: int | None) -> int:
    """Return the top category of one, 0 where it has none or it is gone."""
    return NONE if category_id is None else tops.get(category_id, NONE)


def _top(id_: int, parents: Mapping[int, int | None], meant: Mapping[int, int]) -> int:
    passed = {id_}
    while (above := parents.get(id_)) is not None:
        id_ = meant.get(above, above)
        if id_ in passed:
            break
        passed.add(id_)
    return id_
