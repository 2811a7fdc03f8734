"""Categories and tags that people would mix up by their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Tag
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.rules import naming


@dataclass(frozen=True, kw_only=True)
class NearNames:
    """Two categories, or two tags, that people would mix up; `equal` when only the writing differs."""

    kind: str
    ids: tuple[int, ...]
    names: tuple[str, ...]
    equal: bool


def near_names(session: Session) -> list[NearNames]:
    """List categories and tags whose names people would mix up, those that are the same name first."""
    categories = {
        row.id: row.title for row in taxonomy.list_categories(session) if row.merged_into_id is None
    }
    chosen = select(Tag.id, Tag.name).where(Tag.merged_into_id.is_(None)).order_by(Tag.id)
    tags = {row.id: row.name for row in session.execute(chosen)}
    found = [*_near("category", categories), *_near("tag", tags)]
    return sorted(found, key=lambda one: not one.equal)


def _near(kind: str, names: Mapping[int, str]) -> Iterable[NearNames]:
    equal = naming.equal_names({id_: (name,) for id_, name in names.items()})
    for is_equal, groups in ((True, equal), (False, naming.near_names(names))):
        for ids in groups:
            yield NearNames(kind=kind, ids=ids, names=tuple(names[id_] for id_ in ids), equal=is_equal)
