"""Taking a decision about publishing back, as if it had not been made: what was submitted is so again."""

from collections.abc import Collection

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import DecisionTakenBack
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import State

DECIDED = frozenset({State.PUBLISHED, State.NEEDS_WORK, State.REJECTED})


def take_back_scenario(
    uow: UnitOfWork, actor: Actor, scenario_id: int, solution_ids: Collection[int]
) -> Scenario:
    """Let a scenario, and the solutions decided along with it, be submitted again; records it."""
    scenario = uow.session.get_one(Scenario, scenario_id, with_for_update=True)
    _submit_again(scenario)
    scenario.published_by = None
    for id_ in solution_ids:
        _submit_again(uow.session.get_one(Solution, id_))
    uow.record(DecisionTakenBack(scenario_id=scenario.id), by=actor, subject=scenario.id)
    return scenario


def take_back_solution(uow: UnitOfWork, actor: Actor, solution_id: int) -> Solution:
    """Let a solution be submitted again; records it."""
    solution = uow.session.get_one(Solution, solution_id, with_for_update=True)
    _submit_again(solution)
    scenario = groups.scenario_of(uow.session, solution)
    event = DecisionTakenBack(scenario_id=scenario.id, solution_id=solution.id)
    uow.record(event, by=actor, subject=scenario.id)
    return solution


def _submit_again(entity: Scenario | Solution) -> None:
    if entity.state not in DECIDED:
        raise Conflict("bad_state", state=entity.state)
    entity.state = State.SUBMITTED
    entity.published_at = None
    entity.version += 1
