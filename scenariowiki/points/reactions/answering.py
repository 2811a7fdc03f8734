"""What feedback earns: whoever gave it where something was changed (P10), whoever answered it (P11)."""

from typing import Any

from scenariowiki.curation.queries import standing
from scenariowiki.feedback.events import TicketAnswered, TicketClosed, TicketEvent, TicketRated
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, take_turn
from scenariowiki.points.commands.holding import earn
from scenariowiki.points.queries import awards
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.earning import answer_parts, is_own
from scenariowiki.points.rules.limits import Limits
from scenariowiki.scenarios.models import Scenario

NOTICED, ANSWERED = "P10", "P11"
CHANGED = "changed"


@unless_behind
def reward_feedback(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give P10 where feedback led to a change, once a ticket; not for feedback on one's own text (G1)."""
    event = recorded.event
    assert isinstance(event, TicketAnswered)  # noqa: S101 - as wiring registers it
    if event.outcome != CHANGED or not event.first_change or event.reporter_id == event.answerer_id:
        return
    limits = tariff_on(uow.session, recorded.business_day).limits["G1"]
    if not _wrote(uow, event.scenario_id, event.reporter_id, limits):
        earn(uow, _earned(recorded, event, NOTICED, event.reporter_id, event.answerer_id))


@unless_behind
def reward_rated_answer(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give P11 when the reporter has rated an answer: a bad one earns nothing, a late one no bonus."""
    event = recorded.event
    assert isinstance(event, TicketRated)  # noqa: S101 - as wiring registers it
    _reward_answer(uow, recorded, event, event.rating)


@unless_behind
def reward_unrated_answer(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give the base of P11 for an answer that nobody rated in time."""
    event = recorded.event
    assert isinstance(event, TicketClosed)  # noqa: S101 - as wiring registers it
    if event.auto and event.rating is None:
        _reward_answer(uow, recorded, event, None)


def _reward_answer(
    uow: UnitOfWork, recorded: Recorded, event: TicketRated | TicketClosed, rating: int | None
) -> None:
    if event.reporter_id == event.answerer_id or _is_enough(uow, recorded, event):
        return
    rule = tariff_on(uow.session, recorded.business_day).rule(ANSWERED)
    amount = sum(rule.amount(part) for part in answer_parts(in_time=event.in_time, rating=rating))
    if amount:
        facts = {"ticket": event.ticket_id, "rating": rating, "in_time": event.in_time}
        given = {"amount": amount, "facts": facts}
        earn(uow, _earned(recorded, event, ANSWERED, event.answerer_id, event.reporter_id, **given))


def _is_enough(uow: UnitOfWork, recorded: Recorded, event: TicketRated | TicketClosed) -> bool:
    """Tell whether one was paid for answers to the other as often this week as a week has room for.

    Whoever answers is paid by one at a time, or two ratings in one moment would both be the second.
    """
    take_turn(uow, event.answerer_id)
    most = tariff_on(uow.session, recorded.business_day).limit(ANSWERED, "per_week")
    given = awards.in_week(
        uow.session, ANSWERED, event.answerer_id, caused_by=event.reporter_id, day=recorded.business_day
    )
    return len([award for award in given if award.event_id != recorded.id]) >= most


def _wrote(uow: UnitOfWork, scenario_id: int, account_id: int, limits: Limits) -> bool:
    scenario = uow.session.get(Scenario, scenario_id)
    if scenario is None:
        return False
    stake = standing.scenario_stake(uow.session, scenario.canonical_id or scenario.id)
    return account_id in stake.authors or is_own(stake.shares.get(account_id, 0.0), limits)


def _earned(
    recorded: Recorded, event: TicketEvent, rule: str, account_id: int, caused_by: int, **more: Any
) -> Earned:
    given = {"facts": {"ticket": event.ticket_id}, **more}
    return Earned(
        event_id=recorded.id,
        rule=rule,
        account_id=account_id,
        cap_day=recorded.business_day,
        occurred_at=recorded.occurred_at,
        caused_by=caused_by,
        scenario_id=event.scenario_id,
        **given,
    )
