"""A scenario and the solutions that compete under it."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Counter(Base):
    """One row per public number series; locked by the transaction that takes the next number."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Scenario(Base):
    """A situation with its solutions.

    `title`, `excerpt`, `category_id`, `layer` and the rows of `scenario_tag` repeat the current revision,
    so that lists select columns and never open a snapshot. `evidence` is the best solution's lower bound;
    `has_sop` is set from above while an SOP is in force on it, and contributors' edits then wait (1.2).
    `successor_id` is what an archived one points its readers to, as addressed, never rewritten (M15).
    """

    __tablename__ = "scenario"
    __table_args__ = (
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("(merged_into_id IS NULL) = (state <> 'merged')", name="edge_means_merged"),
        Index("ix_scenario_state_updated_at", "state", "updated_at"),
        Index("ix_scenario_emergency_state_updated_at", "emergency", "state", "updated_at"),
        Index("ix_scenario_category_id_state", "category_id", "state"),
        Index("ix_scenario_owner_id", "owner_id"),
        Index("ix_scenario_author_id_state", "author_id", "state"),
    )

    id: Mapped[Pk]
    no: Mapped[int] = mapped_column(unique=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    audience: Mapped[str] = mapped_column(default="all")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    layer: Mapped[str | None]
    title: Mapped[str]
    excerpt: Mapped[str] = mapped_column(default="")
    credit: Mapped[str | None]
    source: Mapped[dict[str, Any] | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"))
    canonical_id: Mapped[int | None] = mapped_column(index=True)
    pre_merge_state: Mapped[str | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"))
    warned_duplicate: Mapped[int | None]
    head_rev_id: Mapped[int | None]
    published_rev_id: Mapped[int | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    page_version: Mapped[int] = mapped_column(default=1)
    evidence: Mapped[float] = mapped_column(default=0.0)
    solution_count: Mapped[int] = mapped_column(default=0)
    emergency: Mapped[bool] = mapped_column(default=False)
    has_sop: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[int | None]
    updated_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class Solution(Base):
    """One way of handling the situation; `scenario_id` is the scenario as addressed, never rewritten."""

    __tablename__ = "solution"
    __table_args__ = (
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("(merged_into_id IS NULL) = (state <> 'merged')", name="edge_means_merged"),
    )

    id: Mapped[Pk]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    state: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    canonical_id: Mapped[int | None] = mapped_column(index=True)
    pre_merge_state: Mapped[str | None]
    head_rev_id: Mapped[int | None]
    published_rev_id: Mapped[int | None]
    solved: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    harmful: Mapped[int] = mapped_column(default=0)
    lower_bound: Mapped[float] = mapped_column(default=0.0)
    validated: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class ScenarioTag(Base):
    __tablename__ = "scenario_tag"

    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)


class Reference(Base):
    """A link by number from one scenario's current text to another: read backwards, the backlinks."""

    __tablename__ = "reference"

    source_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True)
    target_no: Mapped[int] = mapped_column(primary_key=True, index=True)
