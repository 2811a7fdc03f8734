"""Invariants that single rows, or the rows of one event, keep or break (L1, L4, L8, L10, L12, L17, L19)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.points.models import Award, Purse, Transfer
from scenariowiki.points.rules.ledger import OPEN_AWARDS, AwardState, Code, PurseKind

Broken = tuple[str, int, Any, Any]
TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'transfer'",
    "postgresql": (
        "SELECT count(DISTINCT event_manipulation) FROM information_schema.triggers "
        "WHERE event_object_table = 'transfer'"
    ),
}
FROM_AWARDS = (Code.AWARD, Code.REPAYMENT, Code.REVERSAL, Code.CLAW_BACK)


def broken_rows(session: Session) -> Iterator[Broken]:
    """List what is broken as (rule, account, found, expected)."""
    yield from _triggers(session)
    yield from _purses(session)
    yield from _splits(session)
    yield from _stamps(session)


def _triggers(session: Session) -> Iterator[Broken]:
    """L1: the database refuses to change or to delete a transfer."""
    found = session.scalar(text(TRIGGERS[session.get_bind().dialect.name])) or 0
    if found < 2:
        yield "L1", 0, found, 2


def _purses(session: Session) -> Iterator[Broken]:
    """L4, L8: no wallet below what it holds, no debt below nothing. L19: who has left holds nothing."""
    left = Purse.credits - Purse.debits
    is_low = (Purse.kind == PurseKind.WALLET) & (left < Purse.held)
    is_over = (Purse.kind == PurseKind.DEBT) & (left > 0)
    rows = select(Purse.kind, Purse.account_id, left, Purse.held).where(or_(is_low, is_over))
    for row in session.execute(rows.order_by(Purse.id)):
        yield "L4" if row.kind == PurseKind.WALLET else "L8", row.account_id, row[2], row.held
    closed = (
        select(Purse.account_id, Purse.held)
        .join(Account, Account.id == Purse.account_id)
        .where(Purse.kind == PurseKind.WALLET, Purse.held > 0, Account.disabled_at.is_not(None))
    )
    for account_id, held in session.execute(closed.order_by(Purse.account_id)):
        yield "L19", account_id, held, 0


def _splits(session: Session) -> Iterator[Broken]:
    """L10: the shares of one event are never more than there was to divide."""
    whole = Award.facts["of"].as_integer()
    live = Award.state.in_((*OPEN_AWARDS, AwardState.POSTED))
    rows = (
        select(func.min(Award.account_id), func.sum(Award.amount), func.max(whole))
        .where(live, Award.rule.in_(("P3", "P4", "P5")), whole.is_not(None))
        .group_by(Award.event_id, Award.rule)
        .having(func.sum(Award.amount) > func.max(whole))
    )
    for account_id, found, expected in session.execute(rows):
        yield "L10", account_id, found, expected


def _stamps(session: Session) -> Iterator[Broken]:
    """L12: a posted award has a day, and its transfers carry it. L17: all name event, actor and tariff."""
    is_unstamped = (Award.state == AwardState.POSTED) & Award.effective_day.is_(None)
    for row in session.execute(select(Award.account_id, Award.id).where(is_unstamped).order_by(Award.id)):
        yield "L12", row.account_id, None, row.id
    differs = or_(
        Transfer.effective_day != Award.effective_day,
        func.coalesce(Transfer.team_id, 0) != func.coalesce(Award.team_id, 0),
        func.coalesce(Transfer.site_id, 0) != func.coalesce(Award.site_id, 0),
    )
    moved = select(Transfer.account_id, Transfer.id).join(Award, Award.id == Transfer.award_id).where(differs)
    for row in session.execute(moved.order_by(Transfer.id)):
        yield "L12", row.account_id, row.id, None
    nameless = select(Transfer.account_id, Transfer.id).where(
        or_(
            Transfer.event_id.is_(None),
            Transfer.tariff.is_(None),
            Transfer.code.in_(FROM_AWARDS) & Transfer.award_id.is_(None),
        )
    )
    for row in session.execute(nameless.order_by(Transfer.id)):
        yield "L17", row.account_id, row.id, None
