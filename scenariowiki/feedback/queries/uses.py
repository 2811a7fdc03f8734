"""How often solutions were used in real work, and whether that helped."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from scenariowiki.feedback.models import Reuse
from scenariowiki.scenarios.models import Outcome, Solution
from scenariowiki.scenarios.rules.states import COUNTED


@dataclass(frozen=True, kw_only=True)
class Uses:
    """Uses of a solution and of those merged into it, each where its outcome is now.

    What is disputed or retracted does not count.
    """

    times: int = 0
    helped: int = 0
    teams: int = 0


def count_uses(session: Session, solution_ids: Iterable[int]) -> dict[int, Uses]:
    """Map canonical solutions to their uses; those never used are absent."""
    rows = session.execute(
        select(
            Solution.canonical_id,
            func.count(Reuse.id).label("times"),
            func.sum(cast(Reuse.helped, Integer)).label("helped"),
            func.count(Reuse.team_id.distinct()).label("teams"),
        )
        .join(Outcome, Outcome.id == Reuse.outcome_id)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id.in_(list(solution_ids)), Outcome.state.in_(COUNTED))
        .group_by(Solution.canonical_id)
    )
    return {row.canonical_id: Uses(times=row.times, helped=int(row.helped), teams=row.teams) for row in rows}
