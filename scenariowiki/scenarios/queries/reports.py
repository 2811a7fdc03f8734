"""What was reported of solutions and of those merged into them, as it counts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.scenarios.models import Outcome, Solution
from scenariowiki.scenarios.rules.evidence import Report
from scenariowiki.scenarios.rules.states import OutcomeState, Result


def reports_on(
    session: Session, canonical_ids: Collection[int], states: Collection[OutcomeState]
) -> Mapping[int, Sequence[Report]]:
    """Map canonical solutions to the reports in some states, those on the canonical one first."""
    member = aliased(Solution)
    by_author = exists().where(
        member.canonical_id == Solution.canonical_id, member.author_id == Outcome.reporter_id
    )
    rows = session.execute(
        select(
            Solution.canonical_id,
            Outcome.solution_id,
            Outcome.reporter_id,
            Outcome.reporter_team_id,
            Outcome.applied_on,
            Outcome.evidence,
            Outcome.result,
            Outcome.state,
            by_author.label("by_author"),
        )
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id.in_(canonical_ids), Outcome.state.in_(states))
        .order_by(Outcome.solution_id != Solution.canonical_id, Outcome.id)
    )
    found: dict[int, list[Report]] = defaultdict(list)
    for row in rows:
        report = Report(
            member=row.solution_id,
            reporter_id=row.reporter_id,
            team_id=row.reporter_team_id,
            applied_on=row.applied_on,
            evidence=row.evidence,
            result=Result(row.result),
            state=OutcomeState(row.state),
            by_author=bool(row.by_author),
        )
        found[row.canonical_id].append(report)
    return found
