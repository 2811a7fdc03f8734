"""What is known about how well a solution works: verified outcomes, teams, readings."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Scenario, Solution, ViewCount
from scenariowiki.scenarios.queries.reports import reports_on
from scenariowiki.scenarios.rules.evidence import Report, convincing, count, once_each
from scenariowiki.scenarios.rules.states import OutcomeState
from scenariowiki.sops.rules.promotion import Evidence

FREQUENT = dt.timedelta(days=90)


def evidence_of(session: Session, solution_ids: Collection[int], today: dt.date) -> dict[int, Evidence]:
    """Count the verified outcomes that convince, of canonical solutions with those merged into them.

    Each comes with how often its page was read.
    """
    if not solution_ids:
        return {}
    reports = reports_on(session, solution_ids, {OutcomeState.VERIFIED})
    views = _views(session, solution_ids, today)
    return {id_: _evidence(reports.get(id_, ()), views.get(id_, 0)) for id_ in solution_ids}


def _evidence(reports: Sequence[Report], views: int) -> Evidence:
    kept = convincing(once_each(reports))
    found = count(kept)
    return Evidence(
        solved=found.solved,
        partly=found.partly,
        failed=found.failed,
        harmful=found.harmful,
        teams=len({one.team_id for one in kept} - {None}),
        views=views,
    )


def _views(session: Session, ids: Collection[int], today: dt.date) -> dict[int, int]:
    counted = (
        select(Solution.id, func.sum(ViewCount.count))
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .join(ViewCount, ViewCount.scenario_id == Scenario.canonical_id)
        .where(Solution.id.in_(ids), ViewCount.day > today - FREQUENT)
        .group_by(Solution.id)
    )
    return {row[0]: int(row[1]) for row in session.execute(counted)}
