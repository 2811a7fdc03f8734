"""Moving scenarios and solutions from state to state; a note joins the thread in the same transaction."""

from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import writes
from scenariowiki.api.schemas.acts import TransitionGiven
from scenariowiki.api.schemas.scenarios import ScenarioShown
from scenariowiki.api.schemas.solutions import SolutionShown
from scenariowiki.api.showing import show_scenario, show_solution
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands.discussion import PreparedComment, add_comment, prepare_comment
from scenariowiki.scenarios.commands.transitions import move_scenario, move_solution
from scenariowiki.scenarios.queries import parts
from scenariowiki.scenarios.rules.states import State


@bp.post("/scenarios/<no>/transitions")
@writing
@writes(body=TransitionGiven, answer=ScenarioShown)
def move_scenario_to(no: int, body: TransitionGiven) -> Act:
    """Hand in, publish, send back, reject or archive a scenario."""
    person = actor()
    queries.get_readable(read(), person, no)
    note = _note(no, body)

    def act(uow: UnitOfWork) -> Answer:
        if note:
            add_comment(uow, person, note)
        scenario = move_scenario(
            uow, person, no, State(body.to), reason=body.reason, successor=body.successor
        )
        uow.session.flush()
        hidden = parts.hidden_solutions(uow.session, person, scenario.id)
        return answer(show_scenario(uow.session, scenario, hidden=hidden))

    return act


@bp.post("/solutions/<solution_id>/transitions")
@writing
@writes(body=TransitionGiven, answer=SolutionShown)
def move_solution_to(solution_id: int, body: TransitionGiven) -> Act:
    """Hand in, publish, send back, reject or archive a solution."""
    person = actor()
    _solution, scenario = parts.get_solution(read(), person, solution_id)
    if body.successor is not None:
        raise Invalid(fields={"successor": "no_successor_page"})
    note = _note(scenario.no, body, solution_id)

    def act(uow: UnitOfWork) -> Answer:
        if note:
            add_comment(uow, person, note)
        move_solution(uow, person, solution_id, State(body.to), reason=body.reason)
        uow.session.flush()
        _moved, page = parts.get_solution(uow.session, person, solution_id)
        return answer(show_solution(uow.session, page, solution_id))

    return act


def _note(no: int, body: TransitionGiven, solution_id: int | None = None) -> PreparedComment | None:
    if not body.note.strip():
        return None
    return prepare_comment(no, body.note, solution_id=solution_id)
