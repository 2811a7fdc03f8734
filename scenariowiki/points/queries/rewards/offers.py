"""The catalogue of rewards as one person sees it: what they can have, and what stands in the way."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.kernel.errors import NotFound
from scenariowiki.points.models import Purse, Redemption, RewardBudget, RewardItem, RewardWait
from scenariowiki.points.rules.ledger import PurseKind
from scenariowiki.points.rules.rewards import COUNTED, is_for, is_offered, quarter_of


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What somebody may spend, and what is reserved already."""

    available: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A reward for one person; `obstacle` is the code of the refusal that a request would meet now.

    `left` is what this person could ask for, None without limit; `latest` their last request that counts
    against the limit of the quarter; `turn_until` how long one is kept for them.
    """

    item: RewardItem
    left: int | None
    budget_left: int | None
    budget: int | None
    latest: int | None
    is_waiting: bool
    ahead: int
    turn_until: dt.datetime | None
    missing: int
    obstacle: str | None


def balance_of(session: Session, account_id: int) -> Balance:
    """Return what somebody may spend."""
    chosen = select(Purse.credits, Purse.debits, Purse.held)
    row = session.execute(
        chosen.where(Purse.kind == PurseKind.WALLET, Purse.account_id == account_id)
    ).one_or_none()
    if row is None:
        return Balance(available=0, held=0)
    return Balance(available=int(row.credits - row.debits - row.held), held=int(row.held))


def list_offers(session: Session, account_id: int, *, now: dt.datetime) -> list[Offer]:
    """List what somebody's site offers today, cheapest first, with what stands in the way of each."""
    stamp = accounts.stamp(session, account_id, now)
    rows = session.scalars(
        select(RewardItem).where(RewardItem.archived_at.is_(None)).order_by(RewardItem.price, RewardItem.id)
    )
    items = [
        item
        for item in rows
        if is_for(item.sites, stamp.site_id) and is_offered(item.active_from, item.active_until, stamp.day)
    ]
    seen = _seen(session, account_id, stamp, now)
    return [_offer(item, seen) for item in items]


def get_offer(session: Session, account_id: int, item_id: int, *, now: dt.datetime) -> Offer:
    """Return one reward of somebody's catalogue; raises NotFound."""
    for offer in list_offers(session, account_id, now=now):
        if offer.item.id == item_id:
            return offer
    raise NotFound("no_reward")


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What is looked up once for all rewards."""

    account_id: int
    available: int
    budget: RewardBudget | None
    had: Mapping[int, tuple[int, int]]
    lines: Mapping[int, list[RewardWait]]
    now: dt.datetime


def _seen(session: Session, account_id: int, stamp: accounts.Stamp, now: dt.datetime) -> _Seen:
    quarter = quarter_of(stamp.day)
    had = session.execute(
        select(Redemption.item_id, func.count(), func.max(Redemption.id))
        .where(
            Redemption.account_id == account_id,
            Redemption.quarter == quarter,
            Redemption.state.in_(COUNTED),
        )
        .group_by(Redemption.item_id)
    )
    lines: dict[int, list[RewardWait]] = {}
    waiting = select(RewardWait).where(or_(RewardWait.turn_until.is_(None), RewardWait.turn_until > now))
    for one in session.scalars(waiting.order_by(RewardWait.since, RewardWait.account_id)):
        lines.setdefault(one.item_id, []).append(one)
    return _Seen(
        account_id=account_id,
        available=balance_of(session, account_id).available,
        budget=budget_for(session, stamp.site_id, quarter),
        had={row[0]: (row[1], row[2]) for row in had},
        lines=lines,
        now=now,
    )


def budget_for(session: Session, site_id: int | None, quarter: dt.date) -> RewardBudget | None:
    """Return the budget that requests of a site take from in a quarter, None where there is no limit."""
    return session.scalar(
        select(RewardBudget)
        .where(RewardBudget.site_id.in_((site_id or 0, 0)), RewardBudget.quarter == quarter)
        .order_by(RewardBudget.site_id.desc())
        .limit(1)
    )


def _offer(item: RewardItem, seen: _Seen) -> Offer:
    line = seen.lines.get(item.id, [])
    own = next((one for one in line if one.account_id == seen.account_id), None)
    kept = sum(one.turn_until is not None and one is not own for one in line)
    budget = seen.budget if item.price else None
    free = None if budget is None else budget.points - budget.used
    return Offer(
        item=item,
        left=None if item.stock is None else max(item.stock - kept, 0),
        budget_left=free,
        budget=None if budget is None else budget.points,
        latest=seen.had.get(item.id, (0, None))[1],
        is_waiting=own is not None,
        ahead=line.index(own) if own is not None else len(line),
        turn_until=own.turn_until if own else None,
        missing=max(item.price - seen.available, 0),
        obstacle=_obstacle(item, seen, kept, free),
    )


def _obstacle(item: RewardItem, seen: _Seen, kept: int, free: int | None) -> str | None:
    refusals = (
        (
            "limit_reached",
            item.per_quarter is not None and seen.had.get(item.id, (0,))[0] >= item.per_quarter,
        ),
        ("out_of_stock", item.stock is not None and item.stock <= kept),
        ("budget_exhausted", free is not None and item.price > free),
        ("not_enough_points", item.price > seen.available),
    )
    return next((code for code, is_so in refusals if is_so), None)
