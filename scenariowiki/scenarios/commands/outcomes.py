"""Outcomes of solutions: reported, verified, disputed, retracted, and counted again each time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import events, policy
from scenariowiki.scenarios.models import Outcome, Scenario, Solution
from scenariowiki.scenarios.queries import groups, parts
from scenariowiki.scenarios.queries.reports import reports_on
from scenariowiki.scenarios.rules import evidence
from scenariowiki.scenarios.rules.content import SHORT_MAX
from scenariowiki.scenarios.rules.states import (
    COUNTED,
    OutcomeState,
    Result,
    State,
    check_outcome_transition,
)
from scenariowiki.text import characters

UNDISPUTED = dt.timedelta(days=7)
EARLIEST = dt.date(2000, 1, 1)
REPORTABLE = frozenset({State.DRAFT, State.SUBMITTED, State.PUBLISHED})


@dataclass(frozen=True, kw_only=True)
class OutcomeInput:
    """What came of using a solution; texts are short and plain."""

    result: Result
    applied_on: dt.date
    metric: str = ""
    before: str = ""
    after: str = ""
    customer_reaction: str = ""
    note: str = ""
    evidence: str = ""


TEXTS = ("metric", "before", "after", "customer_reaction", "note", "evidence")


def report_outcome(
    uow: UnitOfWork,
    actor: Actor,
    solution_id: int,
    given: OutcomeInput,
    *,
    via: int | None = None,
    imported: bool = False,
) -> Outcome:
    """Report what came of a solution; records OutcomeReported. Nothing is ever reported of tomorrow.

    `via` is the number of the merged scenario the reporter came through, if any (M16).
    """
    solution, scenario = _addressed(uow.session, actor, solution_id)
    policy.require(policy.may_report_outcome(actor, scenario))
    shown = uow.session.get_one(Solution, solution.canonical_id)
    if shown.state not in REPORTABLE:
        raise Conflict("not_editable", state=shown.state)
    cleaned = _checked(given, today=uow.now.date() + dt.timedelta(days=1))
    outcome = Outcome(
        solution_id=solution.id,
        via_scenario_id=groups.addressed(uow.session, scenario, via).id,
        reporter_id=actor.id,
        reporter_team_id=actor.team_id,
        applied_on=given.applied_on,
        result=given.result,
        state=OutcomeState.REPORTED,
        created_at=uow.now,
        created_by=actor.id,
        **cleaned,
    )
    uow.session.add(outcome)
    uow.session.flush()
    recount(uow.session, solution, scenario)
    _record_report(uow, actor, outcome, scenario, imported=imported)
    return outcome


def _record_report(
    uow: UnitOfWork, actor: Actor, outcome: Outcome, scenario: Scenario, *, imported: bool
) -> None:
    event = events.OutcomeReported(
        scenario_id=scenario.id,
        outcome_id=outcome.id,
        solution_id=outcome.solution_id,
        reporter_id=actor.id,
        result=outcome.result,
        imported=imported,
    )
    uow.record(event, by=actor, subject=scenario.id)


def move_outcome(
    uow: UnitOfWork, actor: Actor, outcome_id: int, to: OutcomeState, *, note: str = ""
) -> Outcome:
    """Verify, dispute or retract an outcome; never one's own. Disputing says why (`dispute_needs_note`)."""
    outcome = uow.session.get(Outcome, outcome_id, with_for_update=True)
    if outcome is None:
        raise NotFound("no_outcome")
    solution, scenario = _addressed(uow.session, actor, outcome.solution_id)
    _require_decider(uow.session, actor, outcome, solution, to)
    check_outcome_transition(OutcomeState(outcome.state), to)
    if to is OutcomeState.DISPUTED and not note.strip():
        raise Invalid("dispute_needs_note", fields={"note": "required"})
    _decide(uow, actor, outcome, to, note)
    recount(uow.session, solution, scenario)
    uow.record(_event(scenario.id, outcome, to), by=actor, subject=scenario.id)
    return outcome


def take_back(uow: UnitOfWork, actor: Actor, outcome_id: int) -> Outcome:
    """Retract what one reported oneself, as long as nobody has decided on it; records OutcomeRetracted."""
    outcome = uow.session.get(Outcome, outcome_id, with_for_update=True)
    if outcome is None or outcome.reporter_id != actor.id:
        raise NotFound("no_outcome")
    solution, scenario = _addressed(uow.session, actor, outcome.solution_id)
    if outcome.state != OutcomeState.REPORTED:
        raise Conflict("bad_state", state=outcome.state, to=OutcomeState.RETRACTED)
    _decide(uow, actor, outcome, OutcomeState.RETRACTED, "")
    recount(uow.session, solution, scenario)
    uow.record(_event(scenario.id, outcome, OutcomeState.RETRACTED), by=actor, subject=scenario.id)
    return outcome


def verify_undisputed(uow: UnitOfWork, system: Actor, *, limit: int = 200) -> int:
    """Verify outcomes that nobody disputed for 7 days, oldest first; return how many."""
    due = (
        select(Outcome)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(
            Outcome.state == OutcomeState.REPORTED,
            Outcome.created_at <= uow.now - UNDISPUTED,
            Solution.state.in_((State.SUBMITTED, State.PUBLISHED, State.MERGED)),
        )
        .order_by(Outcome.created_at, Outcome.id)
        .limit(limit)
    )
    outcomes = uow.session.scalars(due).all()
    for outcome in outcomes:
        _decide(uow, system, outcome, OutcomeState.VERIFIED, "")
        solution = uow.session.get_one(Solution, outcome.solution_id)
        scenario = groups.scenario_of(uow.session, solution)
        recount(uow.session, solution, scenario)
        event = events.OutcomeVerified(
            scenario_id=scenario.id,
            outcome_id=outcome.id,
            solution_id=solution.id,
            reporter_id=outcome.reporter_id,
            result=outcome.result,
            by_time=True,
        )
        uow.record(event, by=system, subject=scenario.id)
    return len(outcomes)


def recount(session: Session, solution: Solution, scenario: Scenario) -> None:
    """Count the outcomes of a solution and of those merged into it, and the scenario's best lower bound.

    All that was told is counted; ranked it is by what convinces.
    """
    session.flush()
    if solution.canonical_id != solution.id:
        solution = session.get_one(Solution, solution.canonical_id)
    reports = reports_on(session, (solution.id,), COUNTED).get(solution.id, ())
    counted = evidence.once_each(reports)
    found, ranking = evidence.count(counted), evidence.count(evidence.convincing(counted))
    solution.solved, solution.partly = found.solved, found.partly
    solution.failed, solution.harmful = found.failed, found.harmful
    solution.lower_bound = ranking.low if ranking.sample else 0.0
    own_teams = accounts.teams_of(session, solution.author_id)
    solution.validated = any(
        one.result is Result.SOLVED
        and one.state is OutcomeState.VERIFIED
        and one.team_id is not None
        and one.team_id not in own_teams
        for one in reports
    )
    best_of(session, scenario)


def best_of(session: Session, scenario: Scenario) -> None:
    """Repeat the lower bound of the best solution on its canonical scenario."""
    session.flush()
    best = select(func.max(Solution.lower_bound)).where(
        groups.solutions_of(scenario.canonical_id), Solution.state != State.MERGED
    )
    canonical = session.get_one(Scenario, scenario.canonical_id)
    canonical.evidence = session.scalar(best) or 0.0


def _addressed(session: Session, actor: Actor, solution_id: int) -> tuple[Solution, Scenario]:
    solution = session.get(Solution, solution_id, with_for_update=True)
    scenario = groups.scenario_of(session, solution) if solution else None
    if solution is None or scenario is None or not policy.may_read(actor, scenario):
        raise NotFound("no_solution")
    if parts.hidden_among(session, actor, (solution.id,)):
        raise NotFound("no_solution")
    return solution, scenario


def _checked(given: OutcomeInput, *, today: dt.date) -> dict[str, str]:
    problems: dict[str, str] = {}
    cleaned: dict[str, str] = {}
    for name in TEXTS:
        text = characters.clean(getattr(given, name)).strip()
        if characters.problems(text):
            problems[name] = f"characters_{characters.problems(text)[0].value}"
        elif len(text) > SHORT_MAX:
            problems[name] = "too_long"
        cleaned[name] = text
    if given.applied_on > today:
        problems["applied_on"] = "in_the_future"
    if given.applied_on < EARLIEST:
        problems["applied_on"] = "too_early"
    if problems:
        raise Invalid(fields=problems)
    return cleaned


def _require_decider(
    session: Session, actor: Actor, outcome: Outcome, solution: Solution, to: OutcomeState
) -> None:
    reporter = (outcome.reporter_id, outcome.reporter_team_id)
    if actor.id == outcome.reporter_id:
        raise Forbidden("own_outcome")
    if to is OutcomeState.DISPUTED:
        teams = accounts.teams_of(session, solution.author_id)
        policy.require(policy.may_dispute(actor, *reporter, teams))
        return
    policy.require(policy.may_verify(actor, *reporter))


def _decide(uow: UnitOfWork, actor: Actor, outcome: Outcome, to: OutcomeState, note: str) -> None:
    outcome.state = to
    outcome.decided_by = actor.id
    outcome.decided_at = uow.now
    outcome.decision_note = _checked_note(note)
    outcome.version += 1


def _checked_note(note: str) -> str:
    text = characters.clean(note).strip()
    if characters.problems(text):
        raise Invalid(fields={"note": f"characters_{characters.problems(text)[0].value}"})
    if len(text) > SHORT_MAX:
        raise Invalid(fields={"note": "too_long"})
    return text


def _event(scenario_id: int, outcome: Outcome, to: OutcomeState) -> events.PageEvent:
    ids: dict[str, Any] = {
        "scenario_id": scenario_id,
        "outcome_id": outcome.id,
        "solution_id": outcome.solution_id,
        "reporter_id": outcome.reporter_id,
    }
    if to is OutcomeState.VERIFIED:
        return events.OutcomeVerified(**ids, result=outcome.result)
    if to is OutcomeState.DISPUTED:
        return events.OutcomeDisputed(**ids)
    return events.OutcomeRetracted(**ids)
