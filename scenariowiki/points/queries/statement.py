"""A person's statement: every transfer with its cause, newest first, and the balance after it."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import Award, Purse, Transfer
from scenariowiki.points.queries.beside import Beside
from scenariowiki.points.rules.ledger import PERSONAL, Code, PurseKind
from scenariowiki.points.rules.statement import RULES_OF, TAKEN, LineKind
from scenariowiki.scenarios.models import Scenario

PAGE = 25
BATCH = 500
SPENT = (Code.REDEMPTION, Code.REFUND, Code.EXPIRY)
ONE_CODE = {LineKind.BY_HAND: Code.MANUAL, LineKind.PRIZE: Code.PRIZE}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which lines: of one kind, posted since a day, only what was taken back."""

    kind: LineKind | None = None
    since: dt.date | None = None
    taken_only: bool = False


EVERYTHING = Wanted()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One transfer: `points` as signed by its owner, `balance` the wallet after it, reserved points included.

    `award` is the row of what it came from, `appeal` and `grant` where there is one; `first_id` and
    `first_day` are of the line that a reversal takes back, `is_again` tells that it was earned once more.
    """

    id: int
    code: Code
    points: int
    balance: int
    posted_at: dt.datetime
    posted_day: dt.date
    row: AnyRow
    appeal: AnyRow | None = None
    grant: AnyRow | None = None
    first_id: int | None = None
    first_day: dt.date | None = None
    is_again: bool = False

    @property
    def readable(self) -> "Readable":
        """Return the facts of its scenario that decide who reads it."""
        return Readable(self.row)


class Readable:
    """A row's scenario as `scenarios.policy` asks about it."""

    def __init__(self, row: AnyRow) -> None:
        self.state: str = row.scenario_state
        self.audience: str = row.audience
        self.team_id: int | None = row.team_id
        self.author_id: int = row.author_id


@dataclass(frozen=True, kw_only=True)
class StatementPage:
    """Some lines; `older` is the id below which the next page begins, None at the end."""

    lines: tuple[Line, ...]
    older: int | None


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What came and went in all: L9 as a person reads it."""

    earned: int = 0
    taken: int = 0
    spent: int = 0
    expired: int = 0
    by_hand: int = 0
    prizes: int = 0
    count_taken: int = 0


def list_lines(
    session: Session,
    account_id: int,
    wanted: Wanted = EVERYTHING,
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> StatementPage:
    """List somebody's lines below an id; one place in one index, however many there are."""
    purses = _purses(session, account_id)
    chosen = _filtered(_LINES, wanted)
    asked = {"id": account_id, "limit": limit + 1}
    rows = session.execute(chosen.where(Transfer.id < before) if before else chosen, asked).all()
    shown = rows[:limit]
    if not shown:
        return StatementPage(lines=(), older=None)
    since = shown if wanted == EVERYTHING and not before else _since(session, account_id, shown[-1].id)
    balances = _balances(purses.get(PurseKind.WALLET), since)
    beside = Beside.of(session, shown)
    ids = {purse.id for purse in purses.values()}
    lines = tuple(_line(row, balances[row.id], ids, beside) for row in shown)
    return StatementPage(lines=lines, older=shown[-1].id if len(rows) > limit else None)


def walk_lines(session: Session, account_id: int, wanted: Wanted = EVERYTHING) -> Iterator[Line]:
    """Walk all of somebody's lines, for a file."""
    before: int | None = None
    while True:
        page = list_lines(session, account_id, wanted, before=before, limit=BATCH)
        yield from page.lines
        if page.older is None:
            return
        before = page.older


def add_up(session: Session, account_id: int) -> Sums:
    """Add up everything somebody ever got and gave (L9)."""
    amounts: dict[str, int] = {}
    counts: dict[str, int] = {}
    own = [purse.id for purse in _purses(session, account_id).values()]
    is_credit = Transfer.credit_id.in_(own)
    rows = session.execute(
        select(Transfer.code, is_credit.label("credit"), func.sum(Transfer.amount), func.count())
        .where(Transfer.account_id == account_id)
        .group_by(Transfer.code, "credit")
    )
    by_hand = 0
    for code, credit, amount, count in rows:
        amounts[code], counts[code] = int(amount), count
        if code == Code.MANUAL:
            by_hand += int(amount) if credit else -int(amount)
    return Sums(
        earned=amounts.get(Code.AWARD, 0) + amounts.get(Code.REPAYMENT, 0),
        taken=amounts.get(Code.REVERSAL, 0) + amounts.get(Code.CLAW_BACK, 0),
        spent=amounts.get(Code.REDEMPTION, 0) - amounts.get(Code.REFUND, 0),
        expired=amounts.get(Code.EXPIRY, 0),
        by_hand=by_hand,
        prizes=amounts.get(Code.PRIZE, 0),
        count_taken=counts.get(Code.REVERSAL, 0),
    )


def _line(row: AnyRow, balance: int, purses: Collection[int], beside: Beside) -> Line:
    first = beside.firsts.get(row.award_id) if row.code in TAKEN else None
    is_plus = row.credit_id in purses
    return Line(
        id=row.id,
        code=Code(row.code),
        points=row.amount if is_plus else -row.amount,
        balance=balance,
        posted_at=row.posted_at,
        posted_day=row.posted_day,
        row=row,
        appeal=beside.appeals.get(row.award_id) if row.code in TAKEN else None,
        grant=beside.grants.get(row.id),
        first_id=first.id if first else None,
        first_day=first.day if first else None,
        is_again=row.award_id in beside.again,
    )


def _purses(session: Session, account_id: int) -> dict[str, AnyRow]:
    return {row.kind: row for row in session.execute(_PURSES, {"id": account_id})}


def _since(session: Session, account_id: int, down_to: int) -> Sequence[AnyRow]:
    return session.execute(_MOVED, {"id": account_id, "down_to": down_to}).all()


def _balances(wallet: AnyRow | None, since: Sequence[AnyRow]) -> dict[int, int]:
    """Count back from the wallet as it is now: only what was posted since has to be read."""
    balances: dict[int, int] = {}
    now, id_ = (wallet.left, wallet.id) if wallet else (0, None)
    for row in since:
        balances[row.id] = now
        now -= row.amount * ((row.credit_id == id_) - (row.debit_id == id_))
    return balances


def _filtered(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.since is not None:
        statement = statement.where(Transfer.posted_day >= wanted.since)
    if wanted.taken_only:
        statement = statement.where(Transfer.code.in_(TAKEN))
    if wanted.kind is LineKind.SPENT:
        return statement.where(Transfer.code.in_(SPENT))
    if wanted.kind in ONE_CODE:
        return statement.where(Transfer.code == ONE_CODE[wanted.kind])
    if wanted.kind is not None:
        return statement.where(Award.rule.in_(RULES_OF[wanted.kind]))
    return statement


def _transfers() -> Any:
    return (
        select(
            Transfer.id,
            Transfer.code,
            Transfer.amount,
            Transfer.credit_id,
            Transfer.debit_id,
            Transfer.posted_at,
            Transfer.posted_day,
            Transfer.effective_day,
            Transfer.tariff,
            Transfer.scored,
            Transfer.award_id,
            Transfer.facts,
            Award.rule,
            Award.asked,
            Award.amount.label("award_amount"),
            Award.state.label("award_state"),
            Award.reason,
            Award.facts.label("award_facts"),
            Award.resolved_at,
            Award.occurred_at,
            Award.solution_id,
            Scenario.no,
            Scenario.title,
            Scenario.state.label("scenario_state"),
            Scenario.audience,
            Scenario.team_id,
            Scenario.author_id,
        )
        .outerjoin(Award, Award.id == Transfer.award_id)
        .outerjoin(Scenario, Scenario.id == Award.scenario_id)
        .where(Transfer.account_id == bindparam("id"))
        .order_by(Transfer.id.desc())
        .limit(bindparam("limit"))
    )


# Made once: every request only fills in its values.
_LINES = _transfers()
_PURSES = select(Purse.kind, Purse.id, (Purse.credits - Purse.debits).label("left")).where(
    Purse.kind.in_(sorted(PERSONAL)), Purse.account_id == bindparam("id")
)
_MOVED = (
    select(Transfer.id, Transfer.amount, Transfer.credit_id, Transfer.debit_id)
    .where(Transfer.account_id == bindparam("id"), Transfer.id >= bindparam("down_to"))
    .order_by(Transfer.id.desc())
)
