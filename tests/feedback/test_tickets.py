"""Feedback from giving to closing: who is asked, who answers, what the asker may do."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import rating, sorting
from scenariowiki.feedback.commands.giving import TicketInput, prepare_ticket
from scenariowiki.feedback.commands.rating import RatingInput, prepare_rating
from scenariowiki.feedback.models import TicketAnswer, TicketLog
from scenariowiki.feedback.queries import tickets
from scenariowiki.feedback.queries.numbers import numbers_by_team
from scenariowiki.feedback.queries.tickets import Shelf
from scenariowiki.feedback.rules.tickets import AnswerOutcome, Priority, TicketKind, TicketState
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from scenariowiki.kernel.events import EventRow
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.facts import FactsInput, change_facts
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import Audience
from tests import personas
from tests.curation.acts import merge_pages
from tests.feedback.giving import HOUR, MONDAY, answer, assign, at, give, rate, reopen, ticket
from tests.wiki import publish

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, LEE, PAT, REA, ZOE, AUD = (
    personas.ANN,
    personas.CY,
    personas.DAN,
    personas.LEE,
    personas.PAT,
    personas.REA,
    personas.ZOE,
    personas.AUD,
)
NAMES = {one.id: one.name for one in personas.EVERYBODY}


@pytest.fixture
def no() -> int:
    return publish(ANN, "网厅与热线优惠口径不一致")


def owned_by(person: Actor | None, no: int) -> None:
    with at(MONDAY) as uow:
        uow.session.query(Scenario).filter_by(no=no).one().owner_id = person.id if person else None


def told() -> dict[str, str]:
    """Map people to the last thing they were told of feedback."""
    read().rollback()
    rows = read().scalars(select(Notice).where(Notice.kind.like("ticket%")).order_by(Notice.id))
    return {NAMES[row.account_id]: row.kind for row in rows}


def events(name: str) -> list[dict[str, object]]:
    read().rollback()
    return [
        row.payload
        for row in read().scalars(select(EventRow).where(EventRow.name == name).order_by(EventRow.position))
    ]


def test_r72_the_owner_is_asked_first(no: int) -> None:
    owned_by(PAT, no)

    row = ticket(give(ZOE, no))

    assert (row.state, row.assignee_id, row.team_id) == (TicketState.ASSIGNED, PAT.id, personas.RED)
    assert told() == {"pat": "ticket_for_you"}


def test_r72_without_an_owner_the_authors_lead_is_asked(no: int) -> None:
    owned_by(None, no)

    assert ticket(give(ZOE, no)).assignee_id == LEE.id


def test_r72_the_asker_never_answers_their_own_and_curators_share_the_rest(no: int) -> None:
    owned_by(LEE, no)

    row = ticket(give(LEE, no))

    assert (row.state, row.assignee_id) == (TicketState.NEW, None)
    assert told() == {"cy": "ticket_waits", "dan": "ticket_waits"}


def test_r72_a_person_can_be_asked_by_name(no: int) -> None:
    assert ticket(give(ZOE, no, kind=TicketKind.QUESTION, ask=CY.id)).assignee_id == CY.id
    with pytest.raises(Invalid):
        give(ZOE, no, ask=AUD.id)


def test_r64_kind_and_priority_set_the_limit(no: int) -> None:
    plain, urgent = give(ZOE, no), give(ZOE, no, priority=Priority.URGENT)

    assert ticket(plain).due_at == MONDAY + 8 * HOUR
    assert ticket(urgent).due_at == MONDAY + 2 * HOUR
    assert ticket(urgent).half_at == MONDAY + HOUR


def test_r66_the_answer_goes_to_the_asker_and_stops_the_clock(no: int) -> None:
    id_ = give(ZOE, no)

    answer(LEE, id_)

    assert ticket(id_).state == TicketState.ANSWERED
    assert ticket(id_).next_at is None
    assert told()["zoe"] == "ticket_answered"
    assert events("TicketAnswered")[0]["in_time"] is True


def test_p11_a_late_answer_is_late(no: int) -> None:
    id_ = give(ZOE, no)

    answer(LEE, id_, when=MONDAY + dt.timedelta(days=1, hours=1))

    assert events("TicketAnswered")[0]["in_time"] is False


def test_p10_a_second_change_of_the_same_ticket_is_not_a_first_one(no: int) -> None:
    id_ = give(ZOE, no)
    answer(LEE, id_, outcome=AnswerOutcome.CHANGED)
    rate(ZOE, id_, 1)
    reopen(ZOE, id_)

    answer(LEE, id_, when=MONDAY + 4 * HOUR, outcome=AnswerOutcome.CHANGED)

    assert [one["first_change"] for one in events("TicketAnswered")] == [True, False]


def test_r67_a_good_rating_closes_and_a_second_one_is_refused(no: int) -> None:
    id_ = give(ZOE, no)
    answer(LEE, id_)

    rate(ZOE, id_, 5)

    assert ticket(id_).state == TicketState.CLOSED
    with pytest.raises(Conflict) as refused:
        rate(ZOE, id_, 1)
    assert refused.value.reason == "ticket_state"
    assert [one["rating"] for one in events("TicketClosed")] == [5]


def test_r67_a_poor_rating_may_be_asked_again_once_with_a_new_clock(no: int) -> None:
    id_ = give(ZOE, no)
    answer(LEE, id_)
    rate(ZOE, id_, 2)
    with pytest.raises(Conflict, match="rated_already"):
        rate(ZOE, id_, 5)

    reopen(ZOE, id_)

    assert (ticket(id_).state, ticket(id_).round) == (TicketState.REOPENED, 2)
    assert ticket(id_).due_at == MONDAY + dt.timedelta(days=1, hours=2)
    answer(LEE, id_, when=MONDAY + 4 * HOUR)
    rate(ZOE, id_, 1, when=MONDAY + 5 * HOUR)
    assert ticket(id_).state == TicketState.CLOSED
    with pytest.raises(Conflict):
        reopen(ZOE, id_)


def test_r67_only_the_asker_rates_and_reopens(no: int) -> None:
    id_ = give(ZOE, no)
    answer(LEE, id_)

    with pytest.raises(Forbidden, match="not_your_ticket"):
        rate(ANN, id_, 5)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_ratings_are_one_to_five(stars: int) -> None:
    with pytest.raises(Invalid):
        prepare_rating(RatingInput(rating=stars))


def test_nobody_answers_their_own_and_strangers_answer_nothing(no: int) -> None:
    id_ = give(LEE, no)

    with pytest.raises(Forbidden, match="own_ticket"):
        answer(LEE, id_)
    with pytest.raises(Forbidden):
        answer(ZOE, id_)
    answer(CY, id_)


def test_a_closed_ticket_is_answered_no_more_and_nothing_is_half_done(no: int) -> None:
    id_ = give(ZOE, no)
    answer(LEE, id_)
    rate(ZOE, id_, 4)

    with pytest.raises(Conflict):
        answer(LEE, id_)

    read().rollback()
    assert len(read().scalars(select(TicketAnswer)).all()) == 1


def test_passing_on_keeps_the_clock(no: int) -> None:
    id_ = give(ZOE, no)
    due = ticket(id_).due_at

    assign(LEE, id_, DAN)

    assert (ticket(id_).assignee_id, ticket(id_).due_at) == (DAN.id, due)
    with pytest.raises(Invalid):
        assign(CY, id_, ZOE)


def test_only_leads_and_curators_set_aside(no: int) -> None:
    first, second = give(ZOE, no), give(ZOE, no)
    assign(LEE, first, ANN)
    with at(MONDAY) as uow, pytest.raises(Forbidden):
        sorting.invalidate_ticket(uow, ANN, first)

    with at(MONDAY) as uow:
        sorting.mark_duplicate(uow, CY, second, first)

    assert ticket(second).state == TicketState.DUPLICATE
    assert told()["zoe"] == "ticket_asked_before"
    with at(MONDAY) as uow, pytest.raises(Invalid):
        sorting.mark_duplicate(uow, CY, first, second)  # that one is set aside itself
    with at(MONDAY) as uow, pytest.raises(Invalid):
        sorting.mark_duplicate(uow, CY, first, first)


def test_m15_m22_tickets_follow_a_merge_with_their_id_and_clock(no: int) -> None:
    other = publish(ZOE, "优惠口径两处不一样")
    id_ = give(REA, other)
    due, addressed = ticket(id_).due_at, ticket(id_).scenario_id

    merge_pages(no, other)

    row = tickets.get_ticket(read(), ANN, id_)
    assert (row.no, row.addressed_no, row.due_at) == (no, other, due)
    assert ticket(id_).scenario_id == addressed
    assert [one.id for one in tickets.list_on_page(read(), ANN, row.scenario_id)] == [id_]
    assert ticket(give(REA, other)).scenario_id == addressed  # M16: whoever came through it, addressed it


def test_who_may_not_read_the_page_knows_of_no_feedback(no: int) -> None:
    id_ = give(ANN, no)
    with at(MONDAY) as uow:
        change_facts(uow, CY, no, FactsInput(audience=Audience.TEAM, team=personas.RED))

    with pytest.raises(NotFound):
        tickets.get_ticket(read(), ZOE, id_)
    with pytest.raises(NotFound):
        answer(ZOE, id_)


def test_r69_numbers_are_by_team_with_their_denominators(no: int) -> None:
    for stars in (5, 2):
        id_ = give(ZOE, no)
        answer(LEE, id_)
        rate(ZOE, id_, stars)
    answer(LEE, give(ZOE, no), when=MONDAY + dt.timedelta(days=2))
    give(ZOE, no)

    (red,) = numbers_by_team(read(), since=MONDAY, now=MONDAY + dt.timedelta(days=3))

    assert (red.team, red.due, red.in_time, red.rated, red.stars) == ("红队", 4, 2, 2, 7)


def test_overdue_ones_stand_first(no: int) -> None:
    late, soon = give(ZOE, no), give(ZOE, no, priority=Priority.URGENT)
    done = give(ZOE, no)
    answer(LEE, done)

    assert [one.id for one in tickets.list_tickets(read(), ZOE, Shelf.MINE)] == [soon, late, done]
    waiting = tickets.count_waiting(read(), ANN, now=MONDAY + 3 * HOUR)
    assert (waiting.answer, waiting.overdue) == (2, 1)
    assert tickets.count_waiting(read(), ZOE, now=MONDAY).rate == 1


@pytest.mark.parametrize(
    "wrong", [{"text": " "}, {"text": "很" * 2_001}, {"text": "a\u0000"}, {"quote": "句" * 501}]
)
def test_what_cannot_be_kept_is_refused(no: int, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        prepare_ticket(replace(TicketInput(no=no, kind=TicketKind.WRONG, text="错"), **wrong))


@pytest.mark.parametrize("ticket_id", [999])
def test_an_unknown_ticket_is_not_there(ticket_id: int) -> None:
    for act in (lambda: answer(CY, ticket_id), lambda: rate(ZOE, ticket_id, 3)):
        with pytest.raises(DomainError, match="no_ticket"):
            act()


def test_the_log_holds_no_text(no: int) -> None:
    id_ = give(ZOE, no)
    answer(LEE, id_)
    rate(ZOE, id_, 1)
    with at(MONDAY + 3 * HOUR) as uow:
        rating.close_ticket(uow, ZOE, id_)

    names = [row.name for row in read().scalars(select(TicketLog).order_by(TicketLog.id))]
    assert names == ["new", "assigned", "answered", "rated", "closed"]
