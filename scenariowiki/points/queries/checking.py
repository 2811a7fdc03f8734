"""Whether the ledger adds up: every invariant asked of the whole of it, for `points verify`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Award, CapUse, PeriodScore, PersonScore, Purse, Transfer
from scenariowiki.points.queries.recounting import count_anew
from scenariowiki.points.rules.ledger import OPEN_AWARDS, PERSONAL, AwardState, Code, PurseKind

GIVEN = (Code.AWARD, Code.REPAYMENT)
TAKEN = (Code.REVERSAL, Code.CLAW_BACK)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One broken invariant: its number in the rules, whom it concerns, what is there and what should be."""

    rule: str
    account_id: int
    found: Any
    expected: Any


def verify(session: Session) -> Iterator[Problem]:
    """Check L3, L6-L9, L11, L14 and L17 on everything; nothing is yielded where all is well."""
    yield from _balances(session)
    yield from _awards(session)
    yield from _persons(session)
    yield from _caps(session)
    yield from _scores(session)


def _balances(session: Session) -> Iterator[Problem]:
    """L3: a stored balance is the sum of its transfers."""
    sums: dict[int, list[int]] = {}
    for at, side in enumerate((Transfer.credit_id, Transfer.debit_id)):
        rows = select(side, func.sum(Transfer.amount)).join(Purse, Purse.id == side)
        for id_, total in session.execute(rows.where(Purse.kind.in_(PERSONAL)).group_by(side)):
            sums.setdefault(id_, [0, 0])[at] = int(total)
    purses = select(Purse.id, Purse.account_id, Purse.credits, Purse.debits).where(Purse.kind.in_(PERSONAL))
    for row in session.execute(purses.order_by(Purse.id)):
        expected = tuple(sums.get(row.id, (0, 0)))
        if (row.credits, row.debits) != expected:
            yield Problem(
                rule="L3", account_id=row.account_id, found=(row.credits, row.debits), expected=expected
            )


def _awards(session: Session) -> Iterator[Problem]:
    """L6, L7: an award is in the ledger when it is posted, and out of it in full when it is reversed."""
    given = func.coalesce(func.sum(Transfer.amount).filter(Transfer.code.in_(GIVEN)), 0)
    taken = func.coalesce(func.sum(Transfer.amount).filter(Transfer.code.in_(TAKEN)), 0)
    is_given = case((Award.state.in_((AwardState.POSTED, AwardState.REVERSED)), Award.amount), else_=0)
    is_taken = case((Award.state == AwardState.REVERSED, Award.amount), else_=0)
    rows = (
        select(Award.id, Award.account_id, given.label("given"), taken.label("taken"), is_given, is_taken)
        .outerjoin(Transfer, Transfer.award_id == Award.id)
        .group_by(Award.id)
        .having(or_(given != is_given, taken != is_taken))
        .order_by(Award.id)
    )
    for row in session.execute(rows):
        yield Problem(rule="L7", account_id=row.account_id, found=(row[2], row[3]), expected=(row[4], row[5]))


def _persons(session: Session) -> Iterator[Problem]:
    """L9: awarded - reversed = wallet + spent + expired - debt."""
    signed = case(
        (Transfer.code.in_((*GIVEN, Code.MANUAL)), Transfer.amount),
        (Transfer.code.in_(TAKEN), -Transfer.amount),
        else_=0,
    )
    gone = case(
        (Transfer.code.in_((Code.REDEMPTION, Code.EXPIRY)), Transfer.amount),
        (Transfer.code == Code.REFUND, -Transfer.amount),
        else_=0,
    )
    moved = (
        select(Transfer.account_id, func.sum(signed).label("earned"), func.sum(gone).label("gone"))
        .group_by(Transfer.account_id)
        .subquery()
    )
    kept = (
        select(Purse.account_id, func.sum(Purse.credits - Purse.debits).label("kept"))
        .where(Purse.kind.in_((PurseKind.WALLET, PurseKind.DEBT)))
        .group_by(Purse.account_id)
        .subquery()
    )
    rows = (
        select(moved.c.account_id, moved.c.earned, moved.c.gone, kept.c.kept)
        .join(kept, kept.c.account_id == moved.c.account_id)
        .where(moved.c.earned != kept.c.kept + moved.c.gone)
        .order_by(moved.c.account_id)
    )
    for row in session.execute(rows):
        yield Problem(
            rule="L9", account_id=row.account_id, found=int(row.earned), expected=int(row.kept + row.gone)
        )


def _caps(session: Session) -> Iterator[Problem]:
    """L11: what a cap has counted is what is posted and pending under it."""
    counted = (
        select(Award.account_id, Award.rule, Award.cap_day, func.sum(Award.amount).label("used"))
        .where(Award.state.in_((*OPEN_AWARDS, AwardState.POSTED)))
        .group_by(Award.account_id, Award.rule, Award.cap_day)
        .subquery()
    )
    same = and_(
        counted.c.account_id == CapUse.account_id,
        counted.c.rule == CapUse.rule,
        counted.c.cap_day == CapUse.day,
    )
    used = func.coalesce(counted.c.used, 0)
    rows = select(CapUse.account_id, CapUse.used, used).outerjoin(counted, same).where(CapUse.used != used)
    for row in session.execute(rows.order_by(CapUse.account_id)):
        yield Problem(rule="L11", account_id=row.account_id, found=row.used, expected=int(row[2]))


def _scores(session: Session) -> Iterator[Problem]:
    """L14: the stored scores are those that the ledger gives."""
    for counted in count_anew(session):
        stored = select(PeriodScore).where(PeriodScore.account_id == counted.account_id)
        places = {
            (row.period, row.start, row.team_id, row.site_id): (row.outcome, row.activity, row.adopted)
            for row in session.scalars(stored)
        }
        anew: dict[Any, tuple[int, ...]] = {
            place: (counted.outcome[place], counted.activity[place], counted.adopted[place])
            for place in counted.places()
        }
        persons = select(PersonScore).where(PersonScore.account_id == counted.account_id)
        found = {
            (row.period, row.start): (row.outcome, row.activity, row.score, row.applied)
            for row in session.scalars(persons)
        }
        if places != anew or found != counted.people():
            yield Problem(rule="L14", account_id=counted.account_id, found=found, expected=counted.people())
        session.expunge_all()
