"""Outcomes: what came of a solution, and what is thought of the report."""

from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import writes
from scenariowiki.api.schemas.acts import OutcomeTransitionGiven
from scenariowiki.api.schemas.solutions import OutcomeGiven, OutcomeShown
from scenariowiki.api.showing import show_outcome
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, move_outcome, report_outcome
from scenariowiki.scenarios.models import Outcome
from scenariowiki.scenarios.queries import parts
from scenariowiki.scenarios.rules.states import OutcomeState


@bp.post("/solutions/<solution_id>/outcomes")
@writing
@writes(body=OutcomeGiven, answer=OutcomeShown, status=201)
def report_outcome_of(solution_id: int, body: OutcomeGiven) -> Act:
    """Report what came of a solution."""
    person = actor()
    parts.get_solution(read(), person, solution_id)
    given = OutcomeInput(**body.model_dump())

    def act(uow: UnitOfWork) -> Answer:
        return _shown(uow, report_outcome(uow, person, solution_id, given), 201)

    return act


@bp.post("/outcomes/<outcome_id>/transitions")
@writing
@writes(body=OutcomeTransitionGiven, answer=OutcomeShown)
def move_outcome_to(outcome_id: int, body: OutcomeTransitionGiven) -> Act:
    """Verify, dispute or retract an outcome."""
    person = actor()
    parts.get_outcome(read(), person, outcome_id)

    def act(uow: UnitOfWork) -> Answer:
        return _shown(uow, move_outcome(uow, person, outcome_id, OutcomeState(body.to), note=body.note))

    return act


def _shown(uow: UnitOfWork, outcome: Outcome, status: int = 200) -> Answer:
    uow.session.flush()
    _outcome, scenario = parts.get_outcome(uow.session, actor(), outcome.id)
    return answer(show_outcome(uow.session, scenario, outcome.solution_id, outcome.id), status)
