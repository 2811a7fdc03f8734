"""The merges that a page shows: what was merged into it, by whom, when and why, and who may object."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import groups

OBJECTION_DAYS = 14
_COLUMNS = (
    MergeOp.id,
    MergeOp.kind,
    MergeOp.loser_id,
    MergeOp.winner_id,
    MergeOp.reason,
    MergeOp.note,
    MergeOp.applied_at,
    MergeOp.applied_by,
    Account.display_name.label("by"),
)


@dataclass(frozen=True, kw_only=True)
class ActiveMerge:
    """A merge that is not undone; `no` is the loser's number, or that of the page a solution was written on.

    `author_id` wrote the loser and may object until `until`, unless that was done already.
    """

    op_id: int
    kind: MergeKind
    loser_id: int
    winner_id: int
    no: int
    title: str
    author_id: int
    by: str
    by_id: int
    at: dt.datetime
    reason: str
    note: str
    objected: bool

    @property
    def until(self) -> dt.datetime:
        """Tell until when its author may object (M34)."""
        return self.at + dt.timedelta(days=OBJECTION_DAYS)


def active_merges(session: Session, scenario_id: int) -> list[ActiveMerge]:
    """List what is merged into a canonical scenario, and which of its solutions are merged, oldest first."""
    rows = [*_scenarios(session, scenario_id), *_solutions(session, scenario_id)]
    objected = _objected(session, [row.id for row in rows])
    return sorted((_merge(row, objected=row.id in objected) for row in rows), key=lambda one: one.op_id)


def merge_of(session: Session, scenario_id: int) -> ActiveMerge | None:
    """Return the merge by which a scenario, itself a loser, went into another; None where there is none."""
    row = session.execute(_scenario_ops().where(Scenario.id == scenario_id)).first()
    return _merge(row, objected=bool(_objected(session, [row.id]))) if row is not None else None


def open_to_objection(
    session: Session, account_id: int, op_ids: Sequence[int], *, now: dt.datetime
) -> frozenset[int]:
    """Return those of some merges that a person lost work by and may still object to (M34)."""
    if not op_ids:
        return frozenset()
    active = (
        select(MergeOp.id)
        .join(
            Scenario, and_(MergeOp.kind == MergeKind.SCENARIO, Scenario.id == MergeOp.loser_id), isouter=True
        )
        .join(
            Solution, and_(MergeOp.kind == MergeKind.SOLUTION, Solution.id == MergeOp.loser_id), isouter=True
        )
        .where(
            MergeOp.id.in_(op_ids),
            MergeOp.undone_at.is_(None),
            MergeOp.applied_at > now - dt.timedelta(days=OBJECTION_DAYS),
            or_(Scenario.author_id == account_id, Solution.author_id == account_id),
        )
    )
    return frozenset(session.scalars(active)) - _objected(session, op_ids)


def _scenarios(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    merged = _scenario_ops().where(Scenario.canonical_id == scenario_id)
    rows: Sequence[AnyRow] = session.execute(merged).all()
    return rows


def _scenario_ops() -> Any:
    return (
        select(*_COLUMNS, Scenario.no, Scenario.title, Scenario.author_id)
        .join(Scenario, Scenario.id == MergeOp.loser_id)
        .join(Account, Account.id == MergeOp.applied_by)
        .where(MergeOp.kind == MergeKind.SCENARIO, MergeOp.undone_at.is_(None))
    )


def _solutions(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    merged = (
        select(*_COLUMNS, Scenario.no, Solution.title, Solution.author_id)
        .join(Solution, Solution.id == MergeOp.loser_id)
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .join(Account, Account.id == MergeOp.applied_by)
        .where(
            MergeOp.kind == MergeKind.SOLUTION,
            MergeOp.undone_at.is_(None),
            groups.solutions_of(scenario_id),
        )
    )
    return session.execute(merged).all()


def _objected(session: Session, op_ids: Sequence[int]) -> frozenset[int]:
    if not op_ids:
        return frozenset()
    asked = select(QueueItem.op_id).where(
        QueueItem.kind == ItemKind.UNMERGE_APPEAL, QueueItem.op_id.in_(op_ids)
    )
    return frozenset(session.scalars(asked))


def _merge(row: AnyRow, *, objected: bool) -> ActiveMerge:
    return ActiveMerge(
        op_id=row.id,
        kind=MergeKind(row.kind),
        loser_id=row.loser_id,
        winner_id=row.winner_id,
        no=row.no,
        title=row.title,
        author_id=row.author_id,
        by=row.by,
        by_id=row.applied_by,
        at=row.applied_at,
        reason=row.reason,
        note=row.note,
        objected=objected,
    )
