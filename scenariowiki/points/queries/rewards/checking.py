"""Whether reservations add up (L15): what is held, and what budgets have used, by what was asked for."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Purse, Redemption, RewardBudget
from scenariowiki.points.rules.ledger import PurseKind
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
    """Yield budgets whose used points are not those of what was asked for: site, found, expected (L15)."""
    asked = (
        select(Redemption.budget_id, func.sum(Redemption.price).label("price"))
        .where(Redemption.state.in_(COUNTED), Redemption.budget_id.is_not(None))
        .group_by(Redemption.budget_id)
        .subquery()
    )
    expected = func.coalesce(asked.c.price, 0)
    rows = (
        select(RewardBudget.site_id, RewardBudget.used, expected)
        .outerjoin(asked, asked.c.budget_id == RewardBudget.id)
        .where(RewardBudget.used != expected)
        .order_by(RewardBudget.id)
    )
    yield from ((row[0], row[1], int(row[2])) for row in session.execute(rows))
