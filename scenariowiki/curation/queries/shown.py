"""What the pages of the queue show beside an item: its two sides, its log, what a curator did today."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation import policy
from scenariowiki.curation.models import DuplicateCandidate, QueueEvent, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel import clock
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Comment, Outcome, Scenario, Solution, Subscription
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import State


@dataclass(frozen=True, kw_only=True)
class ShownSide:
    """One scenario or solution of an item, with all that was merged into it; `no` is that of its page."""

    id: int
    no: int
    title: str
    state: str
    seq: int
    author_id: int
    author: str
    at: dt.datetime
    solutions: tuple[str, ...]
    outcomes: int
    comments: int
    watchers: int


def get_item(session: Session, actor: Actor, item_id: int) -> QueueItem:
    """Return an item for those who decide its kind; NotFound for what is not there or not theirs to read."""
    return require_item(session, actor, session.get(QueueItem, item_id))


def require_item(session: Session, actor: Actor, item: QueueItem | None) -> QueueItem:
    """Return what was looked up, where it is there and somebody may decide its kind and read its page."""
    wiki.require(policy.may_work(actor))
    if item is None or not policy.may_decide(actor, item.kind):
        raise NotFound("no_item")
    if not wiki.may_read(actor, session.get_one(Scenario, item.scenario_id)):
        raise NotFound("no_item")
    return item


def sides(session: Session, kind: MergeKind, ids: Collection[int]) -> dict[int, ShownSide]:
    """Show scenarios or solutions by id."""
    versions = subjects.versions_of(session, kind, ids)
    show = _scenario if kind is MergeKind.SCENARIO else _solution
    return {id_: show(session, id_, versions[id_]) for id_ in ids}


def reasons(session: Session, kind: MergeKind, pair: tuple[int, int]) -> Sequence[str]:
    """Return the codes of why the detector thinks that two are one."""
    row = session.get(DuplicateCandidate, (kind.value, *pair))
    return tuple(str(code) for code in row.reasons) if row is not None else ()


def log_of(session: Session, item_id: int) -> Sequence[AnyRow]:
    """List what happened to an item, oldest first: name, at, by, facts."""
    return session.execute(
        select(QueueEvent.name, QueueEvent.at, Account.display_name.label("by"), QueueEvent.facts)
        .join(Account, Account.id == QueueEvent.actor_id)
        .where(QueueEvent.item_id == item_id)
        .order_by(QueueEvent.id)
    ).all()


def decided_today(session: Session, actor: Actor, now: dt.datetime) -> int:
    """Count what a curator has decided on this working day."""
    day = clock.business_day(now, actor.timezone, actor.cutover)
    begin = dt.datetime.combine(day, actor.cutover, ZoneInfo(actor.timezone))
    mine = select(func.count()).where(QueueItem.decided_by == actor.id, QueueItem.decided_at >= begin)
    return session.scalar(mine) or 0


def _scenario(session: Session, scenario_id: int, seq: int) -> ShownSide:
    row = session.get_one(Scenario, scenario_id)
    group = groups.members(scenario_id)
    shown = (State.MERGED, State.REJECTED, State.DRAFT)
    solutions = session.scalars(
        select(Solution.title)
        .where(Solution.scenario_id.in_(group), Solution.state.not_in(shown))
        .order_by(Solution.id)
    )
    return ShownSide(
        no=row.no,
        seq=seq,
        at=row.submitted_at or row.created_at,
        solutions=tuple(solutions),
        **_own(session, row),
        **_counts(session, group),
    )


def _solution(session: Session, solution_id: int, seq: int) -> ShownSide:
    row = session.get_one(Solution, solution_id)
    return ShownSide(
        no=groups.scenario_of(session, row).no,
        seq=seq,
        at=row.created_at,
        solutions=(),
        outcomes=session.scalar(_outcomes(Solution.canonical_id == solution_id)) or 0,
        comments=0,
        watchers=0,
        **_own(session, row),
    )


def _own(session: Session, row: Scenario | Solution) -> Mapping[str, Any]:
    name = session.scalar(select(Account.display_name).where(Account.id == row.author_id))
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state,
        "author_id": row.author_id,
        "author": name or "",
    }


def _counts(session: Session, group: Any) -> Mapping[str, Any]:
    comments = select(func.count()).where(Comment.scenario_id.in_(group), Comment.withdrawn_at.is_(None))
    watchers = select(func.count(Subscription.account_id.distinct())).where(
        Subscription.scenario_id.in_(group), Subscription.level == "watch"
    )
    return {
        "outcomes": session.scalar(_outcomes(Solution.scenario_id.in_(group))) or 0,
        "comments": session.scalar(comments) or 0,
        "watchers": session.scalar(watchers) or 0,
    }


def _outcomes(where: Any) -> Any:
    return (
        select(func.count())
        .select_from(Outcome)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(where)
    )
