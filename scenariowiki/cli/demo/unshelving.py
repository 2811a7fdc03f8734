"""Taking the demo's rewards off the shelf; what real people asked for stays."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scenariowiki.cli.demo.hanging import delete_with_all_that_hangs
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import reserving
from scenariowiki.points.models import Redemption, RewardBudget, RewardItem
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


def _remove_budgets(session: Session, people_ids: Sequence[int]) -> None:
    used = RewardBudget.id.in_(select(Redemption.budget_id).where(Redemption.budget_id.is_not(None)))
    made_up = select(RewardBudget.id).where(RewardBudget.created_by.in_(people_ids), ~used)
    delete_with_all_that_hangs(session, {"reward_budget": session.scalars(made_up).all()})
