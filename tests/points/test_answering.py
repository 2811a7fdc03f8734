"""What feedback earns (P10) and answering it (P11), by events as the room of feedback records them."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.feedback import events as feedback
from scenariowiki.kernel.events import Event
from scenariowiki.points.commands.holding import open_case
from scenariowiki.points.models import Award
from scenariowiki.points.queries.suspicion import Why
from scenariowiki.points.rules.earning import answer_parts
from scenariowiki.runtime.session import write
from tests import personas
from tests.curation import queueing
from tests.points.earning import DAY, MORNING, adopted, points
from tests.scenarios.writing import scenario

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


def test_p10_pays_for_feedback_that_changed_something_once_a_ticket() -> None:
    no = adopted(ANN)
    for is_first in (True, False):
        _answer(no, "changed", first_change=is_first)

    assert points("P10", ZOE) == {"posted": 4}


@pytest.mark.parametrize("outcome", ["explained", "declined"])
def test_p10_pays_nothing_where_nothing_was_changed(outcome: str) -> None:
    _answer(adopted(ANN), outcome)

    assert points("P10") == {}


def test_p10_g1_pays_nothing_for_feedback_on_ones_own_text() -> None:
    _answer(adopted(ZOE), "changed")

    assert points("P10") == {}


def test_p10_has_twelve_a_day() -> None:
    no = adopted(ANN)
    for number in range(4):
        _answer(no, "changed", ticket=number)

    assert sum(points("P10").values()) == 12


@pytest.mark.parametrize(("rating", "amount"), [(5, 9), (4, 6), (3, 3)])
def test_p11_pays_by_rating(rating: int, amount: int) -> None:
    _rate(adopted(ANN), rating)

    assert points("P11", CY) == {"posted": amount}


@pytest.mark.parametrize("rating", [1, 2])
def test_p11_a_bad_answer_earns_nothing(rating: int) -> None:
    _rate(adopted(ANN), rating)

    assert points("P11") == {}


def test_p11_a_late_answer_has_no_bonus() -> None:
    assert answer_parts(in_time=False, rating=5) == ("late",)


def test_p11_an_answer_that_nobody_rated_has_the_base_only() -> None:
    """By the clock alone: not when the ticket is closed by hand, nor after a rating, which has paid."""
    no = adopted(ANN)
    for rating, auto in ((None, False), (5, False), (None, True)):
        ids = {"scenario_id": scenario(no).id, "ticket_id": 1, "reporter_id": ZOE.id, "answerer_id": CY.id}
        closed = feedback.TicketClosed(**ids, auto=auto, in_time=True, round=1, rating=rating)
        _record(closed, personas.SYSTEM, no)

    assert points("P11", CY) == {"posted": 3}


def test_g1_p11_nobody_is_paid_for_answering_themselves() -> None:
    _rate(adopted(ANN), 5, reporter=CY)

    assert points("P11") == {}


def test_p11_two_people_have_two_a_week() -> None:
    no = adopted(ANN)
    for number in range(3):
        _rate(no, 5, at=MORNING + number * DAY)

    assert points("P11", CY) == {"posted": 18}


def test_p11_is_taken_back_when_a_person_annuls_the_rating() -> None:
    """The verdict on a suspicious case annuls it: the only way, and what was rated stays to be read."""
    _rate(adopted(ANN), 5)
    with write() as uow:
        open_case(uow, uow.session.scalars(select(Award).where(Award.rule == "P11")).one(), Why.SERIAL)

    queueing.decide(
        queueing.waiting(ItemKind.FRAUD)[0].id, Verdict.VOID, personas.DAN, note="两人约好互打高分，不作数。"
    )

    assert points("P11", CY) == {"reversed": 9}


def _answer(no: int, outcome: str, *, ticket: int = 1, first_change: bool = True) -> None:
    event = feedback.TicketAnswered(
        scenario_id=scenario(no).id,
        ticket_id=ticket,
        reporter_id=ZOE.id,
        answerer_id=CY.id,
        outcome=outcome,
        in_time=True,
        round=1,
        first_change=first_change,
    )
    _record(event, CY, no)


def _rate(no: int, rating: int, at: dt.datetime = MORNING + DAY, reporter: Actor = ZOE) -> None:
    event = feedback.TicketRated(
        scenario_id=scenario(no).id,
        ticket_id=1,
        reporter_id=reporter.id,
        answerer_id=CY.id,
        rating=rating,
        in_time=True,
        round=1,
    )
    _record(event, reporter, no, at=at)


def _record(event: Event, by: Actor, no: int, at: dt.datetime = MORNING + DAY) -> None:
    with write(now=at) as uow:
        uow.record(event, by=by, subject=scenario(no).id)
