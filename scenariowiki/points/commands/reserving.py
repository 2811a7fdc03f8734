"""Reserving for a redemption: points, stock and budget together, settled or given back once (L15)."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.posting import Entry, post, purse_id, stamped
from scenariowiki.points.models import Purse, Redemption, RewardBudget, RewardItem, StockChange
from scenariowiki.points.rules.ledger import Code, PurseKind


@dataclass(frozen=True, kw_only=True)
class Move:
    """Which way points go, as what, and by which event."""

    debit: PurseKind
    credit: PurseKind
    code: Code
    event_id: uuid.UUID | None = None


SPEND = Move(debit=PurseKind.WALLET, credit=PurseKind.SPENT, code=Code.REDEMPTION)
REFUND = Move(debit=PurseKind.SPENT, credit=PurseKind.WALLET, code=Code.REFUND)


def lock_item(uow: UnitOfWork, item_id: int) -> RewardItem:
    """Return a reward, locked: whatever concerns its stock goes one after the other."""
    item = uow.session.get(RewardItem, item_id, with_for_update=True, populate_existing=True)
    if item is None:
        raise NotFound("no_reward")
    return item


def hold_points(uow: UnitOfWork, account_id: int, amount: int) -> None:
    """Reserve points of somebody's wallet; raises `not_enough_points` (L4)."""
    if amount == 0:
        return
    held = (
        update(Purse)
        .where(
            Purse.id == purse_id(uow, PurseKind.WALLET, account_id),
            Purse.closed_at.is_(None),
            Purse.credits - Purse.debits - Purse.held >= amount,
        )
        .values(held=Purse.held + amount)
        .returning(Purse.id)
    )
    if uow.session.scalar(held, execution_options={"synchronize_session": False}) is None:
        raise Conflict("not_enough_points")


def free_points(uow: UnitOfWork, account_id: int, amount: int) -> None:
    """Give reserved points back to what may be spent."""
    if amount == 0:
        return
    uow.session.execute(
        update(Purse)
        .where(Purse.id == purse_id(uow, PurseKind.WALLET, account_id))
        .values(held=Purse.held - amount),
        execution_options={"synchronize_session": False},
    )


def move_points(uow: UnitOfWork, actor: Actor, redemption: Redemption, move: Move) -> None:
    """Post what a redemption costs, or what comes back: once, whatever is repeated (L5)."""
    if redemption.price == 0:
        return
    entry = Entry(
        debit=move.debit,
        credit=move.credit,
        **stamped(uow, redemption.account_id),
        amount=redemption.price,
        code=move.code,
        idem_key=f"redemption:{redemption.id}:{move.code}",
        actor_id=actor.id,
        event_id=move.event_id,
        facts={"redemption": redemption.id, "reward": redemption.item_id},
    )
    post(uow, entry)


def take_stock(
    uow: UnitOfWork,
    item: RewardItem,
    change: int,
    by: int,
    *,
    redemption_id: int | None = None,
    note: str = "",
) -> None:
    """Change a locked reward's stock and say why; one without limit has none to change."""
    if item.stock is None:
        return
    if item.stock + change < 0:
        raise Conflict("out_of_stock")
    item.stock += change
    row = StockChange(
        item_id=item.id,
        change=change,
        left=item.stock,
        redemption_id=redemption_id,
        note=note,
        at=uow.now,
        by=by,
    )
    uow.session.add(row)


def find_budget(uow: UnitOfWork, site_id: int | None, redemption: Redemption) -> RewardBudget | None:
    """Return the budget a redemption takes from, locked: its site's, else the overall one, else none."""
    chosen = (
        select(RewardBudget)
        .where(RewardBudget.site_id.in_((site_id or 0, 0)), RewardBudget.quarter == redemption.quarter)
        .order_by(RewardBudget.site_id.desc())
        .limit(1)
        .with_for_update()
    )
    return uow.session.scalar(chosen, execution_options={"populate_existing": True})


def take_budget(budget: RewardBudget, amount: int) -> None:
    """Reserve points of a locked budget; raises `budget_exhausted`."""
    if budget.used + amount > budget.points:
        raise Conflict("budget_exhausted", left=budget.points - budget.used)
    budget.used += amount


def give_back(uow: UnitOfWork, item: RewardItem, redemption: Redemption, by: int) -> None:
    """Put stock and budget of a redemption back where they came from."""
    take_stock(uow, item, 1, by, redemption_id=redemption.id)
    if redemption.budget_id is not None:
        budget = uow.session.get_one(
            RewardBudget, redemption.budget_id, with_for_update=True, populate_existing=True
        )
        budget.used -= redemption.price
