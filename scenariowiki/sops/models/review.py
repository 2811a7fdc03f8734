"""When pages are looked at again, and what was found."""

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class PageReview(Base):
    """The review clock of a published scenario; its owner is the scenario's."""

    __tablename__ = "page_review"
    __table_args__ = (Index("ix_page_review_due_on", "due_on"),)

    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True)
    interval_days: Mapped[int]
    due_on: Mapped[dt.date]
    checked_at: Mapped[dt.datetime | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class ReviewNote(Base):
    """What somebody found when they looked at a scenario or an SOP again."""

    __tablename__ = "review_note"

    id: Mapped[Pk]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    sop_id: Mapped[int | None] = mapped_column(ForeignKey("sop.id"), index=True)
    found: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
