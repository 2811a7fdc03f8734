"""Tags as an administrator sees them: groups, synonyms, uses, and what was merged into what."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import ScenarioTag, Subscription, Tag, TagAlias, TagGroup
from scenariowiki.scenarios.queries.taxonomy.meaning import merged
from scenariowiki.scenarios.rules import naming
from scenariowiki.text import characters


@dataclass(frozen=True, kw_only=True)
class TagFilter:
    """Which tags to list; `q` looks in names and synonyms, `group_id` 0 stands for tags without a group."""

    q: str = ""
    group_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TagRow:
    """A tag; `uses` counts the scenarios that carry it or one merged into it."""

    id: int
    name: str
    labels: Mapping[str, str]
    group_id: int | None
    group: str | None
    common: bool
    merged_into_id: int | None
    version: int
    uses: int = 0
    watchers: int = 0
    aliases: tuple[str, ...] = ()
    absorbed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class TagPage:
    """One page of tags."""

    rows: tuple[TagRow, ...]
    total: int
    offset: int


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    id: int
    name: str
    labels: Mapping[str, str]
    tags: int


def list_tags(session: Session, wanted: TagFilter, *, offset: int = 0, limit: int = 50) -> TagPage:
    """List living tags: the centre's common ones first, then the most used."""
    conditions = _conditions(wanted)
    total = session.scalar(select(func.count(Tag.id)).where(*conditions)) or 0
    chosen = _tags().where(*conditions).order_by(Tag.common.desc(), Tag.uses.desc(), Tag.name, Tag.id)
    rows = session.execute(chosen.offset(offset).limit(limit)).all()
    return TagPage(rows=_with_details(session, rows), total=total, offset=offset)


def get_tag(session: Session, tag_id: int) -> TagRow:
    """Return a tag, a merged one too."""
    rows = session.execute(_tags().where(Tag.id == tag_id)).all()
    if not rows:
        raise NotFound("no_tag")
    return _with_details(session, rows)[0]


def near_tags(session: Session, tag: TagRow) -> list[tuple[int, str]]:
    """List the living tags whose name is nearly that of a tag, as (id, name)."""
    rows = session.execute(select(Tag.id, Tag.name).where(Tag.merged_into_id.is_(None)).order_by(Tag.id))
    return [(row.id, row.name) for row in rows if row.id != tag.id and naming.are_near(row.name, tag.name)]


def list_tag_groups(session: Session) -> list[GroupRow]:
    """List the groups of tags in their order, with how many living tags each has."""
    tags = (
        select(func.count())
        .where(Tag.group_id == TagGroup.id, Tag.merged_into_id.is_(None))
        .correlate(TagGroup)
        .scalar_subquery()
        .label("tags")
    )
    rows = session.execute(
        select(TagGroup.id, TagGroup.name, TagGroup.labels, tags).order_by(TagGroup.position, TagGroup.id)
    )
    return [GroupRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def get_tag_group(session: Session, group_id: int) -> GroupRow:
    """Return one group of tags."""
    found = next((group for group in list_tag_groups(session) if group.id == group_id), None)
    if found is None:
        raise NotFound("no_group")
    return found


def _tags() -> Select[Any]:
    return select(
        Tag.id,
        Tag.name,
        Tag.labels,
        Tag.group_id,
        TagGroup.name.label("group"),
        Tag.common,
        Tag.merged_into_id,
        Tag.version,
    ).join(TagGroup, TagGroup.id == Tag.group_id, isouter=True)


def _conditions(wanted: TagFilter) -> list[Any]:
    conditions: list[Any] = [Tag.merged_into_id.is_(None)]
    key = characters.skeleton(wanted.q)
    if key:
        named = select(TagAlias.tag_id).where(TagAlias.key.contains(key, autoescape=True))
        conditions.append(or_(Tag.key.contains(key, autoescape=True), Tag.id.in_(named)))
    if wanted.group_id is not None:
        conditions.append(Tag.group_id == wanted.group_id if wanted.group_id else Tag.group_id.is_(None))
    return conditions


def _with_details(session: Session, rows: Sequence[AnyRow]) -> tuple[TagRow, ...]:
    roots = merged(session, Tag)
    ids = {row.id for row in rows}
    members = {id_: {id_} | {gone for gone, root in roots.items() if root == id_} for id_ in ids}
    uses, watchers = _uses(session, members), _watchers(session, members)
    aliases, absorbed = _aliases(session, ids), _absorbed(session, ids)
    return tuple(
        TagRow(
            **row._mapping,  # noqa: SLF001 - SQLAlchemy's public name
            uses=uses.get(row.id, 0),
            watchers=watchers.get(row.id, 0),
            aliases=aliases.get(row.id, ()),
            absorbed=absorbed.get(row.id, ()),
        )
        for row in rows
    )


def _uses(session: Session, members: Mapping[int, Collection[int]]) -> dict[int, int]:
    counted = select(ScenarioTag.tag_id, func.count()).group_by(ScenarioTag.tag_id)
    either = select(func.count(ScenarioTag.scenario_id.distinct()))
    return _counts(session, members, counted, either, ScenarioTag.tag_id)


def _watchers(session: Session, members: Mapping[int, Collection[int]]) -> dict[int, int]:
    watching = Subscription.level == "watch"
    counted = select(Subscription.tag_id, func.count()).where(watching).group_by(Subscription.tag_id)
    either = select(func.count(Subscription.account_id.distinct())).where(watching)
    return _counts(session, members, counted, either, Subscription.tag_id)


def _counts(
    session: Session,
    members: Mapping[int, Collection[int]],
    counted: Any,
    either: Any,
    tag_id: Any,
) -> dict[int, int]:
    """Count for all tags at once; whoever carries two tags that are one today counts once."""
    counts = {id_: number for id_, number in session.execute(counted.where(tag_id.in_(members)))}  # noqa: C416 - a Row is not a pair to the type checker
    for id_, some in members.items():
        if len(some) > 1:
            counts[id_] = session.scalar(either.where(tag_id.in_(some))) or 0
    return counts


def _aliases(session: Session, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = select(TagAlias.tag_id, TagAlias.name).where(TagAlias.tag_id.in_(ids)).order_by(TagAlias.name)
    for tag_id, name in session.execute(rows):
        found[tag_id] += (name,)
    return found


def _absorbed(session: Session, ids: Collection[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = defaultdict(tuple)
    rows = select(Tag.merged_into_id, Tag.id, Tag.name).where(Tag.merged_into_id.in_(ids)).order_by(Tag.id)
    for into, id_, name in session.execute(rows):
        found[into or 0] += ((id_, name),)
    return found
