"""What came of using a solution, and what people say about a scenario."""

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Outcome(Base):
    __tablename__ = "outcome"
    __table_args__ = (Index("ix_outcome_state_created_at", "state", "created_at"),)

    id: Mapped[Pk]
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"), index=True)
    via_scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    reporter_team_id: Mapped[int | None]
    applied_on: Mapped[dt.date]
    result: Mapped[str]
    metric: Mapped[str] = mapped_column(default="")
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    customer_reaction: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    decided_by: Mapped[int | None]
    decided_at: Mapped[dt.datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class Comment(Base):
    """One thread a scenario; a comment may point at a solution or at a sentence it quotes."""

    __tablename__ = "comment"

    id: Mapped[Pk]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    quote: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    html: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
