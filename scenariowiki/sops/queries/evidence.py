"""What is known about how well a solution works: verified outcomes, teams, readings."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Outcome, Scenario, Solution, ViewCount
from scenariowiki.scenarios.rules.states import OutcomeState, Result
from scenariowiki.sops.rules.promotion import Evidence

FREQUENT = dt.timedelta(days=90)


def evidence_of(session: Session, solution_ids: Collection[int], today: dt.date) -> dict[int, Evidence]:
    """Count the verified outcomes of canonical solutions, merged ones included, and their pages' readings."""
    if not solution_ids:
        return {}
    results = _results(session, solution_ids)
    teams = _teams(session, solution_ids)
    views = _views(session, solution_ids, today)
    return {
        id_: Evidence(
            **{result.value: results.get((id_, result), 0) for result in Result},
            teams=teams.get(id_, 0),
            views=views.get(id_, 0),
        )
        for id_ in solution_ids
    }


def _results(session: Session, ids: Collection[int]) -> dict[tuple[int, str], int]:
    counted = (
        select(Solution.canonical_id, Outcome.result, func.count().label("count"))
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id.in_(ids), Outcome.state == OutcomeState.VERIFIED)
        .group_by(Solution.canonical_id, Outcome.result)
    )
    return {(row[0] or 0, row[1]): row[2] for row in session.execute(counted)}


def _teams(session: Session, ids: Collection[int]) -> dict[int, int]:
    counted = (
        select(Solution.canonical_id, func.count(Outcome.reporter_team_id.distinct()))
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id.in_(ids), Outcome.state == OutcomeState.VERIFIED)
        .group_by(Solution.canonical_id)
    )
    return {row[0] or 0: row[1] for row in session.execute(counted)}


def _views(session: Session, ids: Collection[int], today: dt.date) -> dict[int, int]:
    counted = (
        select(Solution.id, func.sum(ViewCount.count))
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .join(ViewCount, ViewCount.scenario_id == Scenario.canonical_id)
        .where(Solution.id.in_(ids), ViewCount.day > today - FREQUENT)
        .group_by(Solution.id)
    )
    return {row[0]: int(row[1]) for row in session.execute(counted)}
