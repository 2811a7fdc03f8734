"""Uses of solutions: told by people and by the systems in which the cases live."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import writes
from scenariowiki.api.schemas.uses import UseGiven, UseShown
from scenariowiki.feedback.commands import using
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.feedback.models import Reuse
from scenariowiki.feedback.queries.uses import Uses, count_uses
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import parts

NAMES = {"applied_on": "used_on"}


@bp.post("/solutions/<solution_id>/uses")
@writing
@writes(body=UseGiven, answer=UseShown, status=201, refusals=(404, 409))
def record_use_of(solution_id: int, body: UseGiven) -> Act:
    """Say that a solution was used and whether it helped; the same day and case count once."""
    person = actor()
    parts.get_solution(read(), person, solution_id)
    given = using.prepare_use(UseInput(helped=body.helped, day=body.used_on, case_no=body.case_no))

    def act(uow: UnitOfWork) -> Answer:
        use = _recorded(uow, person, solution_id, given)
        solution, scenario = parts.get_solution(uow.session, person, solution_id)
        shown_id = solution.canonical_id or solution.id
        uses = count_uses(uow.session, (shown_id,)).get(shown_id, Uses())
        shown = UseShown(
            id=use.id,
            no=scenario.no,
            solution=use.solution_id,
            outcome=use.outcome_id,
            helped=use.helped,
            used_on=use.day,
            case_no=use.case_no,
            times=uses.times,
            times_helped=uses.helped,
        )
        return answer(shown, 201)

    return act


def _recorded(uow: UnitOfWork, person: Actor, solution_id: int, given: UseInput) -> Reuse:
    """Keep the use; a refusal names the day as the body does."""
    try:
        return using.record_use(uow, person, solution_id, given)
    except Invalid as refusal:
        refusal.fields = {NAMES.get(name, name): code for name, code in refusal.fields.items()}
        raise
