"""What a merge or its undoing would do to points, told before anybody confirms it (PM1-PM3, M32)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import Effect, MergeKind, MergePlan, UnmergePlan
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards
from scenariowiki.points.queries.deciding import decisions_behind
from scenariowiki.points.rules.merging import DIVIDED, takes_adoption
from scenariowiki.scenarios.models import Scenario, Solution

ADOPTED = "P2"
SHARED_OUT = ("P3", "P4")


def effects_of_merge(session: Session, plan: MergePlan) -> tuple[Effect, ...]:
    """List the points that losers would lose, and say that what use earns from now on is divided anew."""
    of_one = _scenario if plan.kind is MergeKind.SCENARIO else _solution
    taken = [award for loser in plan.loser_ids for award in of_one(session, plan.winner_id, loser)]
    moved = sum(award.amount for award in taken)
    effects = (Effect(code="points_taken", facts={"count": moved}, points=moved),) if moved else ()
    of_page = plan.kind is MergeKind.SCENARIO
    is_used = awards.any_for(session, SHARED_OUT, (plan.winner_id, *plan.loser_ids), of_page=of_page)
    return (*effects, Effect(code="points_divided")) if is_used else effects


def effects_of_unmerge(session: Session, plan: UnmergePlan) -> tuple[Effect, ...]:
    """List the points that come back, that who decided loses, and that are divided anew (PM3)."""
    op = session.get_one(MergeOp, plan.op_id)
    sums = {
        "points_back": awards.taken_by_merge(session, op.id),
        "points_of_deciders": [
            award
            for item_id in decisions_behind(session, op.item_id)
            for award in awards.of_item(session, item_id, op.deciders)
        ],
        "points_divided_anew": awards.divided_by(session, DIVIDED, op.id),
    }
    moved = {code: {award.id: award.amount for award in some} for code, some in sums.items()}
    return tuple(
        Effect(code=code, facts={"count": sum(some.values())}, points=sum(some.values()), awards=some)
        for code, some in moved.items()
        if some
    )


def _scenario(session: Session, winner_id: int, loser_id: int) -> Sequence[Award]:
    winner, loser = session.get_one(Scenario, winner_id), session.get_one(Scenario, loser_id)
    is_late = (
        winner.published_at is not None
        and loser.submitted_at is not None
        and loser.submitted_at > winner.published_at
    )
    is_taken = takes_adoption(
        same_author=loser.author_id == winner.author_id,
        late=is_late,
        warned=loser.warned_duplicate == winner.no,
    )
    return awards.of_scenario(session, ADOPTED, loser_id) if is_taken else ()


def _solution(session: Session, winner_id: int, loser_id: int) -> Sequence[Award]:
    winner, loser = session.get_one(Solution, winner_id), session.get_one(Solution, loser_id)
    is_same = loser.author_id == winner.author_id
    return awards.of_solutions(session, ADOPTED, (loser_id,)) if is_same else ()
