"""What use earns: the authors of what helped another team (P3), and whoever reports what came of it (P6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from scenariowiki.kernel.events import EventRow, Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, take_back
from scenariowiki.points.commands.holding import earn
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards, people, texts
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.amounts import divided
from scenariowiki.points.rules.earning import is_own, reuse_points
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.points.rules.tariff import Tariff
from scenariowiki.scenarios.events import OutcomeReported, OutcomeRetracted, OutcomeVerified
from scenariowiki.scenarios.models import Outcome, Solution

USED, REPORTED = "P3", "P6"


@dataclass(frozen=True, kw_only=True)
class Use:
    """A verified outcome with what decides on its points; `group` are the solutions read as one.

    `shares` are what points are divided by, `written` is how much of the text the reporter wrote.
    """

    recorded: Recorded
    outcome: Outcome
    solution: Solution
    scenario_id: int
    group: Sequence[int]
    shares: dict[int, float]
    written: float
    tariff: Tariff


@unless_behind
def reward_outcome(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give P6 for a verified outcome, whatever it tells, and P3 where another team was helped."""
    use = _use(uow, recorded)
    if use is None or is_own(use.written, use.tariff.limits["G1"]):
        return  # nobody earns by reporting on their own text (G1)
    if not _was_reported(uow, use):
        earn(uow, _earned(use, REPORTED, use.outcome.reporter_id, caused_by=recorded.actor_id))
    _reward_authors(uow, use)


@unless_behind
def take_outcome_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take P3 and P6 of a retracted outcome back."""
    event = recorded.event
    assert isinstance(event, OutcomeRetracted)  # noqa: S101 - as wiring registers it
    for rule in (USED, REPORTED):
        for award in awards.of_solutions(uow.session, rule, (event.solution_id,)):
            if award.facts.get("outcome") == event.outcome_id:
                take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.RETRACTED)


def _use(uow: UnitOfWork, recorded: Recorded) -> Use | None:
    event = recorded.event
    assert isinstance(event, OutcomeVerified)  # noqa: S101 - as wiring registers it
    outcome = uow.session.get(Outcome, event.outcome_id)
    solution = uow.session.get(Solution, event.solution_id)
    if outcome is None or solution is None or _is_imported(uow, outcome):
        return None
    uow.session.scalar(select(Solution.id).where(Solution.id == solution.canonical_id).with_for_update())
    shares = texts.shares_of_solution(uow.session, solution.id, recorded.occurred_at)
    reporter, moment = outcome.reporter_id, recorded.occurred_at
    return Use(
        recorded=recorded,
        outcome=outcome,
        solution=solution,
        scenario_id=event.scenario_id,
        group=texts.group_of(uow.session, solution.id),
        shares=shares,
        written=max(
            shares.get(reporter, 0.0), texts.share_written(uow.session, solution.id, reporter, moment)
        ),
        tariff=tariff_on(uow.session, recorded.business_day),
    )


def _is_imported(uow: UnitOfWork, outcome: Outcome) -> bool:
    """Tell whether a file told of it, by what was recorded when it was reported."""
    reports = uow.session.scalars(
        select(EventRow.payload).where(
            EventRow.name == OutcomeReported.__name__,
            EventRow.actor_id == outcome.reporter_id,
            EventRow.occurred_at == outcome.created_at,
        )
    )
    return any(one.get("imported") for one in reports if one.get("outcome_id") == outcome.id)


def _was_reported(uow: UnitOfWork, use: Use) -> bool:
    """Tell whether the same report was paid before, of this solution or one read as one with it (M18)."""
    same = select(Outcome.id).where(
        Outcome.solution_id.in_(use.group),
        Outcome.reporter_id == use.outcome.reporter_id,
        Outcome.applied_on == use.outcome.applied_on,
        Outcome.evidence == use.outcome.evidence,
    )
    ids = {use.outcome.id, *uow.session.scalars(same)}
    paid = awards.of_solutions(uow.session, REPORTED, use.group)
    return any(award.facts.get("outcome") in ids for award in paid)


def _reward_authors(uow: UnitOfWork, use: Use) -> None:
    """Divide P3 among the authors of what another team used, with evidence (G2), once per reporter."""
    paid = awards.of_solutions(uow.session, USED, use.group)
    total = _worth(uow, use, paid)
    if total == 0 or any(award.caused_by == use.outcome.reporter_id for award in paid):
        return
    barred = _barred(uow, use)
    kept = {author: share for author, share in use.shares.items() if author not in barred}
    parts = divided(total, kept)
    joined = people.joined(uow.session, use.outcome.reporter_id)
    old_enough = joined + dt.timedelta(days=use.tariff.limit("G2", "account_days")) if joined else None
    facts = {
        "outcome": use.outcome.id,
        "team": use.outcome.reporter_team_id,
        "result": use.outcome.result,
        "of": total,
        "barred": sorted(barred),
        "ops": texts.merges_behind(uow.session, use.solution.id),
    }
    for account_id, amount in parts.items():
        if account_id != texts.NOBODY:
            more = {"amount": amount, "until": old_enough}
            earn(uow, _earned(use, USED, account_id, caused_by=use.outcome.reporter_id, facts=facts, **more))


def _worth(uow: UnitOfWork, use: Use, paid: Sequence[Award]) -> int:
    team = use.outcome.reporter_team_id
    own = people.teams_at(uow.session, use.solution.author_id, use.recorded.occurred_at)
    if team is None or team in own or not use.outcome.evidence.strip():
        return 0
    points, limits = use.tariff.rule(USED).amount(use.outcome.result), use.tariff.limits[USED]
    by_event = {award.event_id: award.facts.get("team", 0) for award in paid}
    return reuse_points(points, list(by_event.values()), team, sum(award.amount for award in paid), limits)


def _barred(uow: UnitOfWork, use: Use) -> set[int]:
    """List who gets no share: whoever is in the reporter's team, leads it, or leads whoever verified (G1)."""
    session, moment = uow.session, use.recorded.occurred_at
    leads = people.led_by(session, use.outcome.reporter_id, moment)
    if not people.is_system(session, use.recorded.actor_id):
        leads |= people.led_by(session, use.recorded.actor_id, moment)
    team = use.outcome.reporter_team_id
    mates = {
        author
        for author in use.shares
        if author != texts.NOBODY and team in people.teams_at(session, author, moment)
    }
    return {use.outcome.reporter_id, *leads, *mates}


def _earned(use: Use, rule: str, account_id: int, *, caused_by: int, **more: object) -> Earned:
    given = {"facts": {"outcome": use.outcome.id}, **more}
    return Earned(
        event_id=use.recorded.id,
        rule=rule,
        account_id=account_id,
        cap_day=use.recorded.business_day,
        occurred_at=use.recorded.occurred_at,
        caused_by=caused_by,
        scenario_id=use.scenario_id,
        solution_id=use.solution.id,
        **given,  # type: ignore[arg-type]
    )
