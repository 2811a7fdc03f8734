"""What somebody has: points to spend, reserved, owed, on their way, and the score of this month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.points.models import Award, PersonScore, PointsAppeal, Purse
from scenariowiki.points.queries.awards import given_again
from scenariowiki.points.rules.ledger import OPEN_AWARDS, PERSONAL, AwardState, PurseKind
from scenariowiki.points.rules.periods import Period, start_of
from scenariowiki.scenarios.models import Scenario

WAITING_SHOWN = 20
LOST = dt.timedelta(days=30)
LOST_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Wallet:
    """`held` is reserved for redemptions, `pending` is in no balance yet (L4, L6); `id` is the purse."""

    id: int | None
    available: int = 0
    held: int = 0
    debt: int = 0
    pending: int = 0
    waiting: int = 0
    next_due: dt.datetime | None = None


def get_wallet(session: Session, account_id: int) -> Wallet:
    """Return what somebody has, all zero before the first point."""
    purses = {
        row.kind: row
        for row in session.execute(
            select(Purse.kind, Purse.id, Purse.credits, Purse.debits, Purse.held).where(
                Purse.kind.in_(PERSONAL), Purse.account_id == account_id
            )
        )
    }
    wallet, debt = purses.get(PurseKind.WALLET), purses.get(PurseKind.DEBT)
    amount, count, due = session.execute(
        select(func.coalesce(func.sum(Award.amount), 0), func.count(), func.min(_due())).where(
            Award.account_id == account_id, Award.state.in_(OPEN_AWARDS)
        )
    ).one()
    return Wallet(
        id=wallet.id if wallet else None,
        available=wallet.credits - wallet.debits - wallet.held if wallet else 0,
        held=wallet.held if wallet else 0,
        debt=debt.debits - debt.credits if debt else 0,
        pending=int(amount),
        waiting=count,
        next_due=due,
    )


def month_score(session: Session, account_id: int, today: dt.date) -> int:
    """Return somebody's score of the month a day lies in."""
    return (
        session.scalar(
            select(PersonScore.score).where(
                PersonScore.period == Period.MONTH.value,
                PersonScore.start == start_of(Period.MONTH, today),
                PersonScore.account_id == account_id,
            )
        )
        or 0
    )


def list_waiting(session: Session, account_id: int, *, limit: int = WAITING_SHOWN) -> Sequence[AnyRow]:
    """List awards that have not posted, the first to ripen first; held ones come last (L6)."""
    return session.execute(
        _awards(account_id)
        .where(Award.state.in_(OPEN_AWARDS))
        .order_by(Award.state == AwardState.HELD, Award.due_at.is_(None), Award.due_at, Award.id)
        .limit(limit)
    ).all()


def list_lost(session: Session, account_id: int, now: dt.datetime) -> Sequence[AnyRow]:
    """List awards that were taken away before they counted, in the last 30 days, newest first (G11)."""
    return session.execute(
        _awards(account_id)
        .where(
            Award.state.in_((AwardState.VOIDED, AwardState.EXPIRED)),
            Award.resolved_at > now - LOST,
        )
        .order_by(Award.resolved_at.desc(), Award.id.desc())
        .limit(LOST_SHOWN)
    ).all()


def get_reversed(session: Session, account_id: int, award_id: int) -> AnyRow:
    """Return an award of somebody's that was taken back; NotFound for others."""
    chosen = _awards(account_id).where(Award.id == award_id, Award.state == AwardState.REVERSED)
    row: AnyRow | None = session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound
    return row


def is_settled(session: Session, award_id: int) -> bool:
    """Tell whether an award was appealed, whatever came of it, or was earned once more since."""
    return session.get(PointsAppeal, award_id) is not None or bool(given_again(session, (award_id,)))


def _due() -> Any:
    return case((Award.state == AwardState.PENDING, Award.due_at))


def _awards(account_id: int) -> Any:
    return (
        select(
            Award.id,
            Award.rule,
            Award.amount,
            Award.asked,
            Award.state,
            Award.due_at,
            Award.reason,
            Award.facts,
            Award.solution_id,
            Award.resolved_at,
            Award.occurred_at,
            Scenario.no,
            Scenario.title,
            Scenario.state.label("scenario_state"),
            Scenario.audience,
            Scenario.team_id,
            Scenario.author_id,
        )
        .outerjoin(Scenario, Scenario.id == Award.scenario_id)
        .where(Award.account_id == account_id)
    )
