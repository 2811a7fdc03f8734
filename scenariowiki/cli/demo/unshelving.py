"""Taking the demo's rewards off the shelf; what real people asked for stays."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scenariowiki.cli.demo.hanging import delete_with_all_that_hangs
from scenariowiki.kernel.db import create_triggers, drop_triggers
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import reserving
from scenariowiki.points.models import PrizePayout, PrizeShare, Redemption, RewardBudget, RewardItem
from scenariowiki.points.rules.rewards import COUNTED


def remove_rewards(uow: UnitOfWork, people_ids: Sequence[int]) -> None:
    """Delete what made-up people asked for, and what they offered unless somebody real asked for it.

    That is archived: what was asked for goes on. Stock and budgets that stay have back what is not used.
    """
    session = uow.session
    wishes = session.scalars(select(Redemption).where(Redemption.account_id.in_(people_ids))).all()
    for wish in wishes:
        if wish.state in COUNTED:
            item = reserving.lock_item(uow, wish.item_id)
            reserving.give_back(uow, item, wish, wish.account_id)
    delete_with_all_that_hangs(session, {"redemption": [wish.id for wish in wishes]})
    _remove_prizes(session, people_ids)
    _remove_offered(uow, people_ids)
    _remove_budgets(session, people_ids)


def _remove_offered(uow: UnitOfWork, people_ids: Sequence[int]) -> None:
    session = uow.session
    offered = RewardItem.created_by.in_(people_ids)
    asked_for = RewardItem.id.in_(select(Redemption.item_id))
    unused = session.scalars(select(RewardItem.id).where(offered, ~asked_for)).all()
    delete_with_all_that_hangs(session, {"reward_item": unused})
    kept = offered & RewardItem.archived_at.is_(None)
    session.execute(update(RewardItem).where(kept).values(archived_at=uow.now))


def _remove_prizes(session: Session, people_ids: Sequence[int]) -> None:
    """Give back to their budgets what was paid to made-up people for their ranks."""
    won = select(PrizeShare, PrizePayout.budget_id).join(PrizePayout, PrizePayout.id == PrizeShare.payout_id)
    for share, budget_id in session.execute(won.where(PrizeShare.account_id.in_(people_ids))).all():
        session.get_one(RewardBudget, budget_id, with_for_update=True).used -= share.amount
    session.flush()
    drop_triggers(session.connection(), [PrizeShare.__tablename__])
    session.execute(delete(PrizeShare).where(PrizeShare.account_id.in_(people_ids)))
    create_triggers(session.connection(), [PrizeShare.__tablename__])


def _remove_budgets(session: Session, people_ids: Sequence[int]) -> None:
    asked = select(Redemption.budget_id).where(Redemption.budget_id.is_not(None))
    used = RewardBudget.id.in_(asked.union(select(PrizePayout.budget_id)))
    made_up = select(RewardBudget.id).where(RewardBudget.created_by.in_(people_ids), ~used)
    delete_with_all_that_hangs(session, {"reward_budget": session.scalars(made_up).all()})
