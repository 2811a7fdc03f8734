"""Tables of prizes for ranks: what was promised for which periods, and what was paid, once for each."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class PrizePlan(Base):
    """Prizes for the first places of a kind of period: `since` is the first one they are for.

    `until` is the first one they are no longer for; `places` are points, the first place first.
    """

    __tablename__ = "prize_plan"

    id: Mapped[Pk]
    period: Mapped[str]
    places: Mapped[list[Any]]
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class PrizePayout(Base):
    """That the prizes of a period were paid, from which budget; once for a period, insert-only."""

    __tablename__ = append_only("prize_payout")
    __table_args__ = (UniqueConstraint("period", "start"),)

    id: Mapped[Pk]
    plan_id: Mapped[int] = mapped_column(ForeignKey("prize_plan.id"))
    period: Mapped[str]
    start: Mapped[dt.date]
    budget_id: Mapped[int] = mapped_column(ForeignKey("reward_budget.id"), index=True)
    event_id: Mapped[uuid.UUID]
    paid_at: Mapped[dt.datetime]


class PrizeShare(Base):
    """What one person got for their rank; 0 with a reason where nothing was paid. Insert-only."""

    __tablename__ = append_only("prize_share")
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    payout_id: Mapped[int] = mapped_column(ForeignKey("prize_payout.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    rank: Mapped[int]
    amount: Mapped[int]
    reason: Mapped[str | None]
