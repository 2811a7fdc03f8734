"""Awards that look arranged are held, and a person decides about them (G3, G5)."""

from dataclasses import replace

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM
from scenariowiki.curation.commands.opening import find_open, open_item
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, weight
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, give
from scenariowiki.points.models import Award
from scenariowiki.points.queries.pairs import key_of
from scenariowiki.points.queries.people import may_earn
from scenariowiki.points.queries.suspicion import Why, why_suspect
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.ledger import OPEN_AWARDS, AwardState

RISK = 0.5


def earn(uow: UnitOfWork, earned: Earned) -> Award | None:
    """Give what the tariff of the day says, to whom may earn; what looks arranged is held for a person."""
    if not may_earn(uow.session, earned.account_id, uow.now):
        return None
    why = why_suspect(uow.session, earned)
    given = give(uow, tariff_on(uow.session, earned.cap_day), replace(earned, is_held=why is not None))
    if given is not None and why is not None:
        open_case(uow, given, why)
    return given


def hold(uow: UnitOfWork, award: Award, why: Why) -> None:
    """Hold an award that was pending, and open its case."""
    award.state = AwardState.HELD
    open_case(uow, award, why)


def open_case(uow: UnitOfWork, award: Award, why: Why) -> None:
    """Put a held award into the case of the two people: one that is open, or a new one."""
    people = sorted({award.caused_by, award.account_id})
    key = key_of(*people)
    item = find_open(uow.session, key)
    if item is not None:
        known = item.facts.get("award_ids", [])
        reasons = sorted({*item.facts.get("why", []), why})
        if award.id not in known:
            item.facts = {**item.facts, "award_ids": [*known, award.id], "why": reasons}
        return
    if award.scenario_id is None:
        return
    system = accounts.find_actor(uow.session, SYSTEM)
    assert system is not None  # noqa: S101 - the built-in account is there from the first day
    open_item(
        uow,
        kind=ItemKind.FRAUD,
        key=key,
        weight=weight(risk=RISK),
        by=system,
        scenario_id=award.scenario_id,
        facts={"account_ids": people, "award_ids": [award.id], "why": [why]},
    )


def held_in(uow: UnitOfWork, item: QueueItem) -> list[Award]:
    """List the awards of a case that are still open, or have been posted."""
    found = (uow.session.get(Award, id_) for id_ in item.facts.get("award_ids", ()))
    live = {*OPEN_AWARDS, AwardState.POSTED}
    return [award for award in found if award is not None and award.state in live]
