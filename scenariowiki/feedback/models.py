"""Tables of feedback: tickets with their answers and log, gaps with who wants them, uses of solutions."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class Ticket(Base):
    """What somebody has to say about a scenario, a solution, an SOP or a sentence, and until when.

    `scenario_id` and `target_id` are those it was addressed to, never rewritten (M15). The clock counts
    working time of the site: half, all and twice the limit pass at `half_at`, `due_at`, `twice_at`;
    `next_at` is the next of them that nobody was told of, null while the clock stands. `escalated` is
    the last one told, in percent. `close_at` is when an unrated answer counts as good.
    """

    __tablename__ = "feedback_ticket"
    __table_args__ = (
        Index("ix_feedback_ticket_state_due_at", "state", "due_at"),
        Index("ix_feedback_ticket_assignee_id_state", "assignee_id", "state"),
        Index("ix_feedback_ticket_reporter_id_state", "reporter_id", "state"),
    )

    id: Mapped[Pk]
    kind: Mapped[str]
    priority: Mapped[str]
    state: Mapped[str]
    target_kind: Mapped[str]
    target_id: Mapped[int]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    quote: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    reporter_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reporter_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    round: Mapped[int] = mapped_column(default=1)
    limit_minutes: Mapped[int]
    clock_at: Mapped[dt.datetime]
    half_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    twice_at: Mapped[dt.datetime]
    escalated: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    close_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_ticket.id"))
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class TicketAnswer(Base):
    """One answer a round; what it changed, and how the asker rates it."""

    __tablename__ = "ticket_answer"
    __table_args__ = (
        UniqueConstraint("ticket_id", "round"),
        Index("ix_ticket_answer_team_id_answered_at", "team_id", "answered_at"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
    )

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("feedback_ticket.id"))
    round: Mapped[int]
    outcome: Mapped[str]
    text: Mapped[str]
    answerer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    in_time: Mapped[bool]
    answered_at: Mapped[dt.datetime]
    changed_no: Mapped[int | None]
    changed_seq: Mapped[int | None]
    rating: Mapped[int | None]
    remark: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[dt.datetime | None]


class TicketLog(Base):
    """What happened to a ticket, by whom and when; never changed, so it holds no text."""

    __tablename__ = append_only("ticket_log")

    id: Mapped[Pk]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("feedback_ticket.id"), index=True)
    name: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Gap(Base):
    """Something people looked for or asked for and did not find; counts repeat those of its sayings.

    `scenario_id` is what somebody writes about it, and once it is answered what answers it; `note` says why
    it was taken off the board.
    """

    __tablename__ = "gap"
    __table_args__ = (Index("ix_gap_state_searches", "state", "searches"),)

    id: Mapped[Pk]
    title: Mapped[str]
    state: Mapped[str]
    searches: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    teams: Mapped[int] = mapped_column(default=0)
    weeks: Mapped[list[Any]] = mapped_column(default=list)
    last_at: Mapped[dt.datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[dt.datetime | None]
    scenario_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class GapSaying(Base):
    """One way of putting it, folded; near-equal ones belong to one gap."""

    __tablename__ = "gap_saying"

    id: Mapped[Pk]
    gap_id: Mapped[int] = mapped_column(ForeignKey("gap.id"), index=True)
    folded: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    searches: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[dt.datetime]


class GapSearch(Base):
    """Somebody looked for it in these words on a day and opened nothing; never shown, kept eight weeks."""

    __tablename__ = "gap_search"

    saying_id: Mapped[int] = mapped_column(ForeignKey("gap_saying.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    team_id: Mapped[int | None]


class GapWatermark(Base):
    """How far the searches were gathered: one row."""

    __tablename__ = "gap_watermark"

    id: Mapped[Pk]
    search_id: Mapped[int]


class GapRequest(Base):
    """Somebody asks for it, in their own words."""

    __tablename__ = "gap_request"

    gap_id: Mapped[int] = mapped_column(ForeignKey("gap.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    text: Mapped[str]
    created_at: Mapped[dt.datetime]


class Reuse(Base):
    """A solution used in real work, perhaps for an outside case; `solution_id` as addressed (M15).

    It counts where its outcome is, which a curator may give to another solution (U7).
    """

    __tablename__ = "reuse"
    __table_args__ = (Index("ix_reuse_account_id_day", "account_id", "day"),)

    id: Mapped[Pk]
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"), index=True)
    via_scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[int | None]
    helped: Mapped[bool]
    case_no: Mapped[str] = mapped_column(default="")
    day: Mapped[dt.date]
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
