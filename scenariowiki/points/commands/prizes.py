"""Prizes for ranks: promised ahead, paid once a frozen period has been looked at for a week (B3, B4, G10)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import update

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import events, policy
from scenariowiki.points.commands.crediting import credit
from scenariowiki.points.commands.posting import Entry, stamped
from scenariowiki.points.commands.reserving import take_budget
from scenariowiki.points.models import PrizePayout, PrizePlan, PrizeShare, RewardBudget
from scenariowiki.points.queries import prizes
from scenariowiki.points.queries.prizes import Coming, Winner
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.points.rules.periods import Period, next_start, start_of
from scenariowiki.points.rules.prizes import PERIODS, most_of, places_fault


def plan_prizes(uow: UnitOfWork, actor: Actor, period: Period, places: Sequence[int]) -> PrizePlan:
    """Promise prizes for the first places of a kind of period, from the next one on; records PrizesPlanned.

    What was promised for it before ends there. Raises Invalid by field: `prizes_not_whole`, `prizes_rise`,
    `no_prize_budget`, `prizes_above_part`.
    """
    policy.require(policy.may_manage_rewards(actor))
    if period not in PERIODS:
        raise Invalid(fields={"period": "not_a_choice"})
    if fault := places_fault(places):
        raise Invalid(fields={"places": fault})
    today = accounts.stamp(uow.session, actor.id, uow.now).day
    budget = prizes.prize_budget(uow.session, today)
    if budget is None:
        raise Invalid(fields={"places": "no_prize_budget"})
    if sum(places) > (most := most_of(budget.points)):
        raise Invalid(fields={"places": "prizes_above_part"}, most=most)
    since = next_start(period, start_of(period, today))
    assert since is not None  # noqa: S101 - only all time has none
    running = (PrizePlan.period == period.value, PrizePlan.until.is_(None))
    uow.session.execute(update(PrizePlan).where(*running).values(until=since))
    plan = PrizePlan(
        period=period.value, places=list(places), since=since, created_at=uow.now, created_by=actor.id
    )
    uow.session.add(plan)
    uow.session.flush()
    event = events.PrizesPlanned(
        plan_id=plan.id, period=period.value, start=since.isoformat(), places=tuple(places)
    )
    uow.record(event, by=actor)
    return plan


def end_prizes(uow: UnitOfWork, actor: Actor, plan_id: int) -> PrizePlan:
    """Promise no more prizes from the next period on; what has begun is still paid. Records PrizesEnded."""
    policy.require(policy.may_manage_rewards(actor))
    plan = uow.session.get(PrizePlan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise NotFound
    if plan.until is None:
        period = Period(plan.period)
        today = accounts.stamp(uow.session, actor.id, uow.now).day
        plan.until = next_start(period, start_of(period, today))
        assert plan.until is not None  # noqa: S101 - only all time has none
        event = events.PrizesEnded(plan_id=plan.id, period=plan.period, start=plan.until.isoformat())
        uow.record(event, by=actor)
    return plan


def pay_next(uow: UnitOfWork, system: Actor) -> bool:
    """Pay all the prizes of the first period that waits for nothing; tell whether there was one.

    Budget, ledger and the note that it was paid change together, or not at all. Records PrizesPaid.
    """
    today = accounts.earliest_day(uow.session, uow.now)
    budget = prizes.prize_budget(uow.session, today)
    if budget is None:
        return False
    # Whoever takes from the budget meanwhile has been waited for: what is read from here on holds.
    uow.session.get_one(RewardBudget, budget.id, with_for_update=True, populate_existing=True)
    coming = next((one for one in prizes.list_coming(uow.session, uow.now, today) if not one.waits), None)
    if coming is not None:
        _pay(uow, system, coming, budget)
    return coming is not None


def _pay(uow: UnitOfWork, system: Actor, coming: Coming, budget: RewardBudget) -> None:
    take_budget(budget, coming.total)
    start = coming.start.isoformat()
    people = sum(one.points > 0 for one in coming.winners)
    paid = events.PrizesPaid(period=coming.period.value, start=start, people=people, points=coming.total)
    event_id = uow.record(paid, by=system).id
    payout = PrizePayout(
        plan_id=coming.plan_id,
        period=coming.period.value,
        start=coming.start,
        budget_id=budget.id,
        event_id=event_id,
        paid_at=uow.now,
    )
    uow.session.add(payout)
    uow.session.flush()
    for winner in sorted(coming.winners, key=lambda one: one.account_id):
        share = PrizeShare(
            payout_id=payout.id,
            account_id=winner.account_id,
            rank=winner.rank,
            amount=winner.points,
            reason=winner.reason,
        )
        uow.session.add(share)
        _post(uow, system, coming, winner, event_id)
    uow.session.flush()


def _post(uow: UnitOfWork, system: Actor, coming: Coming, winner: Winner, event_id: uuid.UUID) -> None:
    """Post a prize, which is in no score of any period (G10)."""
    if not winner.points:
        return
    start = coming.start.isoformat()
    entry = Entry(
        debit=PurseKind.ISSUE,
        credit=PurseKind.WALLET,
        **stamped(uow, winner.account_id),
        amount=winner.points,
        code=Code.PRIZE,
        idem_key=f"prize:{coming.period}:{start}:{winner.account_id}",
        actor_id=system.id,
        event_id=event_id,
        facts={"period": coming.period.value, "start": start, "rank": winner.rank},
    )
    credit(uow, entry)
