"""An SOP, its numbered versions and those who approve them."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Sop(Base):
    """The standard for a situation in one scope; `scenario_id` is as addressed, never rewritten (M15).

    `in_force_on` is the canonical scenario while a version is effective and no merge replaced it: the unique
    index makes it one per scenario and scope (M25), a suspended one counting. `suspended_at`,
    `replaced_by_op` and `needs_decision` are facts, not states. `audience` holds who reads it:
    {"teams", "sites", "roles"}, all empty for everybody.
    """

    __tablename__ = "sop"
    __table_args__ = (
        Index(
            "uq_sop_in_force",
            "in_force_on",
            "scope_key",
            unique=True,
            sqlite_where=text("in_force_on IS NOT NULL"),
            postgresql_where=text("in_force_on IS NOT NULL"),
        ),
        CheckConstraint("in_force_on IS NULL OR replaced_by_op IS NULL", name="replaced_rests"),
        CheckConstraint("in_force_on IS NULL OR NOT needs_decision", name="undecided_rests"),
        Index("ix_sop_owner_id", "owner_id"),
        Index("ix_sop_review_due", "review_due"),
    )

    id: Mapped[Pk]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    scope: Mapped[str] = mapped_column(default="")
    scope_key: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    in_force_on: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"))
    review_days: Mapped[int] = mapped_column(default=180)
    review_due: Mapped[dt.date | None]
    reviewed_at: Mapped[dt.datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    suspended_at: Mapped[dt.datetime | None]
    suspended_by_outcome: Mapped[int | None]
    suspended_note: Mapped[str] = mapped_column(default="")
    replaced_by_op: Mapped[int | None]
    needs_decision: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[dt.datetime | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("sop.id"))
    reminded_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class SopVersion(Base):
    """A numbered text, bound to the solution and the revision it was made from (M26).

    Shapes: `text` as `rules.text.SopText`; `evidence` what was known when it was drafted; `attribution` maps
    account ids to the characters that are theirs. `round` rises each time it is submitted.
    """

    __tablename__ = "sop_version"
    __table_args__ = (
        UniqueConstraint("sop_id", "number"),
        Index(
            "uq_sop_version_effective",
            "sop_id",
            unique=True,
            sqlite_where=text("state = 'effective'"),
            postgresql_where=text("state = 'effective'"),
        ),
        Index(
            "uq_sop_version_open",
            "sop_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=text("state IN ('draft', 'in_review', 'approved')"),
        ),
        Index("ix_sop_version_state_effective_from", "state", "effective_from"),
        Index("ix_sop_version_solution_id", "solution_id"),
    )

    id: Mapped[Pk]
    sop_id: Mapped[int] = mapped_column(ForeignKey("sop.id"))
    number: Mapped[int]
    state: Mapped[str]
    text: Mapped[dict[str, Any]]
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"))
    source_rev_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attribution: Mapped[dict[str, Any]] = mapped_column(default=dict)
    checklist: Mapped[list[Any]] = mapped_column(default=list)
    change_note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    approvers: Mapped[list[Any]] = mapped_column(default=list)
    round: Mapped[int] = mapped_column(default=0)
    effective_from: Mapped[dt.date | None]
    submitted_at: Mapped[dt.datetime | None]
    approved_at: Mapped[dt.datetime | None]
    effective_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    end_note: Mapped[str] = mapped_column(default="")
    is_wrong: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class SopApproval(Base):
    """One approver's agreement to a version in one round of asking; nobody counts twice."""

    __tablename__ = "sop_approval"
    __table_args__ = (
        UniqueConstraint("version_id", "round", "position"),
        UniqueConstraint("version_id", "round", "account_id"),
    )

    id: Mapped[Pk]
    version_id: Mapped[int] = mapped_column(ForeignKey("sop_version.id"))
    round: Mapped[int]
    position: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime]


class SopApprovers(Base):
    """Who approves the SOPs of a category, in order; a category without a row asks any one SOP owner."""

    __tablename__ = "sop_approvers"

    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    approvers: Mapped[list[Any]]
    updated_at: Mapped[dt.datetime]
    updated_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
