"""Scores written anew from the ledger (B10): they are only added up, never the truth."""

from sqlalchemy import delete

from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.models import PeriodScore, PersonScore
from scenariowiki.points.queries.recounting import count_anew

BATCH = 1_000


def rebuild_scores(uow: UnitOfWork) -> int:
    """Replace all scores by what the ledger gives; return how many people have any."""
    uow.session.execute(delete(PeriodScore))
    uow.session.execute(delete(PersonScore))
    people = 0
    for counted in count_anew(uow.session):
        people += 1
        for period, start, team, site in sorted(counted.places()):
            place = (period, start, team, site)
            uow.session.add(
                PeriodScore(
                    period=period,
                    start=start,
                    account_id=counted.account_id,
                    team_id=team,
                    site_id=site,
                    outcome=counted.outcome[place],
                    activity=counted.activity[place],
                    adopted=counted.adopted[place],
                    last_id=0,
                )
            )
        for (period, start), (outcome, activity, points, applied) in counted.people().items():
            uow.session.add(
                PersonScore(
                    period=period,
                    start=start,
                    account_id=counted.account_id,
                    outcome=outcome,
                    activity=activity,
                    score=points,
                    applied=applied,
                    last_id=0,
                )
            )
        if people % BATCH == 0:
            uow.session.flush()
    return people
