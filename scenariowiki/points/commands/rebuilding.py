"""Scores written anew from the ledger (B10): they are only added up, never the truth."""

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.models import PeriodScore, PersonScore
from scenariowiki.points.queries.recounting import count_anew, floor_of, people_of_scores, score_of


def rebuild_scores(uow: UnitOfWork) -> int:
    """Replace all scores by what the ledger gives; return how many people have any.

    Who posts meanwhile waits, so that nothing is counted twice or not at all.
    """
    session = uow.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE period_score, person_score IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(delete(PeriodScore))
    session.execute(delete(PersonScore))
    count_anew(session, PeriodScore)
    sums = people_of_scores().subquery()
    c = sums.c
    points = score_of(c.outcome, c.activity, floor_of(c.period))
    columns = ["period", "start", "account_id", "outcome", "activity", "score", "applied", "last_id"]
    whole = select(c.period, c.start, c.account_id, c.outcome, c.activity, points, c.applied, c.last_id)
    session.execute(insert(PersonScore).from_select(columns, whole))
    _tell_planner(session)
    return session.scalar(select(func.count(PersonScore.account_id.distinct()))) or 0


def _tell_planner(session: Session) -> None:
    """Count the new rows for the planner, which would look for the old ones until it does so by itself."""
    for table in (PeriodScore, PersonScore):
        session.execute(text(f"ANALYZE {table.__tablename__}"))
