"""What becoming a standard earns (P4), and staying one (P5): divided among those who wrote its solution."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from scenariowiki.kernel.events import EventRow, Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, take_back
from scenariowiki.points.commands.holding import earn
from scenariowiki.points.queries import awards, texts
from scenariowiki.points.queries.tariffs import get_tariff, tariff_on
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.amounts import divided
from scenariowiki.points.rules.earning import YEAR
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.sops.events import (
    ReviewWithdrawn,
    SopApproved,
    SopBecameEffective,
    SopRenewed,
    SopVersionEvent,
    SopVersionRetired,
)

STANDARD, RENEWED = "P4", "P5"


@unless_behind
def reward_standard(uow: UnitOfWork, recorded: Recorded) -> None:
    """Divide P4 among the authors of a solution that became a standard, once per SOP.

    Some more goes to whoever had written the situation down.
    """
    event = recorded.event
    assert isinstance(event, SopBecameEffective)  # noqa: S101 - as wiring registers it
    if not event.first or awards.of_sop(uow.session, STANDARD, event.sop_id):
        return
    barred = _approvers(uow, event)
    _divide(uow, recorded, event, STANDARD, barred)
    if event.situation_author_id not in barred:
        earn(uow, _earned(recorded, event, STANDARD, event.situation_author_id, what="scenario"))


@unless_behind
def reward_renewal(uow: UnitOfWork, recorded: Recorded) -> None:
    """Divide P5 among the authors of a standard that was looked at and still holds, twice a year at most."""
    event = recorded.event
    assert isinstance(event, SopRenewed)  # noqa: S101 - as wiring registers it
    since = recorded.occurred_at - YEAR
    paid = {
        award.event_id
        for award in awards.of_sop(uow.session, RENEWED, event.sop_id)
        if award.occurred_at > since and award.event_id != recorded.id
    }
    if len(paid) < tariff_on(uow.session, recorded.business_day).limit(RENEWED, "per_year"):
        _divide(uow, recorded, event, RENEWED, {recorded.actor_id})


@unless_behind
def take_renewal_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take P5 back where saying that it still holds was withdrawn within the minute (Q9)."""
    event = recorded.event
    assert isinstance(event, ReviewWithdrawn)  # noqa: S101 - as wiring registers it
    if event.sop_id is None:
        return
    at = dt.datetime.fromisoformat(event.at)
    for award in awards.of_sop(uow.session, RENEWED, event.sop_id):
        if award.occurred_at == at and award.caused_by == recorded.actor_id:
            take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.WITHDRAWN)


@unless_behind
def take_standard_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take P4 back where a standard was retired as wrong within the days of the tariff it was given under."""
    event = recorded.event
    assert isinstance(event, SopVersionRetired)  # noqa: S101 - as wiring registers it
    if not event.wrong or event.effective_at is None:
        return
    lasted = recorded.occurred_at - dt.datetime.fromisoformat(event.effective_at)
    for award in awards.of_sop(uow.session, STANDARD, event.sop_id):
        days = get_tariff(uow.session, award.tariff).limit(STANDARD, "wrong_days")
        if lasted <= dt.timedelta(days=days):
            take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.RETIRED)


def _approvers(uow: UnitOfWork, event: SopVersionEvent) -> set[int]:
    """List who approved the version: nobody earns by their own decision (G1)."""
    rows = uow.session.execute(
        select(EventRow.actor_id, EventRow.payload).where(
            EventRow.name == SopApproved.__name__, EventRow.subject == event.scenario_id
        )
    )
    return {row.actor_id for row in rows if row.payload.get("version_id") == event.version_id}


def _divide(uow: UnitOfWork, recorded: Recorded, event: SopVersionEvent, rule: str, barred: set[int]) -> None:
    total = tariff_on(uow.session, recorded.business_day).rule(rule).amount()
    shares = texts.shares_of_solution(uow.session, event.solution_id, recorded.occurred_at)
    kept = {author: share for author, share in shares.items() if author not in barred}
    facts = {
        "of": total,
        "barred": sorted(barred),
        "ops": texts.merges_behind(uow.session, event.solution_id),
    }
    for account_id, amount in divided(total, kept).items():
        if account_id != texts.NOBODY:
            given = {"amount": amount, "part": event.solution_id, "solution_id": event.solution_id}
            earn(uow, _earned(recorded, event, rule, account_id, facts=facts, **given))


def _earned(
    recorded: Recorded,
    event: SopVersionEvent,
    rule: str,
    account_id: int,
    *,
    facts: Mapping[str, Any] | None = None,
    **more: Any,
) -> Earned:
    return Earned(
        event_id=recorded.id,
        rule=rule,
        account_id=account_id,
        cap_day=recorded.business_day,
        occurred_at=recorded.occurred_at,
        caused_by=recorded.actor_id,
        scenario_id=event.scenario_id,
        facts={"sop": event.sop_id, "version": event.version_id, **(facts or {})},
        **more,
    )
