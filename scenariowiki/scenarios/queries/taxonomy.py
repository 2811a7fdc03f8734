"""Tags and categories by name and by id, merged ones followed to where they went."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Category, Tag, TagAlias

MOST_HOPS = 20


def tags_by_key(session: Session, keys: Collection[str]) -> Mapping[str, int]:
    """Map name skeletons to the ids of the tags they mean today."""
    if not keys:
        return {}
    by_name = select(Tag.key, Tag.id, Tag.merged_into_id).where(Tag.key.in_(keys))
    by_alias = (
        select(TagAlias.key, Tag.id, Tag.merged_into_id)
        .join(Tag, Tag.id == TagAlias.tag_id)
        .where(TagAlias.key.in_(keys))
    )
    found = {key: _end(session, id_, into) for key, id_, into in session.execute(by_alias)}
    found.update({key: _end(session, id_, into) for key, id_, into in session.execute(by_name)})
    return found


def _end(session: Session, id_: int, into: int | None) -> int:
    for _hop in range(MOST_HOPS):
        if into is None:
            return id_
        id_, into = into, session.scalar(select(Tag.merged_into_id).where(Tag.id == into))
    return id_


def canonical_category(session: Session, id_: int) -> int | None:
    """Return the id of the category that an id means today; None where there is none."""
    for _hop in range(MOST_HOPS):
        row = session.execute(select(Category.id, Category.merged_into_id).where(Category.id == id_)).first()
        if row is None:
            return None
        if row.merged_into_id is None:
            return int(row.id)
        id_ = row.merged_into_id
    return id_
