"""Eight real processes post at once, on both databases: exact balances, exact caps, one of every key."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.feedback.events import TicketRated
from scenariowiki.points.commands import awarding, posting
from scenariowiki.points.commands.awarding import Earned
from scenariowiki.points.commands.posting import Entry
from scenariowiki.points.models import Award, Purse, Transfer
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.test_redeeming_races import PROCESSES, centre, storm
from tests.wiki import publish

__all__ = ["centre"]
pytestmark = pytest.mark.timeout(600)
NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
ROUNDS = 12
ANN = personas.ANN


def _award(rule: str, what: str) -> str:
    one = Earned(
        event_id=uuid.uuid4(),
        rule=rule,
        account_id=ANN.id,
        cap_day=NOON.date(),
        occurred_at=NOON,
        caused_by=personas.CY.id,
        what=what,
    )
    with write(now=NOON) as uow:
        return "given" if awarding.give(uow, BUILT_IN, one) else "capped"


def post_often(worker: int, number: Any) -> str:
    """Give an award without a cap, one under a cap, and one transfer that all of them try to make."""
    del worker
    _award("P3", "solved")
    answer = _award("P6", "each")
    entry = Entry(
        debit=PurseKind.ISSUE,
        credit=PurseKind.WALLET,
        account_id=ANN.id,
        amount=7,
        code=Code.MANUAL,
        idem_key=f"race:{number}",
        actor_id=personas.CY.id,
        effective_day=NOON.date(),
        posted_day=NOON.date(),
        event_id=uuid.uuid4(),
        tariff=0,
    )
    with write(now=NOON) as uow:
        posting.post(uow, entry)
    return answer


def rate_once(worker: int, number: Any) -> str:
    """Rate an answer of one person to another, each process a ticket of its own."""
    ticket = number * 100 + worker
    with write(now=NOON) as uow:
        event = TicketRated(
            scenario_id=1,
            ticket_id=ticket,
            reporter_id=personas.ZOE.id,
            answerer_id=ANN.id,
            rating=5,
            in_time=True,
            round=1,
        )
        uow.record(event, by=personas.ZOE)
    return "rated"


def test_p11_two_a_week_hold_when_processes_rate_at_once(centre: Flask) -> None:
    publish(personas.DAN, "网厅与热线优惠口径不一致")

    met = storm(centre, rate_once, [1, 2])

    assert met == [Counter({"rated": PROCESSES})] * 2

    read().rollback()
    paid = select(func.count()).select_from(Award).where(Award.rule == "P11")
    assert read().scalar(paid) == BUILT_IN.limit("P11", "per_week")


def test_l3_l5_l11_hold_when_processes_post_at_once(centre: Flask) -> None:
    met = storm(centre, post_often, list(range(ROUNDS)))

    read().rollback()
    wallet = read().scalars(select(Purse).where(Purse.kind == PurseKind.WALLET)).one()
    assert wallet.credits == PROCESSES * ROUNDS * 15 + 9 + ROUNDS * 7
    assert sum(one["given"] for one in met) == 3
    capped = select(func.sum(Award.amount)).where(Award.rule == "P6")
    assert read().scalar(capped) == BUILT_IN.rule("P6").cap
    keyed = select(func.count()).where(Transfer.idem_key.like("race:%"))
    assert read().scalar(keyed) == ROUNDS
    assert list(verify(read())) == []
