"""Uses of solutions: whether one helped, told in one tap, perhaps for a case of another system."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import texts
from scenariowiki.feedback.events import SolutionReused
from scenariowiki.feedback.models import Reuse
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, report_outcome
from scenariowiki.scenarios.models import Outcome, Solution
from scenariowiki.scenarios.queries import parts
from scenariowiki.scenarios.rules.states import Result

CASE_MAX = 100


@dataclass(frozen=True, kw_only=True)
class UseInput:
    """Whether a solution helped on a day; `case_no` is the number that another system knows the case by."""

    helped: bool
    day: dt.date
    case_no: str = ""


def prepare_use(given: UseInput) -> UseInput:
    """Check what was typed; raises Invalid."""
    case_no, fault = texts.line(given.case_no, CASE_MAX)
    if fault:
        raise Invalid(fields={"case_no": fault})
    return replace(given, case_no=case_no)


def record_use(
    uow: UnitOfWork, actor: Actor, solution_id: int, given: UseInput, *, via: int | None = None
) -> Reuse:
    """Keep a use and report its outcome; records OutcomeReported and SolutionReused.

    Told again for the same day and case it is the same use; the contrary raises `use_told_otherwise`.
    `via` is the number of the merged scenario they came through, if any (M16).
    """
    _solution, scenario = parts.get_solution(uow.session, actor, solution_id)
    wiki.require(wiki.may_report_outcome(actor, scenario))
    uow.session.scalar(select(Solution.id).where(Solution.id == solution_id).with_for_update())
    known = _known(uow, actor, solution_id, given)
    if known is not None:
        if known.helped != given.helped:
            raise Conflict("use_told_otherwise")
        return known
    outcome = report_outcome(uow, actor, solution_id, _outcome(given), via=via)
    use = _use(uow, actor, outcome, given)
    event = SolutionReused(
        scenario_id=scenario.id,
        reuse_id=use.id,
        solution_id=solution_id,
        account_id=actor.id,
        helped=given.helped,
        outcome_id=outcome.id,
    )
    uow.record(event, by=actor, subject=scenario.id)
    return use


def _known(uow: UnitOfWork, actor: Actor, solution_id: int, given: UseInput) -> Reuse | None:
    return uow.session.scalar(
        select(Reuse).where(
            Reuse.solution_id == solution_id,
            Reuse.account_id == actor.id,
            Reuse.day == given.day,
            Reuse.case_no == given.case_no,
        )
    )


def _outcome(given: UseInput) -> OutcomeInput:
    """Make the report of a tap: a case number is what others can check it by (G2)."""
    result = Result.SOLVED if given.helped else Result.FAILED
    return OutcomeInput(result=result, applied_on=given.day, evidence=given.case_no)


def _use(uow: UnitOfWork, actor: Actor, outcome: Outcome, given: UseInput) -> Reuse:
    use = Reuse(
        solution_id=outcome.solution_id,
        via_scenario_id=outcome.via_scenario_id,
        account_id=actor.id,
        team_id=actor.team_id,
        helped=given.helped,
        case_no=given.case_no,
        day=given.day,
        outcome_id=outcome.id,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(use)
    uow.session.flush()
    return use
