"""Redemptions: points for a reward, requested, approved by somebody else, handed over, or given back."""

import uuid
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import events, policy
from scenariowiki.points.commands import reserving, waiting
from scenariowiki.points.commands.wording import checked_text
from scenariowiki.points.models import Redemption, RedemptionStep, RewardItem
from scenariowiki.points.rules.rewards import (
    COUNTED,
    RESERVED,
    TEXT_MAX,
    WAITS,
    RedemptionState,
    RewardKind,
    certificate_number,
    check_transition,
    is_for,
    is_offered,
    quarter_of,
)

EVENTS: dict[RedemptionState, type[events.RedemptionEvent]] = {
    RedemptionState.REQUESTED: events.RedemptionRequested,
    RedemptionState.APPROVED: events.RedemptionApproved,
    RedemptionState.FULFILLED: events.RedemptionFulfilled,
    RedemptionState.REJECTED: events.RedemptionRejected,
    RedemptionState.CANCELLED: events.RedemptionCancelled,
    RedemptionState.EXPIRED: events.RedemptionExpired,
    RedemptionState.REFUNDED: events.RedemptionRefunded,
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where a redemption goes, and what is said with it."""

    to: RedemptionState
    note: str = ""


def request_reward(
    uow: UnitOfWork, actor: Actor, item_id: int, *, price: int | None = None, note: str = ""
) -> Redemption:
    """Ask for a reward: points, stock and budget are reserved together, or nothing is (L15).

    `price` is the one that was seen; another one by now raises `price_changed`.
    """
    said = checked_text(note, "note", TEXT_MAX)
    item = reserving.lock_item(uow, item_id)
    stamp = accounts.stamp(uow.session, actor.id, uow.now)
    _require_offered(uow, actor, item, stamp)
    if price is not None and price != item.price:
        raise Conflict("price_changed", price=item.price)
    if not waiting.may_take(uow, item, actor.id):
        raise Conflict("out_of_stock")
    redemption = Redemption(
        item_id=item.id,
        account_id=actor.id,
        price=item.price,
        state=RedemptionState.REQUESTED,
        note=said,
        quarter=quarter_of(stamp.day),
        requested_at=uow.now,
        expires_at=uow.now + WAITS,
    )
    _require_within_limit(uow, item, redemption)
    _reserve(uow, item, redemption, stamp.site_id)
    _note(uow, actor, redemption, said)
    return redemption


def approve(uow: UnitOfWork, actor: Actor, redemption_id: int, *, note: str = "") -> Redemption:
    """Agree to a request; never to one's own."""
    return _decide(uow, actor, redemption_id, Step(to=RedemptionState.APPROVED, note=note))


def reject(uow: UnitOfWork, actor: Actor, redemption_id: int, *, note: str) -> Redemption:
    """Refuse a request, with a reason that its owner reads; all reservations are free again."""
    if not note.strip():
        raise Invalid(fields={"note": "required"})
    return _decide(uow, actor, redemption_id, Step(to=RedemptionState.REJECTED, note=note))


def fulfil(uow: UnitOfWork, actor: Actor, redemption_id: int, *, note: str = "") -> Redemption:
    """Say that an approved reward was handed over: the points are spent now."""
    return _decide(uow, actor, redemption_id, Step(to=RedemptionState.FULFILLED, note=note))


def refund(uow: UnitOfWork, actor: Actor, redemption_id: int, *, note: str) -> Redemption:
    """Give the points of a reward back that was handed over, once."""
    if not note.strip():
        raise Invalid(fields={"note": "required"})
    return _decide(uow, actor, redemption_id, Step(to=RedemptionState.REFUNDED, note=note))


def cancel(uow: UnitOfWork, actor: Actor, redemption_id: int, *, note: str = "") -> Redemption:
    """Take one's own request back before it is fulfilled."""
    found = uow.session.get(Redemption, redemption_id)
    if found is None or not policy.may_cancel(actor, found.account_id):
        raise NotFound("no_redemption")
    return move(uow, actor, redemption_id, Step(to=RedemptionState.CANCELLED, note=note))


def expire(uow: UnitOfWork, system: Actor, redemption_id: int) -> Redemption:
    """End a request that nobody acted on in time."""
    return move(uow, system, redemption_id, Step(to=RedemptionState.EXPIRED))


def move(uow: UnitOfWork, actor: Actor, redemption_id: int, step: Step) -> Redemption:
    """Take a redemption a step further, and settle what belongs to it; raises `bad_state`."""
    note = checked_text(step.note, "note", TEXT_MAX)
    item = _item_of(uow, redemption_id)
    redemption = uow.session.get_one(Redemption, redemption_id, with_for_update=True, populate_existing=True)
    check_transition(redemption.state, step.to)
    redemption.state = step.to
    redemption.version += 1
    redemption.expires_at = uow.now + WAITS if step.to in RESERVED else None
    event_id = _note(uow, actor, redemption, note)
    _settle(uow, actor, item, redemption, event_id)
    return redemption


def _decide(uow: UnitOfWork, actor: Actor, redemption_id: int, step: Step) -> Redemption:
    policy.require(policy.may_manage_rewards(actor))
    found = uow.session.get(Redemption, redemption_id)
    if found is None:
        raise NotFound("no_redemption")
    if found.account_id == actor.id:
        raise Forbidden("own_redemption")
    return move(uow, actor, redemption_id, step)


def _require_offered(uow: UnitOfWork, actor: Actor, item: RewardItem, stamp: accounts.Stamp) -> None:
    if not accounts.is_active(uow.session, actor.id):
        raise Forbidden
    if item.archived_at is not None or not is_offered(item.active_from, item.active_until, stamp.day):
        raise Conflict("not_offered")
    if not is_for(item.sites, stamp.site_id):
        raise Conflict("not_for_your_site")


def _require_within_limit(uow: UnitOfWork, item: RewardItem, redemption: Redemption) -> None:
    if item.per_quarter is None:
        return
    counted = select(func.count()).where(
        Redemption.item_id == item.id,
        Redemption.account_id == redemption.account_id,
        Redemption.quarter == redemption.quarter,
        Redemption.state.in_(COUNTED),
    )
    if (uow.session.scalar(counted) or 0) >= item.per_quarter:
        raise Conflict("limit_reached", limit=item.per_quarter)


def _reserve(uow: UnitOfWork, item: RewardItem, redemption: Redemption, site_id: int | None) -> None:
    """Item, budget, wallet: always locked in this order."""
    budget = reserving.find_budget(uow, site_id, redemption) if redemption.price else None
    if budget is not None:
        reserving.take_budget(budget, redemption.price)
        redemption.budget_id = budget.id
    reserving.hold_points(uow, redemption.account_id, redemption.price)
    uow.session.add(redemption)
    uow.session.flush()
    reserving.take_stock(uow, item, -1, redemption.account_id, redemption_id=redemption.id)
    waiting.leave_line(uow, item.id, redemption.account_id)


def _settle(
    uow: UnitOfWork, actor: Actor, item: RewardItem, redemption: Redemption, event_id: uuid.UUID
) -> None:
    """Do what a state means for points, stock and budget: each once, since a state is reached once.

    What is posted names the event that it comes from (L17).
    """
    uow.session.flush()
    if redemption.state == RedemptionState.APPROVED:
        return
    if redemption.state == RedemptionState.FULFILLED:
        reserving.free_points(uow, redemption.account_id, redemption.price)
        reserving.move_points(uow, actor, redemption, replace(reserving.SPEND, event_id=event_id))
        return
    reserving.give_back(uow, item, redemption, actor.id)
    if redemption.state == RedemptionState.REFUNDED:
        reserving.move_points(uow, actor, redemption, replace(reserving.REFUND, event_id=event_id))
    else:
        reserving.free_points(uow, redemption.account_id, redemption.price)
    waiting.call_waiting(uow, item)


def _note(uow: UnitOfWork, actor: Actor, redemption: Redemption, note: str) -> uuid.UUID:
    state = RedemptionState(redemption.state)
    event = EVENTS[state](
        redemption_id=redemption.id,
        reward_id=redemption.item_id,
        account_id=redemption.account_id,
        price=redemption.price,
    )
    recorded = uow.record(event, by=actor)
    step = RedemptionStep(
        redemption_id=redemption.id,
        state=state,
        note=note,
        event_id=recorded.id,
        at=uow.now,
        by=actor.id,
    )
    uow.session.add(step)
    if state is RedemptionState.FULFILLED and _is_certificate(uow, redemption):
        redemption.certificate = certificate_number(redemption.id, recorded.id.hex)
    uow.session.flush()
    return recorded.id


def _is_certificate(uow: UnitOfWork, redemption: Redemption) -> bool:
    return uow.session.get_one(RewardItem, redemption.item_id).kind == RewardKind.CERTIFICATE


def _item_of(uow: UnitOfWork, redemption_id: int) -> RewardItem:
    item_id = uow.session.scalar(select(Redemption.item_id).where(Redemption.id == redemption_id))
    if item_id is None:
        raise NotFound("no_redemption")
    return reserving.lock_item(uow, item_id)
