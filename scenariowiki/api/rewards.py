"""Rewards: what there is, what was asked for, and each step of it."""

from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.base import Paged
from scenariowiki.api.schemas.rewards import (
    RedemptionGiven,
    RedemptionPage,
    RedemptionShown,
    RedemptionStepGiven,
    RedemptionStepShown,
    RewardPage,
    RewardShown,
)
from scenariowiki.kernel import clock
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import redeeming
from scenariowiki.points.queries.rewards import offers, redemptions
from scenariowiki.points.queries.rewards.offers import Offer
from scenariowiki.points.queries.rewards.redemptions import Shown
from scenariowiki.points.rules.rewards import RedemptionState, RewardKind
from scenariowiki.runtime.session import read


@bp.get("/rewards")
@reading
@reads(query=Paged, answer=RewardPage)
def list_rewards(query: Paged) -> Answer:
    """List what one's site offers, with what stands in the way."""
    person = actor()
    found = offers.list_offers(read(), person.id, now=clock.now())
    place = read_cursor(["rewards"], query.cursor, (int,))
    begin = max(place[0], 0) if place else 0
    end = begin + query.limit
    balance = offers.balance_of(read(), person.id)
    page = RewardPage(
        available=balance.available,
        held=balance.held,
        items=[_reward(one) for one in found[begin:end]],
        next_cursor=write_cursor(["rewards"], [end]) if end < len(found) else None,
    )
    return answer(page)


@bp.get("/redemptions")
@reading
@reads(query=Paged, answer=RedemptionPage)
def list_redemptions(query: Paged) -> Answer:
    """List what one asked for, newest first."""
    person = actor()
    place = read_cursor(["redemptions", person.id], query.cursor, (int,))
    found = redemptions.list_own(read(), person.id, before=place[0] if place else None, limit=query.limit + 1)
    shown = found[: query.limit]
    more = len(found) > query.limit
    following = write_cursor(["redemptions", person.id], [shown[-1].redemption.id]) if more else None
    return answer(RedemptionPage(items=[_redemption(one) for one in shown], next_cursor=following))


@bp.get("/redemptions/<redemption_id>")
@reading
@reads(answer=RedemptionShown, refusals=(404,))
def show_redemption(redemption_id: int) -> Answer:
    """Show a request and every step of it."""
    return answer(_redemption(redemptions.get_redemption(read(), actor(), redemption_id)))


@bp.post("/redemptions")
@writing
@writes(body=RedemptionGiven, answer=RedemptionShown, status=201, refusals=(404, 409))
def ask_for_reward(body: RedemptionGiven) -> Act:
    """Ask for a reward: points, stock and budget are reserved together."""
    person = actor()

    def act(uow: UnitOfWork) -> Answer:
        made = redeeming.request_reward(uow, person, body.reward, price=body.price, note=body.note)
        return _shown(uow, made.id, 201)

    return act


@bp.post("/redemptions/<redemption_id>/approve")
@writing
@writes(body=RedemptionStepGiven, answer=RedemptionShown)
def approve_redemption(redemption_id: int, body: RedemptionStepGiven) -> Act:
    """Agree to somebody else's request."""
    return lambda uow: _shown(uow, redeeming.approve(uow, actor(), redemption_id, note=body.note).id)


@bp.post("/redemptions/<redemption_id>/reject")
@writing
@writes(body=RedemptionStepGiven, answer=RedemptionShown)
def reject_redemption(redemption_id: int, body: RedemptionStepGiven) -> Act:
    """Turn a request down, with its reason; all reservations are free again."""
    return lambda uow: _shown(uow, redeeming.reject(uow, actor(), redemption_id, note=body.note).id)


@bp.post("/redemptions/<redemption_id>/fulfil")
@writing
@writes(body=RedemptionStepGiven, answer=RedemptionShown)
def fulfil_redemption(redemption_id: int, body: RedemptionStepGiven) -> Act:
    """Say that it was handed over: the points are spent."""
    return lambda uow: _shown(uow, redeeming.fulfil(uow, actor(), redemption_id, note=body.note).id)


@bp.post("/redemptions/<redemption_id>/cancel")
@writing
@writes(body=RedemptionStepGiven, answer=RedemptionShown)
def cancel_redemption(redemption_id: int, body: RedemptionStepGiven) -> Act:
    """Take one's own request back."""
    return lambda uow: _shown(uow, redeeming.cancel(uow, actor(), redemption_id, note=body.note).id)


@bp.post("/redemptions/<redemption_id>/refund")
@writing
@writes(body=RedemptionStepGiven, answer=RedemptionShown)
def refund_redemption(redemption_id: int, body: RedemptionStepGiven) -> Act:
    """Give the points back after it was handed over, with the reason."""
    return lambda uow: _shown(uow, redeeming.refund(uow, actor(), redemption_id, note=body.note).id)


def _shown(uow: UnitOfWork, redemption_id: int, status: int = 200) -> Answer:
    return answer(_redemption(redemptions.get_redemption(uow.session, actor(), redemption_id)), status)


def _reward(one: Offer) -> RewardShown:
    item = one.item
    return RewardShown(
        id=item.id,
        name=item.name,
        labels=dict(item.labels),
        description=item.description,
        icon=item.icon,
        kind=RewardKind(item.kind),
        price=item.price,
        stock=one.left,
        budget_left=one.budget_left,
        per_quarter=item.per_quarter,
        active_until=item.active_until,
        obstacle=one.obstacle,
        is_waiting=one.is_waiting,
    )


def _redemption(one: Shown) -> RedemptionShown:
    row = one.redemption
    return RedemptionShown(
        id=row.id,
        reward=row.item_id,
        name=one.item.name,
        who=one.who,
        price=row.price,
        state=RedemptionState(row.state),
        note=row.note,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        certificate=row.certificate,
        steps=[RedemptionStepShown(state=s.state, by=s.by, at=s.at, note=s.note) for s in one.steps],
    )
