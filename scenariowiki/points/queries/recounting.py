"""Scores counted anew from the ledger, a stretch of it at a time, so that memory stays flat (B10, L14)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Date, MetaData, Select, String, Table, and_, case, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scenariowiki.points.models import Award, PeriodScore, Transfer
from scenariowiki.points.rules.ledger import Class, Code
from scenariowiki.points.rules.periods import FLOORS, freezes_on, periods_of

STRETCH = 200_000
APPLIED = "P3"
NEVER = dt.date(9999, 12, 31)
KEY = ("period", "start", "account_id", "team_id", "site_id")
SUMS = ("outcome", "activity", "adopted")

# The days of the ledger with the periods they lie in: databases differ in how they count days, not in joins.
CALENDAR = Table(
    "score_calendar",
    MetaData(),
    Column("day", Date, primary_key=True),
    Column("period", String, primary_key=True),
    Column("start", Date, nullable=False),
    Column("freezes", Date, nullable=False),
    prefixes=["TEMPORARY"],
)


def stretches(session: Session, column: Any) -> Iterator[tuple[int, int]]:
    """Walk the ids of a table from the first to the last, some at a time."""
    last = session.scalar(select(func.max(column))) or 0
    for low in range(1, last + 1, STRETCH):
        yield low, min(low + STRETCH - 1, last)


def count_anew(session: Session, table: Any) -> None:
    """Add up what all transfers count into an empty table shaped like that of the scores of periods."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL work_mem = '64MB'"))
    session.execute(text("DROP TABLE IF EXISTS score_calendar"))
    CALENDAR.create(session.connection())
    known: set[dt.date] = set()
    for low, high in stretches(session, Transfer.id):
        days = select(Transfer.effective_day).where(Transfer.id.between(low, high)).distinct()
        fresh = set(session.scalars(days)) - known
        if fresh:
            session.execute(insert(CALENDAR), _lines(fresh))
            known |= fresh
        session.execute(_added(session, table, low, high))
    CALENDAR.drop(session.connection())


def _lines(days: set[dt.date]) -> list[dict[str, Any]]:
    return [
        {"day": day, "period": period.value, "start": start, "freezes": freezes_on(period, start) or NEVER}
        for day in sorted(days)
        for period, start in periods_of(day).items()
    ]


def _added(session: Session, table: Any, low: int, high: int) -> Any:
    is_file = session.get_bind().dialect.name == "sqlite"
    upsert: Any = (sqlite.insert if is_file else postgresql.insert)(table)
    upsert = upsert.from_select([*KEY, *SUMS, "last_id"], _counted(low, high))
    columns, new = getattr(table, "c", table), upsert.excluded
    later = case((new.last_id > columns.last_id, new.last_id), else_=columns.last_id)
    sums = {name: getattr(columns, name) + new[name] for name in SUMS}
    return upsert.on_conflict_do_update(index_elements=list(KEY), set_={**sums, "last_id": later})


def _counted(low: int, high: int) -> Select[Any]:
    """Select what a stretch of transfers counts, in every period that was open when each was posted (L13)."""
    t, c = Transfer, CALENDAR.c
    points = t.scored * t.amount
    whole = (t.amount == Award.amount) | t.code.in_((Code.AWARD, Code.REVERSAL))
    is_outcome = t.earns == Class.OUTCOME.value
    key = (c.period, c.start, t.account_id, func.coalesce(t.team_id, 0), func.coalesce(t.site_id, 0))
    chosen: Select[Any] = (
        select(
            *key,
            func.sum(case((is_outcome, points), else_=0)),
            func.sum(case((is_outcome, 0), else_=points)),
            func.sum(case(((Award.rule == APPLIED) & whole, t.scored), else_=0)),
            func.max(t.id),
        )
        .select_from(t)
        .join(CALENDAR, and_(c.day == t.effective_day, c.freezes > t.posted_day))
        .outerjoin(Award, Award.id == t.award_id)
        .where(t.id.between(low, high), t.scored != 0)
        .group_by(*key)
    )
    return chosen


def people_of_scores() -> Select[*tuple[Any, ...]]:
    """Select everybody's sums over teams and sites, without their score."""
    p = PeriodScore
    return select(
        p.period,
        p.start,
        p.account_id,
        func.sum(p.outcome).label("outcome"),
        func.sum(p.activity).label("activity"),
        func.sum(p.adopted).label("applied"),
        func.max(p.last_id).label("last_id"),
    ).group_by(p.period, p.start, p.account_id)


def floor_of(period: Any) -> Any:
    """Write as SQL how much activity counts in a period without any outcome (B1)."""
    return case({one.value: floor for one, floor in FLOORS.items()}, value=period)


def score_of(outcome: Any, activity: Any, floor: Any) -> Any:
    """Write the score as SQL: activity counts up to what outcomes earned, and a floor beyond (B1)."""
    bound = outcome + floor
    return outcome + case((activity < bound, activity), else_=bound)
