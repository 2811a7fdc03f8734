"""What was written to either side of a merge since: by whom, when, and to which side (U7)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Comment, Outcome, Solution
from scenariowiki.scenarios.rules.states import State

SHOWN = 50
Asked = tuple[Any, Any, Any]  # what to select, its side, its moment


class Added(StrEnum):
    """What may be given to the other side of a merge by itself."""

    SOLUTION = auto()
    COMMENT = auto()
    OUTCOME = auto()


@dataclass(frozen=True, kw_only=True)
class Written:
    """One object; `side` is the id of the scenario or the solution that it belongs to."""

    part: Added
    id: int
    side: int
    text: str
    by: str
    at: dt.datetime


def written_since(session: Session, op: MergeOp) -> list[Written]:
    """List what was written to both sides of a merge since it was made, oldest first."""
    if op.kind == MergeKind.SOLUTION:
        rows = [(Added.OUTCOME, row) for row in _rows(session, op, _outcomes())]
    else:
        rows = [(Added.SOLUTION, row) for row in _rows(session, op, _solutions())]
        rows += [(Added.COMMENT, row) for row in _rows(session, op, _comments())]
    found = [
        Written(part=part, id=row.id, side=row.side, text=row.text, by=row.by, at=row.created_at)
        for part, row in rows
    ]
    return sorted(found, key=lambda one: (one.at, one.id))


def _rows(session: Session, op: MergeOp, asked: Asked) -> Sequence[AnyRow]:
    chosen, side, at = asked
    since = chosen.where(side.in_((op.winner_id, op.loser_id)), at > op.applied_at)
    rows: Sequence[AnyRow] = session.execute(since.order_by(at.desc()).limit(SHOWN)).all()
    return rows


def _solutions() -> Asked:
    columns = (Solution.id, Solution.scenario_id.label("side"), Solution.title.label("text"))
    chosen = (
        select(*columns, Solution.created_at, Account.display_name.label("by"))
        .join(Account, Account.id == Solution.author_id)
        .where(Solution.state.not_in((State.REJECTED, State.DRAFT)))
    )
    return chosen, Solution.scenario_id, Solution.created_at


def _comments() -> Asked:
    columns = (Comment.id, Comment.scenario_id.label("side"), Comment.text.label("text"))
    chosen = (
        select(*columns, Comment.created_at, Account.display_name.label("by"))
        .join(Account, Account.id == Comment.author_id)
        .where(Comment.withdrawn_at.is_(None))
    )
    return chosen, Comment.scenario_id, Comment.created_at


def _outcomes() -> Asked:
    columns = (Outcome.id, Outcome.solution_id.label("side"), Outcome.note.label("text"))
    chosen = select(*columns, Outcome.created_at, Account.display_name.label("by")).join(
        Account, Account.id == Outcome.reporter_id
    )
    return chosen, Outcome.solution_id, Outcome.created_at
