"""Waiting for a reward that is out of stock: who comes first is told first, and has time to ask."""

from sqlalchemy import delete, func, select

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.reserving import lock_item
from scenariowiki.points.events import RewardTurnCame
from scenariowiki.points.models import RewardItem, RewardWait
from scenariowiki.points.rules.rewards import TURN


def wait_for(uow: UnitOfWork, actor: Actor, item_id: int) -> None:
    """Stand in line for a reward; whoever stands there already keeps their place."""
    item = lock_item(uow, item_id)
    if item.archived_at is not None or item.stock is None or may_take(uow, item, actor.id):
        raise Conflict("in_stock")
    if uow.session.get(RewardWait, (item.id, actor.id)) is None:
        uow.session.add(RewardWait(item_id=item.id, account_id=actor.id, since=uow.now))


def stop_waiting(uow: UnitOfWork, actor: Actor, item_id: int) -> None:
    """Leave the line; the next one's turn comes."""
    item = lock_item(uow, item_id)
    leave_line(uow, item.id, actor.id)
    call_waiting(uow, item)


def leave_line(uow: UnitOfWork, item_id: int, account_id: int) -> None:
    """Take somebody out of the line of a locked reward."""
    uow.session.execute(
        delete(RewardWait).where(RewardWait.item_id == item_id, RewardWait.account_id == account_id)
    )


def may_take(uow: UnitOfWork, item: RewardItem, account_id: int) -> bool:
    """Tell whether one is left that is not kept for somebody else."""
    if item.stock is None:
        return True
    kept = select(func.count()).where(
        RewardWait.item_id == item.id, RewardWait.account_id != account_id, RewardWait.turn_until > uow.now
    )
    return item.stock > (uow.session.scalar(kept) or 0)


def call_waiting(uow: UnitOfWork, item: RewardItem) -> int:
    """Give those in front of the line of a locked reward their turn, as many as there are; return how many.

    Whose turn passed unused leaves the line. Records RewardTurnCame for each.
    """
    uow.session.flush()
    over = delete(RewardWait).where(RewardWait.item_id == item.id, RewardWait.turn_until <= uow.now)
    uow.session.execute(over)
    if item.stock == 0 or item.archived_at is not None:
        return 0
    line = select(RewardWait).where(RewardWait.item_id == item.id)
    waiting = uow.session.scalars(line.order_by(RewardWait.since, RewardWait.account_id)).all()
    turns = sum(one.turn_until is not None for one in waiting)
    free = len(waiting) if item.stock is None else item.stock - turns
    called = [one for one in waiting if one.turn_until is None][: max(free, 0)]
    system = people.find_actor(uow.session, SYSTEM) if called else None
    for one in called:
        one.turn_until = uow.now + TURN
        if system is not None:
            uow.record(RewardTurnCame(reward_id=item.id, account_id=one.account_id), by=system)
    return len(called)
