"""Tags and categories by name and by id, merged ones followed to where they went."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Category, Tag, TagAlias


def tags_by_key(session: Session, keys: Collection[str]) -> Mapping[str, int]:
    """Map name skeletons to the ids of the tags they mean today."""
    if not keys:
        return {}
    by_name = select(Tag.key, Tag.id).where(Tag.key.in_(keys))
    by_alias = select(TagAlias.key, TagAlias.tag_id).where(TagAlias.key.in_(keys))
    roots = merged(session, Tag)
    rows = session.execute(by_alias.union_all(by_name))
    return {key: roots.get(id_, id_) for key, id_ in rows}


def merged(session: Session, kind: type[Tag] | type[Category]) -> dict[int, int]:
    """Map every merged tag or category to the one it means today; chains are followed, few rows are read."""
    edges = select(kind.id, kind.merged_into_id).where(kind.merged_into_id.is_not(None))
    into: dict[int, int] = {row.id: row.merged_into_id for row in session.execute(edges)}
    return {id_: _root(id_, into) for id_ in into}


def canonical_category(session: Session, id_: int) -> int | None:
    """Return the id of the category that an id means today; None where there is none."""
    meant = merged(session, Category).get(id_, id_)
    return session.scalar(select(Category.id).where(Category.id == meant))


def canonical_tag(session: Session, id_: int) -> int | None:
    """Return the id of the tag that an id means today; None where there is none."""
    meant = merged(session, Tag).get(id_, id_)
    return session.scalar(select(Tag.id).where(Tag.id == meant))


def _root(id_: int, into: Mapping[int, int]) -> int:
    seen = {id_}
    while id_ in into and into[id_] not in seen:
        id_ = into[id_]
        seen.add(id_)
    return id_
