"""Whether the stored scores are those that the ledger gives (L14), and frozen boards as they were (L13)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, and_, or_, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scenariowiki.points.models import PeriodScore, PersonScore
from scenariowiki.points.queries.recounting import KEY, SUMS, count_anew, floor_of, people_of_scores, score_of

COUNTED = Table(
    "score_counted",
    MetaData(),
    Column("period", String, primary_key=True),
    Column("start", Date, primary_key=True),
    *(Column(name, Integer, primary_key=True, autoincrement=False) for name in KEY[2:]),
    *(Column(name, Integer, nullable=False) for name in (*SUMS, "last_id")),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
Difference = tuple[int, Any, Any]


def score_differences(session: Session) -> Iterator[Difference]:
    """Yield account, what is stored and what the ledger gives, for every score where they differ."""
    _prepare(session)
    count_anew(session, COUNTED)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE score_counted"))
    yield from _places(session)
    yield from _persons(session)
    COUNTED.drop(session.connection())


def _prepare(session: Session) -> None:
    """Make room for the count: on disk, since memory is to stay flat.

    A connection of SQLite that has had temporary tables before keeps them where they were.
    """
    if session.get_bind().dialect.name == "sqlite":
        with suppress(OperationalError):
            session.execute(text("PRAGMA temp_store=FILE"))
    session.execute(text("DROP TABLE IF EXISTS score_counted"))
    COUNTED.create(session.connection())


def _places(session: Session) -> Iterator[Difference]:
    p, c = PeriodScore, COUNTED.c
    same = and_(*(getattr(p, name) == c[name] for name in KEY))
    differs = or_(*(getattr(p, name) != c[name] for name in SUMS))
    stored = [getattr(p, name) for name in (*KEY, *SUMS)]
    anew = [c[name] for name in (*KEY, *SUMS)]
    wrong = select(*stored, *anew).select_from(COUNTED).outerjoin(p, same)
    for row in session.execute(wrong.where(or_(p.period.is_(None), differs)).order_by(c.account_id)):
        yield row[len(stored) + 2], tuple(row[: len(stored)]), tuple(row[len(stored) :])
    none = select(*stored).select_from(p).outerjoin(COUNTED, same).where(c.period.is_(None))
    for row in session.execute(none.order_by(p.account_id)):
        yield row[2], tuple(row), None


def _persons(session: Session) -> Iterator[Difference]:
    """Hold everybody's score against the sums of their places, which are known to be right by now."""
    s, sums = PersonScore, people_of_scores().subquery()
    c = sums.c
    points = score_of(c.outcome, c.activity, floor_of(c.period))
    same = and_(s.period == c.period, s.start == c.start, s.account_id == c.account_id)
    differs = or_(
        s.period.is_(None),
        s.outcome != c.outcome,
        s.activity != c.activity,
        s.score != points,
        s.applied != c.applied,
    )
    wrong = (
        select(c.account_id, c.period, c.start, s.outcome, s.activity, s.score, s.applied)
        .add_columns(c.outcome, c.activity, points, c.applied)
        .select_from(sums)
        .outerjoin(s, same)
        .where(differs)
        .order_by(c.account_id)
    )
    for row in session.execute(wrong):
        yield row[0], tuple(row[1:7]), tuple(row[7:])
    place = and_(
        PeriodScore.period == s.period, PeriodScore.start == s.start, PeriodScore.account_id == s.account_id
    )
    none = select(s.account_id, s.period, s.start, s.score).outerjoin(PeriodScore, place)
    for row in session.execute(none.where(PeriodScore.period.is_(None)).order_by(s.account_id)):
        yield row[0], tuple(row[1:]), None
