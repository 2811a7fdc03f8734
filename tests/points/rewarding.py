"""Rewards for tests: people with points, things to spend them on, and how both stand."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.points.commands import posting, redeeming, rewards
from scenariowiki.points.commands.posting import Entry
from scenariowiki.points.commands.rewards import RewardInput
from scenariowiki.points.models import Purse, Redemption, RewardBudget, RewardItem
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.points.rules.rewards import RewardKind
from scenariowiki.runtime.session import read, write
from tests import personas

REW = personas.REW
# A second one who decides: nobody may decide about their own.
RIV = personas.ADA
NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 4)
QUARTER = dt.date(2026, 10, 1)


def grant(person: Actor, amount: int, *, at: dt.datetime = NOON) -> None:
    """Give somebody points."""
    entry = Entry(
        debit=PurseKind.ISSUE,
        credit=PurseKind.WALLET,
        account_id=person.id,
        amount=amount,
        code=Code.MANUAL,
        idem_key=f"test:{uuid.uuid4()}",
        actor_id=personas.SYSTEM.id,
        effective_day=at.date(),
        posted_day=at.date(),
        event_id=uuid.uuid4(),
        tariff=0,
    )
    with write(now=at) as uow:
        posting.post(uow, entry)


def offer(*, price: int = 60, stock: int | None = 3, at: dt.datetime = NOON, **more: Any) -> int:
    """Put a reward into the catalogue."""
    given = {"name": "专业书任选一本", "kind": RewardKind.TRAINING, "icon": "book-open", **more}
    with write(now=at) as uow:
        return rewards.add_reward(uow, REW, RewardInput(price=price, **given), stock=stock).id


def budget(points: int, *, site_id: int = 0) -> None:
    """Set what this quarter may cost."""
    with write(now=NOON) as uow:
        rewards.save_budget(uow, REW, site_id, QUARTER, points)


def ask(person: Actor, item_id: int, *, at: dt.datetime = NOON) -> int:
    """Ask for a reward."""
    with write(now=at) as uow:
        return redeeming.request_reward(uow, person, item_id).id


def act(command: Any, person: Actor, redemption_id: int, *, at: dt.datetime = NOON, **more: Any) -> None:
    """Take a redemption a step further."""
    with write(now=at) as uow:
        command(uow, person, redemption_id, **more)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What somebody has and holds, what is in stock, what the budget has used."""

    wallet: int
    held: int
    stock: int | None = None
    used: int | None = None


def standing(person: Actor, item_id: int) -> Standing:
    """Look at points, stock and budget at once."""
    read().rollback()
    wallet = read().scalar(select(Purse).where(Purse.kind == PurseKind.WALLET, Purse.account_id == person.id))
    return Standing(
        wallet=wallet.credits - wallet.debits if wallet else 0,
        held=wallet.held if wallet else 0,
        stock=read().get_one(RewardItem, item_id).stock,
        used=read().scalar(select(RewardBudget.used).where(RewardBudget.quarter == QUARTER)),
    )


def state_of(redemption_id: int) -> str:
    """Return where a redemption stands."""
    read().rollback()
    return read().get_one(Redemption, redemption_id).state


def adds_up() -> bool:
    """Tell whether every invariant of the ledger holds."""
    read().rollback()
    return list(verify(read())) == []
