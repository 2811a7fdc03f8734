"""What was asked for: one's own with every step, what waits for a decision, certificates by number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Site
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import NotFound
from scenariowiki.points import policy
from scenariowiki.points.models import (
    Purse,
    Redemption,
    RedemptionStep,
    RewardBudget,
    RewardItem,
    StockChange,
)
from scenariowiki.points.rules.ledger import PurseKind
from scenariowiki.points.rules.rewards import RESERVED, RedemptionState

LISTED = 50


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step, with the name of who took it."""

    state: RedemptionState
    by: str
    by_id: int
    at: dt.datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A redemption with its reward, its person and its history; the last two fields are for who decides."""

    redemption: Redemption
    item: RewardItem
    who: str
    site: str
    steps: Sequence[StepShown] = field(default_factory=tuple)
    available: int = 0
    budget_left: int | None = None


def list_own(session: Session, account_id: int, *, before: int | None = None, limit: int = 20) -> list[Shown]:
    """List what somebody asked for, newest first."""
    chosen = _rows().where(Redemption.account_id == account_id)
    if before is not None:
        chosen = chosen.where(Redemption.id < before)
    return _shown(session, chosen.order_by(Redemption.id.desc()).limit(limit))


def list_open(session: Session, account_id: int, *, limit: int = 5) -> list[tuple[Redemption, RewardItem]]:
    """List what somebody asked for and does not have yet, newest first."""
    rows = session.execute(
        select(Redemption, RewardItem)
        .join(RewardItem, RewardItem.id == Redemption.item_id)
        .where(Redemption.account_id == account_id, Redemption.state.in_(RESERVED))
        .order_by(Redemption.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def get_redemption(session: Session, actor: Actor, redemption_id: int) -> Shown:
    """Return a redemption that is one's own or one's task; raises NotFound."""
    found = _shown(session, _rows().where(Redemption.id == redemption_id))
    if not found or not (found[0].redemption.account_id == actor.id or policy.may_manage_rewards(actor)):
        raise NotFound("no_redemption")
    return found[0]


def list_waiting(session: Session, *, limit: int = 200) -> list[Shown]:
    """List what waits for a decision or for being handed over, oldest first."""
    waiting = _rows().where(Redemption.state.in_(RESERVED))
    return _shown(session, waiting.order_by(Redemption.requested_at, Redemption.id).limit(limit))


def list_settled(
    session: Session, *, before: int | None = None, limit: int = LISTED, site_id: int | None = None
) -> list[Shown]:
    """List what is decided, newest first."""
    settled = _rows().where(Redemption.state.not_in(RESERVED))
    if before is not None:
        settled = settled.where(Redemption.id < before)
    if site_id is not None:
        settled = settled.where(Account.site_id == site_id)
    return _shown(session, settled.order_by(Redemption.id.desc()).limit(limit))


def find_certificate(session: Session, number: str) -> Shown | None:
    """Return what a certificate's number stands for; a refunded one stands no longer."""
    good = (Redemption.certificate == number, Redemption.state == RedemptionState.FULFILLED)
    found = _shown(session, _rows().where(*good))
    return found[0] if found else None


def list_items(session: Session) -> list[RewardItem]:
    """List every reward, the archived ones last."""
    order = (RewardItem.archived_at.is_not(None), RewardItem.price, RewardItem.id)
    return list(session.scalars(select(RewardItem).order_by(*order)))


def get_item(session: Session, item_id: int) -> RewardItem:
    """Return a reward; raises NotFound."""
    item = session.get(RewardItem, item_id)
    if item is None:
        raise NotFound("no_reward")
    return item


def stock_history(session: Session, item_id: int, *, limit: int = LISTED) -> list[tuple[StockChange, str]]:
    """List what happened to a reward's stock, newest first, with who did it."""
    rows = (
        select(StockChange, Account.display_name)
        .join(Account, Account.id == StockChange.by)
        .where(StockChange.item_id == item_id)
        .order_by(StockChange.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(rows)]


def list_budgets(session: Session, *, since: dt.date) -> list[tuple[RewardBudget, str]]:
    """List budgets from a quarter on, newest first, with the name of their site ("" for all)."""
    rows = (
        select(RewardBudget, Site.name)
        .outerjoin(Site, Site.id == RewardBudget.site_id)
        .where(RewardBudget.quarter >= since)
        .order_by(RewardBudget.quarter.desc(), RewardBudget.site_id)
    )
    return [(row[0], row[1] or "") for row in session.execute(rows)]


def _rows() -> Any:
    available = Purse.credits - Purse.debits - Purse.held
    return (
        select(
            Redemption,
            RewardItem,
            Account.display_name,
            Site.name,
            available,
            RewardBudget.points,
            RewardBudget.used,
        )
        .join(RewardItem, RewardItem.id == Redemption.item_id)
        .join(Account, Account.id == Redemption.account_id)
        .outerjoin(Site, Site.id == Account.site_id)
        .outerjoin(Purse, (Purse.account_id == Account.id) & (Purse.kind == PurseKind.WALLET))
        .outerjoin(RewardBudget, RewardBudget.id == Redemption.budget_id)
    )


def _shown(session: Session, chosen: Any) -> list[Shown]:
    rows = session.execute(chosen).all()
    steps = _steps(session, [row[0].id for row in rows])
    return [
        Shown(
            redemption=row[0],
            item=row[1],
            who=row[2],
            site=row[3] or "",
            steps=steps.get(row[0].id, []),
            available=int(row[4] or 0),
            budget_left=None if row[5] is None else row[5] - (row[6] or 0),
        )
        for row in rows
    ]


def _steps(session: Session, ids: Sequence[int]) -> dict[int, list[StepShown]]:
    found: dict[int, list[StepShown]] = {}
    if not ids:
        return found
    rows = (
        select(RedemptionStep, Account.display_name)
        .join(Account, Account.id == RedemptionStep.by)
        .where(RedemptionStep.redemption_id.in_(ids))
        .order_by(RedemptionStep.id)
    )
    for step, name in session.execute(rows):
        shown = StepShown(
            state=RedemptionState(step.state), by=name, by_id=step.by, at=step.at, note=step.note
        )
        found.setdefault(step.redemption_id, []).append(shown)
    return found
