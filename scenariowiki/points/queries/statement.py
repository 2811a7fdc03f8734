"""A person's statement: every transfer with its cause, newest first, and the balance after it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import QueueItem
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import Award, PointsAppeal, PointsGrant, Purse, Transfer
from scenariowiki.points.queries.awards import given_again
from scenariowiki.points.rules.ledger import PERSONAL, Code, PurseKind
from scenariowiki.points.rules.statement import RULES_OF, TAKEN, LineKind
from scenariowiki.scenarios.models import Scenario

PAGE = 25
BATCH = 500
SPENT = (Code.REDEMPTION, Code.REFUND, Code.EXPIRY)


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
    chosen = _filtered(_transfers(account_id), wanted).order_by(Transfer.id.desc()).limit(limit + 1)
    rows = session.execute(chosen.where(Transfer.id < before) if before else chosen).all()
    shown = rows[:limit]
    if not shown:
        return StatementPage(lines=(), older=None)
    balances = _balances(session, account_id, purses.get(PurseKind.WALLET), shown[-1].id)
    beside = _Beside.of(session, shown)
    lines = tuple(_line(row, balances[row.id], purses, beside) for row in shown)
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
    purses = _purses(session, account_id)
    is_credit = Transfer.credit_id.in_(purses.values())
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
        count_taken=counts.get(Code.REVERSAL, 0),
    )


@dataclass(frozen=True, kw_only=True)
class _Beside:
    """What else the lines of a page need, each read at once for all of them."""

    appeals: Mapping[int, AnyRow]
    grants: Mapping[int, AnyRow]
    firsts: Mapping[int, AnyRow]
    again: set[int]

    @classmethod
    def of(cls, session: Session, rows: Sequence[AnyRow]) -> "_Beside":
        taken = [row.award_id for row in rows if row.code in TAKEN and row.award_id]
        by_hand = [row.id for row in rows if row.code == Code.MANUAL]
        return cls(
            appeals=_appeals(session, taken),
            grants=_grants(session, by_hand),
            firsts=_firsts(session, taken),
            again=given_again(session, taken),
        )


def _line(row: AnyRow, balance: int, purses: Mapping[str, int], beside: _Beside) -> Line:
    first = beside.firsts.get(row.award_id) if row.code in TAKEN else None
    is_plus = row.credit_id in purses.values()
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


def _purses(session: Session, account_id: int) -> dict[str, int]:
    chosen = select(Purse.kind, Purse.id).where(Purse.kind.in_(PERSONAL), Purse.account_id == account_id)
    return {row.kind: row.id for row in session.execute(chosen)}


def _balances(session: Session, account_id: int, wallet: int | None, down_to: int) -> dict[int, int]:
    """Count back from the wallet as it is now: only what was posted since has to be read."""
    change = case(
        (Transfer.credit_id == wallet, Transfer.amount),
        (Transfer.debit_id == wallet, -Transfer.amount),
        else_=0,
    )
    now = session.scalar(select(Purse.credits - Purse.debits).where(Purse.id == wallet)) or 0
    rows = session.execute(
        select(Transfer.id, change.label("change"))
        .where(Transfer.account_id == account_id, Transfer.id >= down_to)
        .order_by(Transfer.id.desc())
    )
    balances: dict[int, int] = {}
    for id_, changed in rows:
        balances[id_] = now
        now -= changed
    return balances


def _appeals(session: Session, award_ids: Sequence[int]) -> dict[int, AnyRow]:
    if not award_ids:
        return {}
    rows = session.execute(
        select(
            PointsAppeal.award_id, PointsAppeal.created_at, QueueItem.state, QueueItem.verdict, QueueItem.note
        )
        .join(QueueItem, QueueItem.id == PointsAppeal.item_id)
        .where(PointsAppeal.award_id.in_(award_ids))
    )
    return {row.award_id: row for row in rows}


def _grants(session: Session, transfer_ids: Sequence[int]) -> dict[int, AnyRow]:
    if not transfer_ids:
        return {}
    told = (PointsGrant.transfer_id, PointsGrant.reason, PointsGrant.proposed_by, PointsGrant.decided_by)
    rows = session.execute(select(*told).where(PointsGrant.transfer_id.in_(transfer_ids)))
    return {row.transfer_id: row for row in rows}


def _firsts(session: Session, award_ids: Sequence[int]) -> dict[int, AnyRow]:
    if not award_ids:
        return {}
    rows = session.execute(
        select(
            Transfer.award_id, func.min(Transfer.id).label("id"), func.min(Transfer.posted_day).label("day")
        )
        .where(Transfer.award_id.in_(award_ids), Transfer.code.in_((Code.AWARD, Code.REPAYMENT)))
        .group_by(Transfer.award_id)
    )
    return {row.award_id: row for row in rows}


def _filtered(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.since is not None:
        statement = statement.where(Transfer.posted_day >= wanted.since)
    if wanted.taken_only:
        statement = statement.where(Transfer.code.in_(TAKEN))
    if wanted.kind is LineKind.SPENT:
        return statement.where(Transfer.code.in_(SPENT))
    if wanted.kind is LineKind.BY_HAND:
        return statement.where(Transfer.code == Code.MANUAL)
    if wanted.kind is not None:
        return statement.where(Award.rule.in_(RULES_OF[wanted.kind]))
    return statement


def _transfers(account_id: int) -> Any:
    return (
        select(
            Transfer.id,
            Transfer.code,
            Transfer.amount,
            Transfer.credit_id,
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
        .where(Transfer.account_id == account_id)
    )
