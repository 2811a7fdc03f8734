"""Tables of what people ask for about points: appeals, and points given or taken by hand (P12)."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class PointsAppeal(Base):
    """That somebody asked to look again at what was taken back; the queue item says what came of it."""

    __tablename__ = "points_appeal"

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("queue_item.id"), unique=True)
    created_at: Mapped[dt.datetime]


class PointsGrant(Base):
    """Points that two persons give or take by hand, with a reason that everybody concerned reads."""

    __tablename__ = "points_grant"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="something"),
        CheckConstraint("account_id <> proposed_by", name="not_for_oneself"),
        CheckConstraint("state <> 'approved' OR decided_by <> proposed_by", name="two_persons"),
        CheckConstraint("state <> 'approved' OR decided_by <> account_id", name="not_by_the_receiver"),
        Index("ix_points_grant_state_decided_at", "state", "decided_at"),
        Index("ix_points_grant_account_id", "account_id"),
    )

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(default="")
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("transfer.id"))
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)
