"""Tables of rewards: what is offered, what may be given out in a quarter, who asked for what."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class RewardItem(Base):
    """Something points can be spent on. `stock` is what is left to be asked for, None without limit.

    `labels` are its names by locale, `sites` those it is for (none: all), `per_quarter` how often for one.
    """

    __tablename__ = "reward_item"
    __table_args__ = (
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock_is_there"),
        CheckConstraint("price >= 0", name="price"),
    )

    id: Mapped[Pk]
    name: Mapped[str]
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    description: Mapped[str] = mapped_column(default="")
    icon: Mapped[str]
    kind: Mapped[str]
    price: Mapped[int]
    stock: Mapped[int | None]
    sites: Mapped[list[Any]] = mapped_column(default=list)
    per_quarter: Mapped[int | None]
    active_from: Mapped[dt.date | None]
    active_until: Mapped[dt.date | None]
    archived_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class StockChange(Base):
    """Why a stock is what it is: counted in, asked for, given back; insert-only."""

    __tablename__ = append_only("stock_change")

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("reward_item.id"), index=True)
    change: Mapped[int]
    left: Mapped[int | None]
    redemption_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime]
    by: Mapped[int]


class RewardBudget(Base):
    """Points that may be given out in a quarter, at one site or (0) at all that have none of their own."""

    __tablename__ = "reward_budget"
    __table_args__ = (
        UniqueConstraint("site_id", "quarter"),
        CheckConstraint("used >= 0 AND used <= points", name="used_within"),
    )

    id: Mapped[Pk]
    site_id: Mapped[int] = mapped_column(default=0)
    quarter: Mapped[dt.date]
    points: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class Redemption(Base):
    """A wish to have a reward, and how it stands; points, stock and budget are reserved with it (L15)."""

    __tablename__ = "redemption"
    __table_args__ = (
        Index("ix_redemption_account_id_id", "account_id", "id"),
        Index("ix_redemption_state_expires_at", "state", "expires_at"),
        Index("ix_redemption_item_id", "item_id"),
        UniqueConstraint("certificate"),
    )

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("reward_item.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    price: Mapped[int]
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("reward_budget.id"))
    state: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    quarter: Mapped[dt.date]
    requested_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    certificate: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class RedemptionStep(Base):
    """One step of a redemption: to which state, by whom, why; insert-only."""

    __tablename__ = append_only("redemption_step")

    id: Mapped[Pk]
    redemption_id: Mapped[int] = mapped_column(ForeignKey("redemption.id"), index=True)
    state: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    event_id: Mapped[uuid.UUID]
    at: Mapped[dt.datetime]
    by: Mapped[int]


class RewardWait(Base):
    """Who waits for a reward that is out of stock; `turn_until` while one is kept for them."""

    __tablename__ = "reward_wait"

    item_id: Mapped[int] = mapped_column(ForeignKey("reward_item.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    since: Mapped[dt.datetime]
    turn_until: Mapped[dt.datetime | None]


class ExpiryNotice(Base):
    """That somebody was told of points which expire on a day (L16)."""

    __tablename__ = "expiry_notice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    amount: Mapped[int]
    told_at: Mapped[dt.datetime]
