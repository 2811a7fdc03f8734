"""Tags and categories by name and by id, merged ones followed to where they went."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import kept
from scenariowiki.scenarios.models import Category, Tag, TagAlias

# Built once: every save asks for them.
_tag, _alias, _category = Tag.__table__.c, TagAlias.__table__.c, Category.__table__.c
_keys: Any = bindparam("keys", expanding=True)
_BY_KEY = (
    select(_alias.key, _alias.tag_id, _tag.merged_into_id)
    .join_from(TagAlias.__table__, Tag.__table__, _tag.id == _alias.tag_id)
    .where(_alias.key.in_(_keys))
    .union_all(select(_tag.key, _tag.id, _tag.merged_into_id).where(_tag.key.in_(_keys)))
)
_EDGES: Mapping[type[Tag] | type[Category], Any] = {
    Tag: select(_tag.id, _tag.merged_into_id).where(_tag.merged_into_id.is_not(None)),
    Category: select(_category.id, _category.merged_into_id).where(_category.merged_into_id.is_not(None)),
}
_CATEGORY = select(_category.merged_into_id).where(_category.id == bindparam("id"))


def tags_by_key(session: Session, keys: Collection[str]) -> Mapping[str, int]:
    """Map name skeletons to the ids of the tags they mean today."""
    if not keys:
        return {}
    rows = session.execute(_BY_KEY, {"keys": list(keys)}).all()
    roots = merged(session, Tag) if any(row.merged_into_id for row in rows) else {}
    return {key: roots.get(id_, id_) for key, id_, _merged in rows}


def merged(session: Session, kind: type[Tag] | type[Category]) -> Mapping[int, int]:
    """Map every merged tag or category to the one it means today; chains are followed, few rows are read."""
    return kept(session, f"merged {kind.__tablename__}", lambda: _merged(session, kind))


def alike(session: Session, kind: type[Tag] | type[Category], ids: Collection[int]) -> frozenset[int]:
    """Return all ids that mean what some ids mean: scenarios and people keep the one they were given."""
    if not ids:
        return frozenset()
    roots = merged(session, kind)
    meant = {roots.get(id_, id_) for id_ in ids}
    return frozenset(meant | {id_ for id_, root in roots.items() if root in meant})


def _merged(session: Session, kind: type[Tag] | type[Category]) -> dict[int, int]:
    into: dict[int, int] = {row.id: row.merged_into_id for row in session.execute(_EDGES[kind])}
    return {id_: _root(id_, into) for id_ in into}


def canonical_category(session: Session, id_: int) -> int | None:
    """Return the id of the category that an id means today; None where there is none."""
    row = session.execute(_CATEGORY, {"id": id_}).one_or_none()
    if row is None:
        return None
    return id_ if row.merged_into_id is None else merged(session, Category).get(id_, id_)


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
