"""The clock moved: escalation at 50, 100 and 200 %, downtime, other calendars, closing by time."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.commands import SiteInput, save_site
from scenariowiki.feedback.commands import clocks
from scenariowiki.feedback.rules.tickets import TicketState
from scenariowiki.kernel.events import EventRow
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read
from tests import personas
from tests.feedback.giving import HOUR, MONDAY, answer, at, escalate, give, rate, reopen, ticket
from tests.wiki import publish

pytestmark = pytest.mark.usefixtures("app")
ANN, LEE, ZOE = personas.ANN, personas.LEE, personas.ZOE
NAMES = {one.id: one.name for one in personas.EVERYBODY}


@pytest.fixture
def open_one() -> int:
    return give(ZOE, publish(ANN, "口径不一致"))


def told(kind: str) -> list[str]:
    read().rollback()
    rows = read().scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.account_id))
    return [NAMES[row.account_id] for row in rows]


def levels() -> list[int]:
    read().rollback()
    wanted = select(EventRow).where(EventRow.name == "TicketEscalated").order_by(EventRow.position)
    return [row.payload["level"] for row in read().scalars(wanted)]


def test_r64_each_level_is_told_once(open_one: int) -> None:
    for hours in (3, 4, 4, 8, 9, 9):
        escalate(MONDAY + hours * HOUR)
    for _again in range(2):
        escalate(MONDAY + dt.timedelta(days=1, hours=8))

    assert levels() == [50, 100, 200]
    assert told("ticket_half") == ["ann"]
    assert told("ticket_overdue") == ["ann", "lee"]
    assert told("ticket_twice") == ["ann", "ada", "lee"]
    assert ticket(open_one).next_at is None


def test_r64_a_weekend_is_no_working_time() -> None:
    friday = MONDAY + dt.timedelta(days=4, hours=8)
    give(ZOE, publish(ANN, "口径不一致"), when=friday)

    assert escalate(friday + dt.timedelta(days=2)) == 0
    assert escalate(friday + dt.timedelta(days=3)) == 1


def test_r64_three_days_of_downtime_are_caught_up_with_one_telling(open_one: int) -> None:
    assert escalate(MONDAY + dt.timedelta(days=3)) == 1
    assert escalate(MONDAY + dt.timedelta(days=3)) == 0

    assert levels() == [200]
    assert ticket(open_one).escalated == 200


def test_an_answered_ticket_is_told_on_no_more(open_one: int) -> None:
    answer(LEE, open_one)

    assert escalate(MONDAY + dt.timedelta(days=9)) == 0


def test_a_reopened_ticket_is_told_on_anew(open_one: int) -> None:
    escalate(MONDAY + 5 * HOUR)
    answer(LEE, open_one, when=MONDAY + 6 * HOUR)
    rate(ZOE, open_one, 1, when=MONDAY + 6 * HOUR)
    reopen(ZOE, open_one, when=MONDAY + 6 * HOUR)

    escalate(MONDAY + dt.timedelta(days=1, hours=2))

    assert levels() == [50, 50]


def test_a_holiday_set_later_moves_what_is_due(open_one: int) -> None:
    with at(MONDAY) as uow:
        site = SiteInput(name="合肥", timezone="Asia/Shanghai", holidays=(MONDAY.date(),))
        save_site(uow, personas.ADA, site, personas.SITE)

    assert ticket(open_one).due_at == MONDAY + dt.timedelta(days=1, hours=8)
    assert escalate(MONDAY + 9 * HOUR) == 0


def test_p11_an_unrated_answer_counts_as_good_after_a_week(open_one: int) -> None:
    answer(LEE, open_one)

    for days, closed in ((6, 0), (8, 1), (8, 0)):
        with at(MONDAY + dt.timedelta(days=days)) as uow:
            assert clocks.close_unrated(uow, personas.SYSTEM) == closed

    assert ticket(open_one).state == TicketState.AUTO_CLOSED
    (event,) = read().scalars(select(EventRow).where(EventRow.name == "TicketClosed"))
    assert (event.payload["auto"], event.payload["rating"]) == (True, None)


def test_p11_a_poor_rating_left_standing_closes_too(open_one: int) -> None:
    answer(LEE, open_one)
    rate(ZOE, open_one, 1)

    with at(MONDAY + dt.timedelta(days=9)) as uow:
        clocks.close_unrated(uow, personas.SYSTEM)

    assert ticket(open_one).state == TicketState.CLOSED
