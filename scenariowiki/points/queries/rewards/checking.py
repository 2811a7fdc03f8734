"""Whether reservations add up (L15): what is held, and what budgets have used, by what was asked and paid."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.points.models import (
    PrizePayout,
    PrizeShare,
    Purse,
    Redemption,
    RewardBudget,
    Transfer,
)
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.points.rules.prizes import most_of
from scenariowiki.points.rules.rewards import COUNTED, RESERVED

Off = tuple[int, int, int]


def wrong_reservations(session: Session) -> Iterator[Off]:
    """Yield whose held points are not those of their open requests: account, found, expected (L15)."""
    asked = (
        select(Redemption.account_id, func.sum(Redemption.price).label("price"))
        .where(Redemption.state.in_(RESERVED))
        .group_by(Redemption.account_id)
        .subquery()
    )
    expected = func.coalesce(asked.c.price, 0)
    rows = (
        select(Purse.account_id, Purse.held, expected)
        .outerjoin(asked, asked.c.account_id == Purse.account_id)
        .where(Purse.kind == PurseKind.WALLET, Purse.held != expected)
        .order_by(Purse.account_id)
    )
    yield from ((row[0], int(row[1]), int(row[2])) for row in session.execute(rows))


def wrong_budgets(session: Session) -> Iterator[Off]:
    """Yield budgets whose used points are not what was asked for and paid in prizes (L15)."""
    asked = (
        select(Redemption.budget_id, func.sum(Redemption.price).label("price"))
        .where(Redemption.state.in_(COUNTED), Redemption.budget_id.is_not(None))
        .group_by(Redemption.budget_id)
        .subquery()
    )
    paid = _paid().subquery()
    expected = func.coalesce(asked.c.price, 0) + func.coalesce(paid.c.points, 0)
    rows = (
        select(RewardBudget.site_id, RewardBudget.used, expected)
        .outerjoin(asked, asked.c.budget_id == RewardBudget.id)
        .outerjoin(paid, paid.c.budget_id == RewardBudget.id)
        .where(RewardBudget.used != expected)
        .order_by(RewardBudget.id)
    )
    yield from ((row[0], row[1], int(row[2])) for row in session.execute(rows))


def wrong_prizes(session: Session) -> Iterator[Off]:
    """Yield prizes that the ledger has otherwise, and budgets of which they are too large a part (G10)."""
    posted = (
        select(Transfer.event_id, Transfer.account_id, func.sum(Transfer.amount).label("points"))
        .where(Transfer.code == Code.PRIZE)
        .group_by(Transfer.event_id, Transfer.account_id)
        .subquery()
    )
    shares = (
        select(PrizePayout.event_id, PrizeShare.account_id, PrizeShare.amount)
        .join(PrizePayout, PrizePayout.id == PrizeShare.payout_id)
        .where(PrizeShare.amount > 0)
        .subquery()
    )
    same = (shares.c.event_id == posted.c.event_id) & (shares.c.account_id == posted.c.account_id)
    found, expected = func.coalesce(posted.c.points, 0), func.coalesce(shares.c.amount, 0)
    who = func.coalesce(shares.c.account_id, posted.c.account_id)
    rows = select(who, found, expected).select_from(shares).outerjoin(posted, same, full=True)
    for row in session.execute(rows.where(found != expected)):
        yield row[0], int(row[1]), int(row[2])
    paid = _paid().subquery()
    budgets = select(RewardBudget.site_id, RewardBudget.points, paid.c.points)
    for site_id, points, prizes in session.execute(budgets.join(paid, paid.c.budget_id == RewardBudget.id)):
        if int(prizes) > most_of(points):
            yield site_id, int(prizes), most_of(points)


def _paid() -> Any:
    return (
        select(PrizePayout.budget_id, func.sum(PrizeShare.amount).label("points"))
        .join(PrizeShare, PrizeShare.payout_id == PrizePayout.id)
        .group_by(PrizePayout.budget_id)
    )
