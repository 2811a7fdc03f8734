"""Uses of solutions: whether one helped, told in one tap, perhaps for a case of another system."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import texts
from scenariowiki.feedback.events import SolutionReused
from scenariowiki.feedback.models import Reuse
from scenariowiki.feedback.queries.uses import Told, find_told
from scenariowiki.feedback.rules.uses import UNDO, UseStanding, standing_of
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.commands import outcomes
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

    Told again for the same day and case, of the solution or one read as one with it, it is the same use
    (M18): the contrary raises `use_told_otherwise`, one that others questioned `use_questioned`.
    `via` is the number of the merged scenario they came through, if any (M16).
    """
    solution, scenario = parts.get_solution(uow.session, actor, solution_id)
    wiki.require(wiki.may_report_outcome(actor, scenario))
    shown_id = solution.canonical_id or solution.id
    uow.session.scalar(select(Solution.id).where(Solution.id == shown_id).with_for_update())
    known = find_told(uow.session, actor.id, shown_id, day=given.day, case_no=given.case_no)
    if known is not None:
        return _same(known, given)
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


def take_use_back(uow: UnitOfWork, actor: Actor, use_id: int) -> Reuse:
    """Take one's own use back a short time after telling it; its outcome is retracted.

    Raises `use_stands` when time is over or somebody has decided on the outcome. Twice is once.
    """
    use = uow.session.get(Reuse, use_id)
    if use is None or use.account_id != actor.id or use.outcome_id is None:
        raise NotFound("no_use")
    outcome = uow.session.get_one(Outcome, use.outcome_id, with_for_update=True)
    standing = standing_of(outcome.state, by_oneself=outcome.decided_by == actor.id)
    if standing is UseStanding.TAKEN_BACK:
        return use
    if standing is not UseStanding.TOLD or uow.now > use.created_at + UNDO:
        raise Conflict("use_stands")
    outcomes.take_back(uow, actor, outcome.id)
    return use


def _same(known: Told, given: UseInput) -> Reuse:
    if known.standing is UseStanding.QUESTIONED:
        raise Conflict("use_questioned")
    if known.use.helped != given.helped:
        raise Conflict("use_told_otherwise")
    return known.use


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
