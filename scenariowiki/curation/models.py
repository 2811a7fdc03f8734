"""Tables of curation: the queue and its log, pairs that look alike, verdicts on them, and merges."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class QueueItem(Base):
    """One decision to be made; `scenario_id` and its like name what it is about, as re-targeted by merges.

    `key` says what it is about in one word and is unique among items that are not closed. `versions` are
    those the last decision saw; `decision` holds what was decided, in the shape of `rules.merging.Decision`.
    """

    __tablename__ = "queue_item"
    __table_args__ = (
        Index(
            "uq_queue_item_open_key",
            "key",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_queue_item_state_kind", "state", "kind"),
        Index("ix_queue_item_key", "key"),
    )

    id: Mapped[Pk]
    kind: Mapped[str]
    key: Mapped[str]
    state: Mapped[str]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    other_scenario_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    other_solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    op_id: Mapped[int | None]
    score: Mapped[float | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    weight: Mapped[float] = mapped_column(default=0.0)
    priority: Mapped[float] = mapped_column(default=0.0)
    due_at: Mapped[dt.datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    claimed_at: Mapped[dt.datetime | None]
    lease_token: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[dt.datetime | None]
    verdict: Mapped[str | None]
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decision: Mapped[dict[str, Any]] = mapped_column(default=dict)
    needs_second: Mapped[bool] = mapped_column(default=False)
    first_decider: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class QueueSkip(Base):
    """An item that one curator does not want to see until a moment."""

    __tablename__ = "queue_skip"

    item_id: Mapped[int] = mapped_column(ForeignKey("queue_item.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    until: Mapped[dt.datetime]


class QueueEvent(Base):
    """What happened to an item, by whom and when; never changed."""

    __tablename__ = append_only("queue_event")

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("queue_item.id"), index=True)
    name: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DuplicateCandidate(Base):
    """Two scenarios or two solutions that look alike; `score` is a probability, lo < hi are their ids."""

    __tablename__ = "duplicate_candidate"
    __table_args__ = (CheckConstraint("lo < hi", name="in_order"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    lo: Mapped[int] = mapped_column(primary_key=True)
    hi: Mapped[int] = mapped_column(primary_key=True, index=True)
    score: Mapped[float]
    features: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    rev_lo: Mapped[int]
    rev_hi: Mapped[int]
    detector_version: Mapped[str]
    found_at: Mapped[dt.datetime]


class PairVerdict(Base):
    """What was decided about a pair, and of which revisions (Q5); `unmerged` counts merges undone."""

    __tablename__ = "pair_verdict"
    __table_args__ = (CheckConstraint("lo < hi", name="in_order"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    lo: Mapped[int] = mapped_column(primary_key=True)
    hi: Mapped[int] = mapped_column(primary_key=True, index=True)
    verdict: Mapped[str]
    rev_lo: Mapped[int]
    rev_hi: Mapped[int]
    deciders: Mapped[list[Any]] = mapped_column(default=list)
    unmerged: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[dt.datetime]


class MergeOp(Base):
    """One reversible edge (M2): while it is not undone, the loser points at the winner.

    `batch_id` is the id of the first op that was applied with it; `journal` holds what the undoing needs
    (shape: `rules.merging.Journal`).
    """

    __tablename__ = "merge_op"
    __table_args__ = (
        Index(
            "uq_merge_op_active_edge",
            "kind",
            "loser_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_merge_op_winner_id", "kind", "winner_id"),
        Index("ix_merge_op_loser_id", "kind", "loser_id"),
        CheckConstraint("loser_id <> winner_id", name="not_into_itself"),
    )

    id: Mapped[Pk]
    kind: Mapped[str]
    loser_id: Mapped[int]
    winner_id: Mapped[int]
    batch_id: Mapped[int | None] = mapped_column(index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("queue_item.id"), index=True)
    deciders: Mapped[list[Any]]
    reason: Mapped[str]
    note: Mapped[str]
    journal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    applied_at: Mapped[dt.datetime]
    applied_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undo_reason: Mapped[str | None]
    undo_note: Mapped[str] = mapped_column(default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
