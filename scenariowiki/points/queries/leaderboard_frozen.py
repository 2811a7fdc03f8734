"""Boards of periods that change no more: read from their snapshot alone (B3, L13)."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.points.models import PeriodFreeze, PeriodSnapshot
from scenariowiki.points.queries.standings import Board, Standing
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import AROUND, FEWEST, BoardKind

S = PeriodSnapshot


def find_freeze(session: Session, period: Period, start: dt.date) -> PeriodFreeze | None:
    """Return how a period was frozen, None while it is not."""
    return session.get(PeriodFreeze, (period.value, start))


def frozen_board(session: Session, account_id: int, period: Period, start: dt.date, limit: int) -> Board:
    """Return a frozen board with one's own place, whether others see it or not."""
    rows = session.scalars(_people(period, start).where(S.place.between(1, max(limit, FEWEST))))
    first = [_standing(row) for row in rows]
    own = session.scalar(_people(period, start).where(S.subject_id == account_id))
    around: list[Standing] = []
    if own is not None and own.place:
        near = _people(period, start).where(S.place.between(max(own.place - AROUND, 1), own.place + AROUND))
        around = [_standing(row) for row in session.scalars(near)]
    return Board(
        period=period,
        start=start,
        is_frozen=True,
        is_shown=len(first) >= FEWEST,
        is_hidden=own is not None and not own.place,
        rows=tuple(first[:limit]),
        own=_standing(own) if own else None,
        around=tuple(around),
    )


def frozen_standings(session: Session, period: Period, start: dt.date) -> Sequence[Standing]:
    """Return all who were seen on a frozen board, in order."""
    return [_standing(row) for row in session.scalars(_people(period, start).where(S.place > 0))]


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Hash a snapshot's rows, so that a change of any of them shows."""
    lines = sorted(json.dumps(dict(row), sort_keys=True, default=str) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def changed_freezes(session: Session) -> Iterator[tuple[PeriodFreeze, str]]:
    """Yield the periods whose snapshot is not what it was when they froze, with its digest of now (L13)."""
    freezes = session.scalars(select(PeriodFreeze).order_by(PeriodFreeze.period, PeriodFreeze.start)).all()
    for freeze in freezes:
        rows = session.execute(
            select(*S.__table__.c).where(S.period == freeze.period, S.start == freeze.start)
        )
        digest = digest_of(dict(row._mapping) for row in rows)  # noqa: SLF001 - SQLAlchemy's public name
        if digest != freeze.digest:
            yield freeze, digest


def frozen_facts(
    session: Session, period: Period, start: dt.date, ids: Sequence[int]
) -> dict[int, PeriodSnapshot]:
    """Return the snapshot's rows of some people."""
    rows = session.scalars(_people(period, start).where(S.subject_id.in_(ids)))
    return {row.subject_id: row for row in rows}


def _people(period: Period, start: dt.date) -> Any:
    return (
        select(S)
        .where(S.period == period.value, S.start == start, S.board == BoardKind.PEOPLE.value)
        .order_by(S.place)
    )


def _standing(row: PeriodSnapshot) -> Standing:
    return Standing(
        account_id=row.subject_id,
        place=row.place,
        rank=row.rank,
        score=row.score,
        outcome=row.outcome,
        activity=row.activity,
        applied=row.applied,
    )
