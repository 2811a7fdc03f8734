"""Prizes for ranks: what is promised, what a frozen period will pay, and what stands in its way (B3, G10)."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import WAITING, ItemKind
from scenariowiki.points.models import (
    Award,
    PeriodFreeze,
    PeriodSnapshot,
    PrizePayout,
    PrizePlan,
    PrizeShare,
    RewardBudget,
    Transfer,
)
from scenariowiki.points.rules.ledger import AwardState, Class
from scenariowiki.points.rules.periods import Period, freezes_on
from scenariowiki.points.rules.prizes import WINDOW, corrected, keeps_place, most_of, share_out
from scenariowiki.points.rules.ranking import FEWEST, BoardKind, last_day
from scenariowiki.points.rules.rewards import quarter_of

TOLD = dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Winner:
    """Who gets how much for which rank; nothing, with a `reason`, where it is theirs no longer."""

    account_id: int
    rank: int
    points: int
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The prizes of a frozen period that are not paid yet; `waits` is the code of what they wait for."""

    plan_id: int
    period: Period
    start: dt.date
    due_at: dt.datetime
    winners: tuple[Winner, ...]
    waits: str | None

    @property
    def total(self) -> int:
        """What all of it takes from the budget."""
        return sum(one.points for one in self.winners)


@dataclass(frozen=True, kw_only=True)
class OwnPrize:
    """A prize of one's own: on its way, or withheld for a reason; `due_at` is None once it is settled."""

    period: Period
    start: dt.date
    rank: int
    points: int
    due_at: dt.datetime | None
    waits: str | None = None
    reason: str | None = None


def list_plans(session: Session) -> Sequence[PrizePlan]:
    """List what is or was promised, the newest first."""
    newest = (PrizePlan.until.is_not(None), PrizePlan.id.desc())
    return session.scalars(select(PrizePlan).order_by(*newest)).all()


def list_coming(session: Session, now: dt.datetime, today: dt.date) -> Iterator[Coming]:
    """List the frozen periods whose prizes are not paid yet, the first to freeze first."""
    for freeze, plan in _unpaid(session):
        yield _coming(session, freeze, plan, now, today)


def list_paid(session: Session, *, limit: int = 20) -> Sequence[tuple[PrizePayout, Sequence[PrizeShare]]]:
    """List what was paid, the newest first, with everybody's share."""
    rows = session.scalars(select(PrizePayout).order_by(PrizePayout.id.desc()).limit(limit)).all()
    shares: dict[int, list[PrizeShare]] = {row.id: [] for row in rows}
    chosen = select(PrizeShare).where(PrizeShare.payout_id.in_(shares))
    for one in session.scalars(chosen.order_by(PrizeShare.rank, PrizeShare.account_id)):
        shares[one.payout_id].append(one)
    return [(row, shares[row.id]) for row in rows]


def shares_of(session: Session, event_id: uuid.UUID) -> Sequence[PrizeShare]:
    """List what everybody who got something got of the prizes that an event paid."""
    paid = select(PrizePayout.id).where(PrizePayout.event_id == event_id)
    won = (PrizeShare.payout_id.in_(paid), PrizeShare.amount > 0)
    return session.scalars(select(PrizeShare).where(*won)).all()


def list_own(session: Session, account_id: int, now: dt.datetime, today: dt.date) -> list[OwnPrize]:
    """List somebody's prizes of periods that are not paid yet, withheld ones with their reason."""
    coming = [
        _coming(session, freeze, plan, now, today)
        for freeze, plan in _unpaid(session)
        if _is_among(session, freeze, plan, account_id)
    ]
    return [
        OwnPrize(
            period=one.period,
            start=one.start,
            rank=winner.rank,
            points=winner.points,
            due_at=one.due_at,
            waits=one.waits,
            reason=winner.reason,
        )
        for one in coming
        for winner in one.winners
        if winner.account_id == account_id
    ]


def list_withheld(session: Session, account_id: int, now: dt.datetime) -> list[OwnPrize]:
    """List what somebody did not get when others were paid, in the last 30 days, newest first."""
    rows = session.execute(
        select(PrizePayout.period, PrizePayout.start, PrizeShare.rank, PrizeShare.reason)
        .join(PrizePayout, PrizePayout.id == PrizeShare.payout_id)
        .where(
            PrizeShare.account_id == account_id,
            PrizeShare.reason.is_not(None),
            PrizePayout.paid_at > now - TOLD,
        )
        .order_by(PrizePayout.id.desc())
    )
    return [
        OwnPrize(
            period=Period(row.period),
            start=row.start,
            rank=row.rank,
            points=0,
            due_at=None,
            reason=row.reason,
        )
        for row in rows
    ]


def prize_budget(session: Session, day: dt.date) -> RewardBudget | None:
    """Return the budget that prizes take from on a day: the one of all sites, since boards are of all."""
    chosen = (RewardBudget.site_id == 0, RewardBudget.quarter == quarter_of(day))
    return session.scalar(select(RewardBudget).where(*chosen))


def prizes_of(session: Session, budget_id: int) -> int:
    """Add up what a budget has paid in prizes."""
    paid = select(func.sum(PrizeShare.amount)).join(PrizePayout, PrizePayout.id == PrizeShare.payout_id)
    return int(session.scalar(paid.where(PrizePayout.budget_id == budget_id)) or 0)


def shortage(session: Session, budget: RewardBudget | None, total: int) -> str | None:
    """Return why a budget does not reach for prizes: none, used up, or beyond a fifth (G10)."""
    if budget is None:
        return "no_prize_budget"
    if budget.used + total > budget.points:
        return "prizes_exhausted"
    return "prizes_above_part" if prizes_of(session, budget.id) + total > most_of(budget.points) else None


def _unpaid(session: Session) -> Sequence[tuple[PeriodFreeze, PrizePlan]]:
    paid = and_(PrizePayout.period == PeriodFreeze.period, PrizePayout.start == PeriodFreeze.start)
    covers = and_(
        PrizePlan.period == PeriodFreeze.period,
        PrizePlan.since <= PeriodFreeze.start,
        or_(PrizePlan.until.is_(None), PeriodFreeze.start < PrizePlan.until),
    )
    rows = session.execute(
        select(PeriodFreeze, PrizePlan)
        .join(PrizePlan, covers)
        .outerjoin(PrizePayout, paid)
        .where(PrizePayout.id.is_(None))
        .order_by(PeriodFreeze.frozen_at, PeriodFreeze.start, PeriodFreeze.period)
    )
    return [(row[0], row[1]) for row in rows]


def _is_among(session: Session, freeze: PeriodFreeze, plan: PrizePlan, account_id: int) -> bool:
    """Tell whether somebody has a place with a prize: one row for the many who have none."""
    row = session.get(PeriodSnapshot, (freeze.period, freeze.start, BoardKind.PEOPLE.value, account_id))
    return row is not None and row.place > 0 and row.rank <= len(plan.places)


def _coming(
    session: Session, freeze: PeriodFreeze, plan: PrizePlan, now: dt.datetime, today: dt.date
) -> Coming:
    winners = _winners(session, freeze, plan)
    due_at = freeze.frozen_at + WINDOW
    return Coming(
        plan_id=plan.id,
        period=Period(freeze.period),
        start=freeze.start,
        due_at=due_at,
        winners=winners,
        waits="prize_window" if due_at > now else _waits(session, winners, today),
    )


def _winners(session: Session, freeze: PeriodFreeze, plan: PrizePlan) -> tuple[Winner, ...]:
    """Take ranks as they froze, among those who were seen; a board that shows nobody has no prizes (B5, B6).

    Whoever has left gets nothing, and who lost so much since that the place is theirs no longer. Nobody moves
    up: the ranks of a frozen period never change (L13).
    """
    if freeze.people < FEWEST:
        return ()
    last = len(plan.places)
    rows = _first(session, freeze, last)
    first = [row for row in rows if row.rank <= last]
    taken = _taken(session, freeze, [row.subject_id for row in first])
    there = _there(session, [row.subject_id for row in first])
    amounts = share_out(plan.places, [row.rank for row in first])
    return tuple(
        Winner(
            account_id=row.subject_id,
            rank=row.rank,
            points=0 if (reason := _reason(row, rows, taken, there)) else amount,
            reason=reason,
        )
        for row, amount in zip(first, amounts, strict=True)
    )


def _first(session: Session, freeze: PeriodFreeze, last: int) -> Sequence[PeriodSnapshot]:
    """Read the places with a prize and the one behind them; many more only where many share a rank."""
    s = PeriodSnapshot
    board = (s.period == freeze.period, s.start == freeze.start, s.board == BoardKind.PEOPLE, s.place > 0)
    seen = select(s).where(*board).order_by(s.place)
    rows = session.scalars(seen.limit(last + 1)).all()
    if len(rows) <= last or rows[-1].rank > last:
        return rows
    behind = session.scalar(seen.where(s.rank > last).limit(1))
    return [*session.scalars(seen.where(s.rank <= last)), *([behind] if behind else [])]


def _taken(session: Session, freeze: PeriodFreeze, ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """Add up what was taken back of a period since it froze, or given again: outcomes, activity."""
    period = Period(freeze.period)
    rows = session.execute(
        select(Transfer.account_id, Transfer.earns, func.sum(Transfer.scored * Transfer.amount))
        .where(
            Transfer.account_id.in_(ids),
            Transfer.scored != 0,
            Transfer.effective_day.between(freeze.start, last_day(period, freeze.start)),
            Transfer.posted_day >= freezes_on(period, freeze.start),
        )
        .group_by(Transfer.account_id, Transfer.earns)
    )
    found: dict[int, tuple[int, int]] = {}
    for account_id, earns, points in rows:
        outcome, activity = found.get(account_id, (0, 0))
        of = (int(points), 0) if earns == Class.OUTCOME else (0, int(points))
        found[account_id] = (outcome + of[0], activity + of[1])
    return found


def _there(session: Session, ids: Collection[int]) -> set[int]:
    return set(session.scalars(select(Account.id).where(Account.id.in_(ids), Account.disabled_at.is_(None))))


def _reason(
    row: PeriodSnapshot,
    rows: Sequence[PeriodSnapshot],
    taken: Mapping[int, tuple[int, int]],
    there: Collection[int],
) -> str | None:
    if row.subject_id not in there:
        return "left"
    if row.subject_id not in taken:
        return None
    left = min(row.score, corrected(row.outcome, row.activity, taken[row.subject_id], Period(row.period)))
    behind = [one.score for one in rows if one.rank >= row.rank and one.subject_id != row.subject_id]
    return None if keeps_place(left, behind) else "taken_back"


def _waits(session: Session, winners: Sequence[Winner], today: dt.date) -> str | None:
    """Return what prizes wait for beyond the week: a case about a winner, or room in the budget."""
    if _is_suspected(session, {one.account_id for one in winners if one.points}):
        return "prize_case"
    return shortage(session, prize_budget(session, today), sum(one.points for one in winners))


def _is_suspected(session: Session, ids: Collection[int]) -> bool:
    """Tell whether a case about any of some people is open, or something of theirs is held."""
    concerned = or_(Award.account_id.in_(ids), Award.caused_by.in_(ids))
    held = select(Award.id).where(Award.state == AwardState.HELD, concerned).limit(1)
    if session.scalar(held) is not None:
        return True
    cases = select(QueueItem.facts).where(QueueItem.kind == ItemKind.FRAUD, QueueItem.state.in_(WAITING))
    return any(not set(facts.get("account_ids", ())).isdisjoint(ids) for facts in session.scalars(cases))
