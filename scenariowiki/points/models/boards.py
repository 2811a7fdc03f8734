"""Tables of frozen periods: what a leaderboard was when its period ended, never changed again (B3, L13)."""

import datetime as dt
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, append_only


class PeriodFreeze(Base):
    """A period that changes no more, with the tariff it ended under and a digest of its rows."""

    __tablename__ = append_only("period_freeze")

    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[dt.date] = mapped_column(primary_key=True)
    frozen_at: Mapped[dt.datetime]
    tariff: Mapped[int]
    people: Mapped[int]
    teams: Mapped[int]
    digest: Mapped[str]


class PeriodSnapshot(Base):
    """Where a person or a team stood when a period froze.

    `place` is the order of display among those shown, 0 for whoever was hidden: their `rank` is the one
    they would have had. `facts` hold what the score was made of, or a team's members.
    """

    __tablename__ = append_only("period_snapshot")
    __table_args__ = (Index("ix_period_snapshot_place", "period", "start", "board", "place"),)

    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[dt.date] = mapped_column(primary_key=True)
    board: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int]
    rank: Mapped[int]
    score: Mapped[int]
    outcome: Mapped[int]
    activity: Mapped[int]
    applied: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
