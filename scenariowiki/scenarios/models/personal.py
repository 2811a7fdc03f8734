"""What belongs to one person or to the telemetry: working copies, watches, searches, views."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk

QUERY_MAX = 200  # what is kept of words that were searched for


class WorkingCopy(Base):
    """Autosaved text, one per account and target ("new:<key>", "scenario:<no>", ...); gone on save."""

    __tablename__ = "working_copy"
    __table_args__ = (UniqueConstraint("account_id", "target"),)

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    target: Mapped[str]
    base_seq: Mapped[int | None]
    body: Mapped[dict[str, Any]]
    updated_at: Mapped[dt.datetime]


class Favourite(Base):
    __tablename__ = "favourite"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True, index=True)
    created_at: Mapped[dt.datetime]


class Subscription(Base):
    """Watching (or muting) a scenario or a tag, keyed by the id as addressed."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("account_id", "scenario_id", "tag_id"),
        CheckConstraint("(scenario_id IS NULL) <> (tag_id IS NULL)", name="one_target"),
    )

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    scenario_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"), index=True)
    level: Mapped[str]
    created_at: Mapped[dt.datetime]


class SearchLog(Base):
    """Telemetry: what was searched, how much was found, what was opened; for the gap list."""

    __tablename__ = "search_log"
    __table_args__ = (Index("ix_search_log_hits_at", "hits", "at"),)

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    account_id: Mapped[int]
    query: Mapped[str]
    folded: Mapped[str]
    hits: Mapped[int]
    opened_no: Mapped[int | None]


class ViewCount(Base):
    """Telemetry: readings of a scenario a day."""

    __tablename__ = "view_count"

    scenario_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    count: Mapped[int]
