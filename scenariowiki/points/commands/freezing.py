"""Periods frozen three days after their end: who stood where then, written once and never again (B3, L13)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.events import PeriodFrozen
from scenariowiki.points.models import Award, PeriodFreeze, PeriodSnapshot, PersonScore
from scenariowiki.points.queries.leaderboard import Wanted, everybody
from scenariowiki.points.queries.leaderboard_frozen import digest_of
from scenariowiki.points.queries.leaderboard_parts import live_parts
from scenariowiki.points.queries.leaderboard_teams import live_team_board
from scenariowiki.points.queries.replay import is_behind
from scenariowiki.points.queries.standings import Standing
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.periods import Period, is_frozen, next_start, start_of
from scenariowiki.points.rules.ranking import BoardKind, last_day

AT_ONCE = 500


def freeze_next(uow: UnitOfWork, actor: Actor) -> bool:
    """Freeze the earliest period that is over everywhere and is not frozen; tell whether there was one.

    None while history still has to earn, or awards that are due have to ripen. Records PeriodFrozen.
    """
    if is_behind(uow.session) or _is_ripening(uow):
        return False
    today = facts.earliest_day(uow.session, uow.now)
    found = next(_due(uow.session, today), None)
    if found is not None:
        _freeze(uow, actor, *found)
    return found is not None


def _is_ripening(uow: UnitOfWork) -> bool:
    due = select(Award.id).where(Award.state == AwardState.PENDING, Award.due_at <= uow.now)
    return uow.session.scalar(due.limit(1)) is not None


def _due(session: Session, today: dt.date) -> Iterator[tuple[Period, dt.date]]:
    """Walk the periods with scores that are over for three days where the day begins last (B2, B3)."""
    for period in Period:
        first = session.scalar(select(func.min(PersonScore.start)).where(PersonScore.period == period.value))
        frozen = set(session.scalars(select(PeriodFreeze.start).where(PeriodFreeze.period == period.value)))
        start = start_of(period, first) if first else None
        while start is not None and is_frozen(period, start, today):
            if start not in frozen and _has_scores(session, period, start):
                yield period, start
            start = next_start(period, start)


def _has_scores(session: Session, period: Period, start: dt.date) -> bool:
    some = select(PersonScore.account_id).where(
        PersonScore.period == period.value, PersonScore.start == start
    )
    return session.scalar(some.limit(1)) is not None


def _freeze(uow: UnitOfWork, actor: Actor, period: Period, start: dt.date) -> None:
    end = last_day(period, start) or start
    seen, others = everybody(uow.session, Wanted(period=period, start=start))
    rows = [*_people(uow.session, period, start, [*seen, *others]), *_teams(uow.session, period, start, end)]
    for first in range(0, len(rows), AT_ONCE):
        uow.session.execute(insert(PeriodSnapshot), rows[first : first + AT_ONCE])
    digest = digest_of(rows)
    teams = sum(row["board"] == BoardKind.TEAMS.value for row in rows)
    uow.session.add(
        PeriodFreeze(
            period=period.value,
            start=start,
            frozen_at=uow.now,
            tariff=tariff_on(uow.session, end).number,
            people=len(seen),
            teams=teams,
            digest=digest,
        )
    )
    frozen = PeriodFrozen(
        period=period.value, start=start.isoformat(), people=len(seen), teams=teams, digest=digest
    )
    uow.record(frozen, by=actor)


def _people(
    session: Session, period: Period, start: dt.date, standings: Sequence[Standing]
) -> Iterator[dict[str, Any]]:
    wanted = Wanted(period=period, start=start)
    for first in range(0, len(standings), AT_ONCE):
        some = standings[first : first + AT_ONCE]
        parts = live_parts(session, wanted, [one.account_id for one in some])
        for one in some:
            own = {part.value: points for part, points in sorted(parts[one.account_id].items())}
            yield {
                **_key(period, start, BoardKind.PEOPLE, one.account_id),
                "place": one.place,
                "rank": one.rank,
                "score": one.score,
                "outcome": one.outcome,
                "activity": one.activity,
                "applied": one.applied,
                "facts": {"parts": own},
            }


def _teams(session: Session, period: Period, start: dt.date, end: dt.date) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(live_team_board(session, period, start, end), start=1):
        yield {
            **_key(period, start, BoardKind.TEAMS, one.team_id),
            "place": at,
            "rank": one.rank,
            "score": round(one.score),
            "outcome": 0,
            "activity": 0,
            "applied": 0,
            "facts": {"total": one.total, "members": one.members, "with_outcome": one.with_outcome},
        }


def _key(period: Period, start: dt.date, board: BoardKind, subject_id: int) -> dict[str, Any]:
    return {"period": period.value, "start": start, "board": board.value, "subject_id": subject_id}
