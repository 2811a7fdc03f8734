"""Lists of scenarios: cards for results, the category tree, tags, and what waits for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Team
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.models import (
    Category,
    Favourite,
    Scenario,
    ScenarioTag,
    Solution,
    Tag,
    TagAlias,
    TagGroup,
    WorkingCopy,
)
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.queries.access import tags_known_to, visible_to
from scenariowiki.scenarios.rules.states import Audience, State


@dataclass(frozen=True, kw_only=True)
class Card:
    """A scenario as lists show it; `best` is the solution with the highest lower bound, if any."""

    no: int
    title: str
    excerpt: str
    state: str
    layer: str | None
    audience: str
    evidence: float
    solution_count: int
    emergency: bool
    has_sop: bool
    updated_at: Any
    page_version: int
    author_name: str
    team_name: str | None
    category_id: int | None
    tags: Sequence[tuple[int, str, Mapping[str, str]]]
    best: AnyRow | None


@dataclass
class Node:
    """A category with those below it; `count` is of published scenarios, those below included."""

    id: int
    title: str
    labels: Mapping[str, str]
    description: str
    depth: int
    parent_id: int | None
    owner_id: int | None
    count: int = 0
    children: list["Node"] = field(default_factory=list)


# By columns, not entities, and built once, since every list of scenarios asks for them.
_scenario, _account, _team = Scenario.__table__, Account.__table__, Team.__table__
_mark, _tag, _solution = ScenarioTag.__table__, Tag.__table__, Solution.__table__
CARD_COLUMNS = (
    _scenario.c.id,
    _scenario.c.no,
    _scenario.c.title,
    _scenario.c.excerpt,
    _scenario.c.state,
    _scenario.c.layer,
    _scenario.c.audience,
    _scenario.c.evidence,
    _scenario.c.solution_count,
    _scenario.c.emergency,
    _scenario.c.has_sop,
    _scenario.c.updated_at,
    _scenario.c.page_version,
    _scenario.c.category_id,
    _account.c.display_name.label("author_name"),
    _team.c.name.label("team_name"),
)

KEYS = {"id", "author_id", "team_id"}
# So many tags that hold what was typed are looked at.
MATCHING = 200

_ids: Any = bindparam("ids", expanding=True)
_CARDS = (
    select(*CARD_COLUMNS)
    .join(_account, _account.c.id == _scenario.c.author_id)
    .join(_team, _team.c.id == _scenario.c.team_id, isouter=True)
)
_BY_NUMBERS = _CARDS.add_columns(_scenario.c.author_id, _scenario.c.team_id).where(_scenario.c.no.in_(_ids))
_MARKS = select(_mark.c.scenario_id, _mark.c.tag_id).where(_mark.c.scenario_id.in_(_ids))
_TAGS = (
    select(_tag.c.id, _tag.c.name, _tag.c.labels)
    .where(_tag.c.id.in_(_ids))
    .order_by(_tag.c.common.desc(), _tag.c.id)
)
_SOLUTIONS = (
    select(
        _scenario.c.canonical_id.label("scenario_id"),
        _solution.c.id,
        _solution.c.title,
        _solution.c.solved,
        _solution.c.partly,
        _solution.c.failed,
        _solution.c.harmful,
        _solution.c.validated,
        _solution.c.lower_bound,
    )
    .join(_scenario, _scenario.c.id == _solution.c.scenario_id)
    .where(_scenario.c.canonical_id.in_(_ids), _solution.c.state.in_((State.SUBMITTED, State.PUBLISHED)))
    .order_by(_solution.c.lower_bound, _solution.c.id.desc())
)


def cards(session: Session, actor: Actor, numbers: Sequence[int]) -> list[Card]:
    """Return the cards of some numbers in that order; what the actor may not read is left out."""
    rows = [
        row for row in session.execute(_BY_NUMBERS, {"ids": list(numbers)}) if policy.may_read(actor, row)
    ]
    by_no = {card.no: card for card in _with_details(session, rows)}
    return [by_no[no] for no in numbers if no in by_no]


def _card_rows(session: Session, actor: Actor, *where: Any, limit: int | None = None) -> Sequence[AnyRow]:
    chosen = _CARDS.where(visible_to(actor), *where).order_by(Scenario.updated_at.desc(), Scenario.id.desc())
    return session.execute(chosen.limit(limit) if limit else chosen).all()


def _with_details(session: Session, rows: Sequence[AnyRow]) -> list[Card]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    tags = tags_of(session, ids)
    best = _best_solutions(session, ids)
    return [
        Card(**{name: value for name, value in row._mapping.items() if name not in KEYS},  # noqa: SLF001 - its public name
             tags=tags.get(row.id, []), best=best.get(row.id))
        for row in rows
    ]  # fmt: skip


def tags_of(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, str, Mapping[str, str]]]]:
    """Map scenarios to their tags as (id, name, labels)."""
    marks = session.execute(_MARKS, {"ids": list(ids)}).all()
    roots = taxonomy.merged(session, Tag)
    meant = {tag_id: roots.get(tag_id, tag_id) for _scenario, tag_id in marks}
    rows = session.execute(_TAGS, {"ids": sorted(set(meant.values()))}).all()
    carried: dict[int, set[int]] = defaultdict(set)
    for scenario_id, tag_id in marks:
        carried[scenario_id].add(meant[tag_id])
    return {
        scenario_id: [(row.id, row.name, row.labels) for row in rows if row.id in some]
        for scenario_id, some in carried.items()
    }


def _best_solutions(session: Session, ids: Sequence[int]) -> dict[int, AnyRow]:
    return {row.scenario_id: row for row in session.execute(_SOLUTIONS, {"ids": list(ids)})}


def recent(session: Session, actor: Actor, *, limit: int = 8) -> list[Card]:
    """List what was published or changed last."""
    return _with_details(session, _card_rows(session, actor, Scenario.state == State.PUBLISHED, limit=limit))


def own_unfinished(session: Session, actor: Actor, *, limit: int = 20) -> list[Card]:
    """List the actor's scenarios that are not published yet."""
    waiting = Scenario.state.in_((State.DRAFT, State.NEEDS_WORK, State.SUBMITTED))
    rows = _card_rows(session, actor, Scenario.author_id == actor.id, waiting, limit=limit)
    return _with_details(session, rows)


def to_decide(session: Session, actor: Actor, *, limit: int = 50) -> list[Card]:
    """List what a curator may decide: handed in by others, oldest first."""
    rows = _card_rows(
        session, actor, Scenario.state == State.SUBMITTED, Scenario.author_id != actor.id, limit=limit
    )
    return _with_details(session, rows)[::-1]


def favourites(session: Session, actor: Actor, *, limit: int = 20) -> list[Card]:
    """List the actor's favourites."""
    kept = select(Favourite.scenario_id).where(Favourite.account_id == actor.id)
    return _with_details(session, _card_rows(session, actor, Scenario.id.in_(kept), limit=limit))


def emergencies(session: Session, actor: Actor, *, limit: int = 8) -> list[Card]:
    """List the pinned handling of emergencies (R19)."""
    urgent = (Scenario.emergency.is_(True), Scenario.state == State.PUBLISHED)
    return _with_details(session, _card_rows(session, actor, *urgent, limit=limit))


def working_copies(session: Session, actor: Actor, *, limit: int = 20) -> Sequence[WorkingCopy]:
    """List the text the actor typed and has not saved."""
    own = select(WorkingCopy).where(WorkingCopy.account_id == actor.id)
    return session.scalars(own.order_by(WorkingCopy.updated_at.desc()).limit(limit)).all()


def category_tree(session: Session, *, counted: bool = True) -> list[Node]:
    """Return the roots of the catalogue with all below them, merged categories left out.

    What is counted is what everybody may read.
    """
    rows = session.scalars(
        select(Category).where(Category.merged_into_id.is_(None)).order_by(Category.position, Category.id)
    )
    nodes = {
        row.id: Node(
            id=row.id,
            title=row.title,
            labels=row.labels,
            description=row.description,
            depth=row.depth,
            parent_id=row.parent_id,
            owner_id=row.owner_id,
        )
        for row in rows
    }
    if counted:
        _count(session, nodes)
    roots: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.parent_id or 0)
        (parent.children if parent else roots).append(node)
    return roots


def _count(session: Session, nodes: Mapping[int, Node]) -> None:
    rows = session.execute(
        select(Scenario.category_id, func.count())
        .where(
            Scenario.state == State.PUBLISHED,
            Scenario.audience == Audience.ALL,
            Scenario.category_id.is_not(None),
        )
        .group_by(Scenario.category_id)
    )
    roots = taxonomy.merged(session, Category)
    for category_id, number in rows:
        at = nodes.get(roots.get(category_id or 0, category_id or 0))
        while at is not None:
            at.count += number
            at = nodes.get(at.parent_id or 0)


def tags_to_offer(session: Session, uses: Mapping[int, int], *, limit: int) -> Sequence[Tag]:
    """List the centre's common tags first, then by how much of what the asker may read they mark.

    `uses` counts that; a tag that marks nothing of it has to be one that the centre set.
    """
    often = sorted(uses, key=lambda one: (-uses[one], one))[:limit]
    known = or_(Tag.common, Tag.group_id.is_not(None), Tag.id.in_(often))
    rows = session.scalars(select(Tag).where(Tag.merged_into_id.is_(None), known))
    return _foremost(rows, uses)[:limit]


def _foremost(tags: Iterable[Tag], uses: Mapping[int, int]) -> list[Tag]:
    return sorted(tags, key=lambda one: (not one.common, -uses.get(one.id, 0), one.id))


def all_tags(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """List every living tag that the actor may know of, with its group and the number of its aliases."""
    aliases = select(func.count()).where(TagAlias.tag_id == Tag.id).correlate(Tag).scalar_subquery()
    return session.execute(
        select(Tag, TagGroup.name.label("group_name"), TagGroup.labels.label("group_labels"), aliases)
        .join(TagGroup, TagGroup.id == Tag.group_id, isouter=True)
        .where(Tag.merged_into_id.is_(None), tags_known_to(actor))
        .order_by(TagGroup.position, Tag.common.desc(), Tag.name)
    ).all()


def suggest_tags(
    session: Session, actor: Actor, prefix_key: str, uses: Mapping[int, int], *, limit: int = 10
) -> Sequence[Tag]:
    """List tags whose name or alias begins with, or holds, a folded prefix; common ones first, then by uses.

    `uses` counts what the actor may read: the stored counts know of more (security 51).
    """
    by_alias = select(TagAlias.tag_id).where(TagAlias.key.contains(prefix_key, autoescape=True))
    holds = or_(Tag.key.contains(prefix_key, autoescape=True), Tag.id.in_(by_alias))
    chosen = select(Tag).where(Tag.merged_into_id.is_(None), tags_known_to(actor), holds)
    rows = session.scalars(chosen.order_by(Tag.common.desc(), Tag.id).limit(MATCHING))
    return _foremost(rows, uses)[:limit]
