"""Tables of the content standard: versions of the list, samples with what was drawn, reviews."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class ChecklistVersion(Base):
    """One version of the list, never changed; the shape of a criterion is `rules.checklist.Criterion`."""

    __tablename__ = append_only("checklist_version")

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    criteria: Mapped[list[Any]]
    size: Mapped[int]
    monthly: Mapped[bool]
    rest_days: Mapped[int]
    guide: Mapped[str]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]


class QualitySample(Base):
    """One draw, so that it can be made again: its seed, and how many were to choose from in each group.

    `month` is the first day of the month that it came by itself for, null where it was asked for.
    """

    __tablename__ = append_only("quality_sample")
    __table_args__ = (UniqueConstraint("coach_id", "month"),)

    id: Mapped[Pk]
    coach_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    month: Mapped[dt.date | None]
    seed: Mapped[str]
    size: Mapped[int]
    frame: Mapped[list[Any]]
    drawn_at: Mapped[dt.datetime]


class QualityPick(Base):
    """A scenario that was drawn for a coach, with its category and team as they were then."""

    __tablename__ = "quality_pick"
    __table_args__ = (
        UniqueConstraint("sample_id", "scenario_id"),
        Index("ix_quality_pick_coach_id_drawn_at", "coach_id", "drawn_at"),
    )

    id: Mapped[Pk]
    sample_id: Mapped[int] = mapped_column(ForeignKey("quality_sample.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    place: Mapped[int]
    category_id: Mapped[int | None]
    team_id: Mapped[int | None]
    drawn_at: Mapped[dt.datetime] = mapped_column(index=True)
    passed_at: Mapped[dt.datetime | None]
    pass_reason: Mapped[str | None]


class QualityReview(Base):
    """How a scenario, as it was at `page_seq`, met the list of that version, and a word to its authors.

    `scenario_id` is the scenario as it was addressed (M15); `day` is the coach's business day.
    """

    __tablename__ = "quality_review"
    __table_args__ = (
        Index(
            "uq_quality_review_standing_pick_id",
            "pick_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Pk]
    pick_id: Mapped[int] = mapped_column(ForeignKey("quality_pick.id"))
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    page_seq: Mapped[int]
    checklist_number: Mapped[int]
    answers: Mapped[dict[str, Any]]
    note: Mapped[str]
    coach_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    category_id: Mapped[int | None]
    team_id: Mapped[int | None]
    day: Mapped[dt.date] = mapped_column(index=True)
    withdrawn_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]


class ReviewedAuthor(Base):
    """Somebody who had written what was reviewed: they read the review."""

    __tablename__ = "quality_author"

    review_id: Mapped[int] = mapped_column(ForeignKey("quality_review.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
