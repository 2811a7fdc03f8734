"""Awards and what becomes of them, made by the ledger's own commands, for tests that are not about it."""

import datetime as dt
import uuid
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.points.commands import awarding, posting
from scenariowiki.points.commands.awarding import Earned
from scenariowiki.points.commands.posting import Entry
from scenariowiki.points.models import Award
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.points.rules.tariff import Tariff
from scenariowiki.runtime.session import write
from tests import personas

NOW = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)


def earn(
    person: Actor, rule: str = "P2", *, at: dt.datetime | None = None, tariff: Tariff = BUILT_IN, **more: Any
) -> int:
    """Give somebody an award and return its id."""
    moment = at or clock.now()
    default = {"P2": "scenario", "P3": "solved"}.get(rule, "each")
    earned = Earned(
        event_id=uuid.uuid4(),
        rule=rule,
        account_id=person.id,
        cap_day=clock.business_day(moment, person.timezone, person.cutover),
        occurred_at=moment,
        caused_by=more.pop("caused_by", personas.CY.id),
        what=more.pop("what", default),
        **more,
    )
    with write(now=moment) as uow:
        award = awarding.give(uow, tariff, earned)
        assert award is not None
        return award.id


def take_back(award_id: int, *, at: dt.datetime | None = None, reason: str = "outcome_retracted") -> None:
    """Reverse an award."""
    with write(now=at) as uow:
        awarding.reverse(uow, uow.session.get_one(Award, award_id), actor_id=personas.CY.id, reason=reason)


def void(award_id: int, reason: str = "spam") -> None:
    """Take an award away before it counts."""
    with write() as uow:
        awarding.void(uow, uow.session.get_one(Award, award_id), reason)


def spend(person: Actor, amount: int) -> None:
    """Post a redemption."""
    today = clock.business_day(clock.now(), person.timezone, person.cutover)
    with write() as uow:
        entry = Entry(
            debit=PurseKind.WALLET,
            credit=PurseKind.SPENT,
            account_id=person.id,
            amount=amount,
            code=Code.REDEMPTION,
            idem_key=f"test:{uuid.uuid4()}",
            actor_id=person.id,
            effective_day=today,
            posted_day=today,
            event_id=uuid.uuid4(),
            tariff=0,
        )
        posting.post(uow, entry)
