"""The queue as lists and counts show it: columns only, in the order in which items are to be decided (Q2)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation import policy
from scenariowiki.curation.models import QueueItem, QueueSkip
from scenariowiki.curation.queries.involved import involved
from scenariowiki.curation.rules.items import ASKED, ItemKind, ItemState
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries.access import visible_to

LIMIT = 50
# Overdue or not, priority, age, id.
Place = tuple[bool, float, dt.datetime, int]

_OTHER = aliased(Scenario)
_OTHER_SOLUTION = aliased(Solution)
_HOLDER = aliased(Account)


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One item of a list; `state` is what it is now: a lease that ran out counts as open.

    `is_own` marks an item that this curator has a hand in: claiming it would be refused (Q8, M33).
    """

    id: int
    kind: str
    state: str
    no: int
    title: str
    other_no: int | None
    other_title: str | None
    scenario_id: int
    other_scenario_id: int | None
    solution_id: int | None
    other_solution_id: int | None
    sop_id: int | None
    score: float | None
    priority: float
    due_at: dt.datetime
    created_at: dt.datetime
    is_overdue: bool
    claimed_by: int | None
    holder: str | None
    lease_until: dt.datetime | None
    needs_second: bool
    first_decider: int | None
    verdict: str | None
    reason: str | None
    skipped_until: dt.datetime | None
    is_own: bool
    is_mine: bool

    @property
    def place(self) -> Place:
        """Say where in the order it stands, for the next page of a list."""
        return self.is_overdue, self.priority, self.created_at, self.id


def list_items(  # noqa: PLR0913 - the filters of a list
    session: Session,
    actor: Actor,
    *,
    now: dt.datetime,
    kinds: Collection[ItemKind] = (),
    states: Collection[ItemState] = (),
    limit: int = LIMIT,
    after: Place | None = None,
) -> list[ItemRow]:
    """List items, those that wait unless states are named: overdue first, then by urgency (Q2).

    Items that this curator skipped, or may not decide, are marked and not left out.
    """
    asked = _filtered(_columns(actor), now, kinds, states).where(_for(actor))
    rows: list[AnyRow] = []
    for overdue in (True, False):
        if after is not None and after[0] is False and overdue:
            continue
        due = QueueItem.due_at < now if overdue else QueueItem.due_at >= now
        chosen = asked.where(due)
        if after is not None and after[0] is overdue:
            chosen = chosen.where(_behind(after))
        order = (QueueItem.priority.desc(), QueueItem.created_at, QueueItem.id)
        found = session.execute(chosen.order_by(*order).limit(limit - len(rows)))
        rows += found.all()
        if len(rows) >= limit:
            break
    own = involved(session, actor.id, rows)
    return [_row(row, actor, now, own) for row in rows]


def get_row(session: Session, actor: Actor, item_id: int, *, now: dt.datetime) -> ItemRow:
    """Return one item as lists show it; whoever asks has made sure that it is there."""
    row = session.execute(_columns(actor).where(QueueItem.id == item_id)).one()
    return _row(row, actor, now, involved(session, actor.id, [row]))


def find_next(
    session: Session, actor: Actor, *, now: dt.datetime, kinds: Collection[ItemKind] = (), but: int = 0
) -> int | None:
    """Return the id of the first item that this curator can take now: free, not skipped, not their own."""
    after: Place | None = None
    while rows := list_items(session, actor, now=now, kinds=kinds, limit=LIMIT, after=after):
        for row in rows:
            if row.id != but and _is_for(row, actor):
                return row.id
        after = rows[-1].place
    return None


def list_free(
    session: Session, actor: Actor, *, now: dt.datetime, kinds: Collection[ItemKind], limit: int = LIMIT
) -> list[ItemRow]:
    """List the items of some kinds that this curator can take now, the most urgent first."""
    found: list[ItemRow] = []
    after: Place | None = None
    while rows := list_items(session, actor, now=now, kinds=kinds, limit=LIMIT, after=after):
        found += [row for row in rows if _is_for(row, actor) and row.state != ItemState.AWAITING_SECOND]
        if len(found) >= limit:
            break
        after = rows[-1].place
    return found[:limit]


def list_copies(session: Session, rows: Collection[ItemRow]) -> frozenset[int]:
    """Return the items of pairs whose two sides say word for word the same (Q7)."""
    return frozenset(
        session.scalars(_copies(Scenario, QueueItem.scenario_id, QueueItem.other_scenario_id, rows))
    ) | frozenset(
        session.scalars(_copies(Solution, QueueItem.solution_id, QueueItem.other_solution_id, rows))
    )


def count_open(session: Session, actor: Actor) -> int:
    """Count the items that wait for those who work the queue, for their top bar; 0 for all others."""
    if not policy.may_work(actor):
        return 0
    chosen = _reading(select(func.count(QueueItem.id)), actor)
    return session.scalar(chosen.where(QueueItem.closed_at.is_(None))) or 0


def count_by_kind(session: Session, actor: Actor, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """Map kinds to how many items wait and how many of them are overdue."""
    late = func.count().filter(QueueItem.due_at < now)
    counted = select(QueueItem.kind, func.count(QueueItem.id), late)
    chosen = _reading(cast("Select[Any]", counted), actor)
    rows = session.execute(chosen.where(QueueItem.closed_at.is_(None)).group_by(QueueItem.kind))
    return {kind: (count, overdue) for kind, count, overdue in rows}


def _reading(chosen: Select[Any], actor: Actor) -> Select[Any]:
    """Narrow a count to somebody's items; the pages are asked only where not all are theirs to read."""
    if not actor.may(Permission.CURATE):
        chosen = chosen.join(Scenario, Scenario.id == QueueItem.scenario_id)
    return chosen.where(_for(actor))


def _for(actor: Actor) -> ColumnElement[bool]:
    """Return the predicate for what somebody may decide: their kinds, on pages that they may read.

    A version of an SOP that asks somebody by name is for them alone.
    """
    of_sops = QueueItem.kind == ItemKind.SOP
    asked = QueueItem.facts[ASKED].as_integer()
    mine = and_(of_sops, or_(asked.is_(None), asked == actor.id))
    approves = mine if actor.may(Permission.APPROVE_SOP) else false()
    if actor.may(Permission.CURATE):
        return or_(~of_sops, approves)
    return and_(approves, visible_to(actor))


def _copies(
    table: type[Scenario] | type[Solution], one: Any, other: Any, rows: Collection[ItemRow]
) -> Select[Any]:
    (mine, theirs), (own, its) = (aliased(table), aliased(table)), (aliased(Revision), aliased(Revision))
    kind = ItemKind.DUP_SCENARIO if table is Scenario else ItemKind.DUP_SOLUTION
    chosen = (
        select(QueueItem.id)
        .join(mine, mine.id == one)
        .join(theirs, theirs.id == other)
        .join(own, own.id == mine.head_rev_id)
        .join(its, its.id == theirs.head_rev_id)
        .where(QueueItem.id.in_([row.id for row in rows]), QueueItem.kind == kind)
        .where(own.content_hash == its.content_hash)
    )
    return cast("Select[Any]", chosen)


def _columns(actor: Actor) -> Select[Any]:
    chosen = (
        select(
            *(QueueItem.id, QueueItem.kind, QueueItem.state, QueueItem.score, QueueItem.priority),
            *(QueueItem.due_at, QueueItem.created_at, QueueItem.claimed_by, QueueItem.lease_until),
            *(QueueItem.needs_second, QueueItem.first_decider, QueueItem.verdict, QueueItem.reason),
            *(QueueItem.scenario_id, QueueItem.other_scenario_id),
            *(QueueItem.solution_id, QueueItem.other_solution_id, QueueItem.created_by, QueueItem.facts),
            *(Scenario.no, Scenario.title),
            *(_OTHER.no.label("other_no"), _OTHER.title.label("other_title")),
            *(_HOLDER.display_name.label("holder"), Solution.title.label("solution_title")),
            _OTHER_SOLUTION.title.label("other_solution_title"),
            QueueSkip.until.label("skipped_until"),
        )
        .join(Scenario, Scenario.id == QueueItem.scenario_id)
        .outerjoin(_OTHER, _OTHER.id == QueueItem.other_scenario_id)
        .outerjoin(Solution, Solution.id == QueueItem.solution_id)
        .outerjoin(_OTHER_SOLUTION, _OTHER_SOLUTION.id == QueueItem.other_solution_id)
        .outerjoin(_HOLDER, _HOLDER.id == QueueItem.claimed_by)
        .outerjoin(QueueSkip, and_(QueueSkip.item_id == QueueItem.id, QueueSkip.account_id == actor.id))
    )
    return cast("Select[Any]", chosen)


def _filtered(
    chosen: Select[Any], now: dt.datetime, kinds: Collection[ItemKind], states: Collection[ItemState]
) -> Select[Any]:
    if kinds:
        chosen = chosen.where(QueueItem.kind.in_(kinds))
    if not states:
        return chosen.where(QueueItem.closed_at.is_(None))
    return chosen.where(_in_state(states, now))


def _in_state(states: Collection[ItemState], now: dt.datetime) -> ColumnElement[bool]:
    """Return the predicate for states as they are now: a lease that ran out leaves an item open."""
    held = and_(QueueItem.state == ItemState.CLAIMED, QueueItem.lease_until > now)
    lapsed = and_(QueueItem.state == ItemState.CLAIMED, QueueItem.lease_until <= now)
    chosen: list[ColumnElement[bool]] = [false()]
    if ItemState.CLAIMED in states:
        chosen.append(held)
    if ItemState.OPEN in states:
        chosen += [QueueItem.state == ItemState.OPEN, lapsed]
    others = [state for state in states if state not in (ItemState.CLAIMED, ItemState.OPEN)]
    if others:
        chosen.append(QueueItem.state.in_(others))
    return or_(*chosen)


def _behind(after: Place) -> ColumnElement[bool]:
    _overdue, priority, created_at, id_ = after
    later = or_(
        QueueItem.created_at > created_at, and_(QueueItem.created_at == created_at, QueueItem.id > id_)
    )
    return or_(QueueItem.priority < priority, and_(QueueItem.priority == priority, later))


def _row(row: AnyRow, actor: Actor, now: dt.datetime, own: frozenset[int]) -> ItemRow:
    is_held = row.lease_until is not None and row.lease_until > now
    lapsed = row.state == ItemState.CLAIMED and not is_held
    return ItemRow(
        id=row.id,
        kind=row.kind,
        state=ItemState.OPEN if lapsed else row.state,
        no=row.no,
        title=row.solution_title or row.title,
        other_no=row.other_no,
        other_title=row.other_solution_title or row.other_title,
        scenario_id=row.scenario_id,
        other_scenario_id=row.other_scenario_id,
        solution_id=row.solution_id,
        other_solution_id=row.other_solution_id,
        sop_id=row.facts.get("sop_id"),
        score=row.score,
        priority=row.priority,
        due_at=row.due_at,
        created_at=row.created_at,
        is_overdue=row.due_at < now,
        claimed_by=row.claimed_by if is_held else None,
        holder=row.holder if is_held else None,
        lease_until=row.lease_until if is_held else None,
        needs_second=row.needs_second,
        first_decider=row.first_decider,
        verdict=row.verdict,
        reason=row.reason,
        skipped_until=row.skipped_until if row.skipped_until and row.skipped_until > now else None,
        is_own=row.id in own or row.first_decider == actor.id,
        is_mine=is_held and row.claimed_by == actor.id,
    )


def _is_for(row: ItemRow, actor: Actor) -> bool:
    is_free = row.claimed_by in (None, actor.id)
    return is_free and not row.is_own and row.skipped_until is None
