"""Whether the ledger adds up: every invariant asked of the whole of it, for `points verify`.

The ledger is walked a stretch at a time; what is kept meanwhile grows with people, not with transfers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Date, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Award, CapUse, Purse, Transfer
from scenariowiki.points.queries.checking_rows import broken_rows
from scenariowiki.points.queries.checking_scores import score_differences
from scenariowiki.points.queries.leaderboard_frozen import changed_freezes
from scenariowiki.points.queries.recounting import stretches
from scenariowiki.points.queries.rewards.checking import wrong_budgets, wrong_prizes, wrong_reservations
from scenariowiki.points.rules.ledger import OPEN_AWARDS, PERSONAL, AwardState, Code, PurseKind
from scenariowiki.points.rules.reasons import Reason

GIVEN = (Code.AWARD, Code.REPAYMENT)
TAKEN = (Code.REVERSAL, Code.CLAW_BACK)
GONE = frozenset({PurseKind.SPENT, PurseKind.EXPIRED})
AT_ONCE = 500
Sums = Mapping[Any, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One broken invariant: its number in the rules, whom it concerns, what is there and what should be."""

    rule: str
    account_id: int
    found: Any
    expected: Any


def verify(session: Session) -> Iterator[Problem]:
    """Check G10, L1, L3, L4, L6-L15, L17 and L19 on everything; nothing is yielded where all is well.

    Constraints of the tables keep L2 and L5; the others are about what becomes of it (L16, L18).
    """
    for rule, account_id, found, expected in broken_rows(session):
        yield Problem(rule=rule, account_id=account_id, found=found, expected=expected)
    yield from _sums(session)
    yield from _awards(session)
    yield from _caps(session)
    for account_id, found, expected in score_differences(session):
        yield Problem(rule="L14", account_id=account_id, found=found, expected=expected)
    for freeze, digest in changed_freezes(session):
        yield Problem(rule="L13", account_id=0, found=digest, expected=freeze.digest)
    yield from _reservations(session)


def _sums(session: Session) -> Iterator[Problem]:
    """L3: a stored balance is the sum of its transfers. L9: earned = wallet + spent + expired - debt."""
    kinds = _house(session)
    moved: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    persons: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    t = Transfer
    for low, high in stretches(session, t.id):
        rows = select(t.account_id, t.debit_id, t.credit_id, func.sum(t.amount)).group_by(
            t.account_id, t.debit_id, t.credit_id
        )
        for account_id, debit, credit, total in session.execute(rows.where(t.id.between(low, high))):
            amount = int(total)
            moved[credit][0] += amount
            moved[debit][1] += amount
            persons[account_id][0] += amount * _sign(kinds, {PurseKind.ISSUE}, credit=debit, debit=credit)
            persons[account_id][1] += amount * _sign(kinds, GONE, credit=credit, debit=debit)
    purses = select(Purse.id, Purse.kind, Purse.account_id, Purse.credits, Purse.debits)
    kept: dict[int, int] = defaultdict(int)
    for row in session.execute(purses.where(Purse.kind.in_(PERSONAL)).order_by(Purse.id)):
        stored, expected = (row.credits, row.debits), tuple(moved[row.id])
        kept[row.account_id] += row.credits - row.debits
        if stored != expected:
            yield Problem(rule="L3", account_id=row.account_id, found=stored, expected=expected)
    for account_id, (earned, gone) in sorted(persons.items()):
        if earned != kept[account_id] + gone:
            yield Problem(rule="L9", account_id=account_id, found=earned, expected=kept[account_id] + gone)


def _house(session: Session) -> Mapping[int, str]:
    rows = session.execute(select(Purse.id, Purse.kind).where(Purse.kind.not_in(PERSONAL)))
    return {row.id: row.kind for row in rows}


def _sign(
    kinds: Mapping[int, str], of: frozenset[PurseKind] | set[PurseKind], *, credit: int, debit: int
) -> int:
    return int(kinds.get(credit) in of) - int(kinds.get(debit) in of)


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
    for low, high in stretches(session, Award.id):
        for row in session.execute(rows.where(Award.id.between(low, high))):
            yield Problem(
                rule="L7", account_id=row.account_id, found=(row[2], row[3]), expected=(row[4], row[5])
            )


def _caps(session: Session) -> Iterator[Problem]:
    """L11: what a cap has counted is what is posted and pending under it.

    Sums weighed by the day tell whose days differ anywhere; only those are looked at day by day.
    """
    counted: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    day = _number_of(session, Award.cap_day)
    sums = (func.sum(Award.amount), func.sum(Award.amount * day), func.sum(Award.amount * day * day))
    rows = (
        select(Award.account_id, Award.rule, *sums).where(_under_cap()).group_by(Award.account_id, Award.rule)
    )
    for low, high in stretches(session, Award.id):
        for account_id, rule, *parts in session.execute(rows.where(Award.id.between(low, high))):
            own = counted[account_id, rule]
            for at, part in enumerate(parts):
                own[at] += int(part)
    day = _number_of(session, CapUse.day)
    sums = (func.sum(CapUse.used), func.sum(CapUse.used * day), func.sum(CapUse.used * day * day))
    used = select(CapUse.account_id, CapUse.rule, *sums).group_by(CapUse.account_id, CapUse.rule)
    differing = {
        account_id
        for account_id, rule, *parts in session.execute(used)
        if [int(part) for part in parts] != counted[account_id, rule]
    }
    ids = sorted(differing)
    for first in range(0, len(ids), AT_ONCE):
        yield from _caps_of(session, ids[first : first + AT_ONCE])


def _under_cap() -> Any:
    """Choose what counts; what a merge took back keeps its place, since undoing it brings it back (PM3)."""
    taken = Award.state.in_((AwardState.REVERSED, AwardState.VOIDED))
    kept = taken & (Award.reason == Reason.MERGED)
    return or_(Award.state.in_((*OPEN_AWARDS, AwardState.POSTED)), kept)


def _number_of(session: Session, day: Any) -> Any:
    """Count days from the start of the century; the databases subtract dates each in their own way."""
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(day) - func.julianday("2000-01-01")
    return cast(day - cast("2000-01-01", Date), BigInteger)


def _caps_of(session: Session, ids: Sequence[int]) -> Iterator[Problem]:
    counted = (
        select(Award.account_id, Award.rule, Award.cap_day, func.sum(Award.amount).label("used"))
        .where(_under_cap(), Award.account_id.in_(ids))
        .group_by(Award.account_id, Award.rule, Award.cap_day)
        .subquery()
    )
    same = and_(
        counted.c.account_id == CapUse.account_id,
        counted.c.rule == CapUse.rule,
        counted.c.cap_day == CapUse.day,
    )
    used = func.coalesce(counted.c.used, 0)
    rows = (
        select(CapUse.account_id, CapUse.used, used)
        .outerjoin(counted, same)
        .where(CapUse.account_id.in_(ids), CapUse.used != used)
    )
    for row in session.execute(rows.order_by(CapUse.account_id)):
        yield Problem(rule="L11", account_id=row.account_id, found=row.used, expected=int(row[2]))


def _reservations(session: Session) -> Iterator[Problem]:
    """L15: what is held, and what budgets have used, is what was asked for. G10: prizes are as paid."""
    for off in (wrong_reservations(session), wrong_budgets(session)):
        for account_id, found, expected in off:
            yield Problem(rule="L15", account_id=account_id, found=found, expected=expected)
    for account_id, found, expected in wrong_prizes(session):
        yield Problem(rule="G10", account_id=account_id, found=found, expected=expected)
