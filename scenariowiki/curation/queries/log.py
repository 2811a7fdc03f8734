"""The log of merges, the newest first: what became one, by whom, and what of it was undone; it has no end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario, Solution

LIMIT = 50

_BY, _UNDONE_BY = aliased(Account), aliased(Account)


@dataclass(frozen=True, kw_only=True)
class LoggedMerge:
    """One merge of the log; the numbers are those of the scenarios that both sides were written on."""

    op_id: int
    kind: MergeKind
    loser_no: int
    loser_title: str
    winner_no: int
    winner_title: str
    by: str
    at: dt.datetime
    undone_by: str | None
    undone_at: dt.datetime | None


def list_merges(session: Session, *, before: int | None = None, limit: int = LIMIT) -> list[LoggedMerge]:
    """List merges, those that were withdrawn within the minute left out, from one on backwards (Q9)."""
    chosen = _columns().where(MergeOp.withdrawn.is_(False)).order_by(MergeOp.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(MergeOp.id < before)
    rows = session.execute(chosen).all()
    sides = {kind: _sides(session, kind, rows) for kind in MergeKind}
    return [_logged(row, sides[MergeKind(row.kind)]) for row in rows]


def _columns() -> Select[Any]:
    chosen = (
        select(
            *(MergeOp.id, MergeOp.kind, MergeOp.loser_id, MergeOp.winner_id),
            *(MergeOp.applied_at, MergeOp.undone_at),
            *(_BY.display_name.label("by"), _UNDONE_BY.display_name.label("undone_by")),
        )
        .join(_BY, _BY.id == MergeOp.applied_by)
        .outerjoin(_UNDONE_BY, _UNDONE_BY.id == MergeOp.undone_by)
    )
    return cast("Select[Any]", chosen)


def _sides(session: Session, kind: MergeKind, rows: Sequence[AnyRow]) -> dict[int, tuple[int, str]]:
    ids = {id_ for row in rows if row.kind == kind for id_ in (row.loser_id, row.winner_id)}
    if not ids:
        return {}
    scenarios = select(Scenario.id, Scenario.no, Scenario.title).where(Scenario.id.in_(ids))
    solutions = (
        select(Solution.id, Scenario.no, Solution.title)
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .where(Solution.id.in_(ids))
    )
    found = session.execute(scenarios if kind is MergeKind.SCENARIO else solutions)
    return {row.id: (row.no, row.title) for row in found}


def _logged(row: AnyRow, sides: dict[int, tuple[int, str]]) -> LoggedMerge:
    (loser_no, loser_title), (winner_no, winner_title) = sides[row.loser_id], sides[row.winner_id]
    return LoggedMerge(
        op_id=row.id,
        kind=MergeKind(row.kind),
        loser_no=loser_no,
        loser_title=loser_title,
        winner_no=winner_no,
        winner_title=winner_title,
        by=row.by,
        at=row.applied_at,
        undone_by=row.undone_by,
        undone_at=row.undone_at,
    )
