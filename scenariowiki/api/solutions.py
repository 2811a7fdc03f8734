"""Solutions: added beside others, and revised."""

from scenariowiki.api import conflicts, proposals
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import writes
from scenariowiki.api.scenarios import solution_input, steps_input
from scenariowiki.api.schemas.queue import ItemRef
from scenariowiki.api.schemas.solutions import SolutionGiven, SolutionRevised, SolutionShown
from scenariowiki.api.showing import show_solution
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.revise import prepare_page, revise_page
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import parts
from scenariowiki.scenarios.rules.content import PageInput, SolutionInput, Step

FIRST = "solutions.0."


@bp.post("/scenarios/<no>/solutions")
@writing
@writes(body=SolutionGiven, answer=SolutionShown, status=201)
def add_solution(no: int, body: SolutionGiven) -> Act:
    """Add a solution."""
    person = actor()
    scenario = queries.get_readable(read(), person, no)
    policy.require_add_solution(person, scenario)
    given = solution_input(body)
    if given.is_empty():
        raise Invalid(fields={"steps": "required"})
    with conflicts.told(FIRST):
        prepared = prepare_page(read(), person, no, PageInput(solutions=(given,)))

    def act(uow: UnitOfWork) -> Answer:
        with conflicts.told(FIRST):
            page = revise_page(uow, person, prepared)
        uow.session.flush()
        solution_id = parts.newest_solution(uow.session, page.id)
        return answer(show_solution(uow.session, page, solution_id), 201)

    return act


@bp.put("/solutions/<solution_id>")
@writing
@writes(body=SolutionRevised, answer=SolutionShown, others=((202, ItemRef),))
def revise_solution(solution_id: int, body: SolutionRevised) -> Act:
    """Revise a solution; what a reader sends waits for a curator."""
    person = actor()
    solution, scenario = parts.get_solution(read(), person, solution_id)
    no = scenario.no
    is_proposal = policy.must_propose(person, scenario)
    (policy.require_propose if is_proposal else policy.require_revise)(person, scenario)
    given = PageInput(
        solutions=(_revised(scenario, solution, body),),
        base_seq={solution_id: body.base_seq},
        summary=body.summary,
    )
    if is_proposal:
        return proposals.proposing(no, given, lambda uow: _shown(uow, solution_id), FIRST)
    with conflicts.told(FIRST):
        prepared = prepare_page(read(), person, no, given)

    def act(uow: UnitOfWork) -> Answer:
        with conflicts.told(FIRST):
            page = revise_page(uow, person, prepared)
        uow.session.flush()
        return answer(show_solution(uow.session, page, solution_id))

    return act


def _shown(uow: UnitOfWork, solution_id: int) -> Answer:
    _solution, page = parts.get_solution(uow.session, actor(), solution_id)
    return answer(show_solution(uow.session, page, solution_id))


def _revised(scenario: Scenario, solution: Solution, body: SolutionRevised) -> SolutionInput:
    base = queries.base_revision(read(), scenario.id, solution.id, body.base_seq)
    if base is None or body.base_seq > scenario.last_seq:
        raise Invalid(fields={"base_seq": "no_revision"})
    kept = base.snapshot
    steps = tuple(Step(key=step["key"], text=step["text"]) for step in kept["steps"])
    return SolutionInput(
        id=solution.id,
        title=kept["title"] if body.title is None else body.title,
        preconditions=kept["preconditions"] if body.preconditions is None else body.preconditions,
        steps=steps if body.steps is None else steps_input(body.steps),
        early_warning=kept["early_warning"] if body.early_warning is None else body.early_warning,
        expected_effect=kept["expected_effect"] if body.expected_effect is None else body.expected_effect,
    )
