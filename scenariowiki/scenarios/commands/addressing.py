"""Giving one object another address after a merge (U7): it belongs to the other side from then on."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.merging import repeat_facts, store_merged
from scenariowiki.scenarios.commands.outcomes import recount
from scenariowiki.scenarios.commands.preparation import Prepared, finish
from scenariowiki.scenarios.models import Comment, Outcome, Revision, Scenario, Solution
from scenariowiki.scenarios.queries import current_template, groups
from scenariowiki.scenarios.rules.states import RevisionKind


def address_solution(uow: UnitOfWork, actor: Actor, solution: Solution, to: Scenario, summary: str) -> None:
    """Let a solution belong to another scenario, where it counts from a revision of its own on.

    Raises `other_scenario` where it is merged with one that would stay behind (M27).
    """
    session = uow.session
    former = groups.scenario_of(session, solution)
    head = session.get_one(Revision, solution.head_rev_id)
    solution.scenario_id = to.id
    session.flush()
    group = session.query(Solution).filter_by(canonical_id=solution.canonical_id)
    if len({groups.scenario_of(session, one).id for one in group}) > 1:
        raise Conflict("other_scenario")
    text = finish(session, Prepared(snapshot=dict(head.snapshot)), current_template(session), (head,))
    store_merged(uow, actor, text, solution, kind=RevisionKind.EDIT, summary=summary)
    solution.version += 1
    repeat_facts(session, (solution, former, to))


def address_comment(comment: Comment, to: Scenario) -> None:
    """Let a comment belong to another scenario."""
    comment.scenario_id = to.id
    comment.version += 1


def address_outcome(uow: UnitOfWork, outcome: Outcome, to: Solution) -> None:
    """Let an outcome count for another solution; both are counted anew."""
    former = uow.session.get_one(Solution, outcome.solution_id)
    outcome.solution_id = to.id
    outcome.version += 1
    uow.session.flush()
    for solution in (former, to):
        recount(uow.session, solution, groups.scenario_of(uow.session, solution))
