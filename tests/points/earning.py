"""The acts that earn points in one line each, at a time of their own, and what came of them."""

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import drain
from scenariowiki.points.commands import maturing
from scenariowiki.points.models import Award, PersonScore, Purse
from scenariowiki.points.rules.ledger import PurseKind
from scenariowiki.points.rules.periods import Period
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import capture, revise, transitions
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, move_outcome, report_outcome
from scenariowiki.scenarios.models import Solution
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput, SolutionInput
from scenariowiki.scenarios.rules.states import OutcomeState, Result, State
from tests import personas
from tests.scenarios.writing import scenario, situation, solution, solutions_of

MORNING = dt.datetime(2026, 11, 4, 1, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def shared(
    actor: Actor, *solutions: SolutionInput, title: str = "余额充足却停机", at: dt.datetime = MORNING
) -> int:
    """Write a scenario and hand it in; return its number."""
    given = ScenarioInput(situation=situation(title), solutions=solutions)
    prepared = capture.prepare_capture(read(), actor, given)
    with write(now=at) as uow:
        no = capture.capture_scenario(uow, actor, prepared).no
    move(actor, no, State.SUBMITTED, at=at)
    return no


def move(actor: Actor, no: int, to: State, *, at: dt.datetime = MORNING, **more: Any) -> None:
    with write(now=at) as uow:
        transitions.move_scenario(uow, actor, no, to, **more)


def adopted(
    actor: Actor, *solutions: SolutionInput, title: str = "余额充足却停机", at: dt.datetime = MORNING
) -> int:
    """Write a scenario and have it published an hour later."""
    no = shared(actor, *solutions, title=title, at=at)
    move(personas.CY, no, State.PUBLISHED, at=at + HOUR)
    return no


def with_solution(actor: Actor, *, at: dt.datetime = MORNING, title: str = "余额充足却停机") -> int:
    """Have a scenario with a solution published; return the solution's id."""
    no = adopted(actor, solution("先查看停机原因代码，再核对缴费记录。"), title=title, at=at)
    return solutions_of(no)[0].id


def add(actor: Actor, no: int, *steps: str, at: dt.datetime = MORNING, **more: Any) -> int:
    """Add a solution to a page; return its id."""
    prepared = revise.prepare_page(read(), actor, no, PageInput(solutions=(solution(*steps),), **more))
    with write(now=at) as uow:
        revise.revise_page(uow, actor, prepared)
    return max(one.id for one in solutions_of(no))


def publish_solution(solution_id: int, *, at: dt.datetime = MORNING) -> None:
    with write(now=at) as uow:
        transitions.move_solution(uow, personas.CY, solution_id, State.PUBLISHED)


def edit(actor: Actor, no: int, text: str, *, at: dt.datetime = MORNING) -> None:
    """Save a page with another text of its situation."""
    found = scenario(no)
    page = PageInput(situation=situation(found.title, text), base_seq={None: found.last_seq})
    prepared = revise.prepare_page(read(), actor, no, page)
    with write(now=at) as uow:
        revise.revise_page(uow, actor, prepared)


def report(
    actor: Actor,
    solution_id: int,
    result: Result = Result.SOLVED,
    *,
    evidence: str = "工单 20261104-7",
    at: dt.datetime = MORNING,
) -> int:
    given = OutcomeInput(result=result, applied_on=at.date(), evidence=evidence)
    with write(now=at) as uow:
        return report_outcome(uow, actor, solution_id, given).id


def judge(
    outcome_id: int,
    to: OutcomeState = OutcomeState.VERIFIED,
    *,
    by: Actor = personas.CY,
    at: dt.datetime = MORNING,
) -> None:
    with write(now=at) as uow:
        move_outcome(uow, by, outcome_id, to, note="看过记录")


def used(actor: Actor, solution_id: int, result: Result = Result.SOLVED, **more: Any) -> int:
    """Report an outcome and have it verified; return its id."""
    at = more.get("at", MORNING + 2 * HOUR)
    outcome = report(actor, solution_id, result, **{**more, "at": at})
    judge(outcome, at=at + HOUR)
    return outcome


def ripen(until: dt.datetime) -> None:
    """Have the jobs process work until a moment."""
    drain.drain()
    with write(now=until) as uow:
        maturing.ripen_due(uow, until=until, limit=1_000)
        maturing.void_idle(uow)


def awards(rule: str | None = None, to: Actor | None = None) -> list[Award]:
    read().rollback()
    chosen = select(Award).order_by(Award.id)
    if rule:
        chosen = chosen.where(Award.rule == rule)
    if to:
        chosen = chosen.where(Award.account_id == to.id)
    return list(read().scalars(chosen))


def points(rule: str, to: Actor | None = None) -> Counter[str]:
    """Add up what a rule gave, by state."""
    sums: Counter[str] = Counter()
    for award in awards(rule, to):
        sums[award.state] += award.amount
    return sums


def wallet(actor: Actor) -> int:
    read().rollback()
    row = read().scalar(select(Purse).where(Purse.kind == PurseKind.WALLET, Purse.account_id == actor.id))
    return row.credits - row.debits if row else 0


def score(actor: Actor, period: Period = Period.ALL) -> int:
    read().rollback()
    chosen = select(PersonScore.score).where(PersonScore.account_id == actor.id, PersonScore.period == period)
    return read().scalar(chosen.order_by(PersonScore.start.desc()).limit(1)) or 0


def solution_row(solution_id: int) -> Solution:
    return read().get_one(Solution, solution_id)
