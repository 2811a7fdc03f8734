"""Points that nobody spends for 24 months expire, first in first out, told in time (L16)."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.jobs.rewards import expire_points
from scenariowiki.notifications.models import Notice
from scenariowiki.points.commands import redeeming
from scenariowiki.points.models import Transfer
from scenariowiki.points.rules.expiry import cutoff_of, days_to_tell
from scenariowiki.points.rules.ledger import Code
from scenariowiki.runtime.session import read
from tests import personas
from tests.points.rewarding import NOON, REW, act, adds_up, ask, grant, offer, standing

pytestmark = pytest.mark.usefixtures("app")
ANN = personas.ANN
OLD = dt.datetime(2024, 10, 20, 4, 0, tzinfo=dt.UTC)
YOUNG = dt.datetime(2024, 11, 20, 4, 0, tzinfo=dt.UTC)


def wallet() -> int:
    return standing(ANN, offer(stock=None)).wallet


def notices() -> list[tuple[str, int]]:
    read().rollback()
    rows = read().scalars(select(Notice).where(Notice.kind.startswith("points_")).order_by(Notice.id))
    return [(row.kind, row.facts["amount"]) for row in rows]


def test_l16_what_is_older_than_24_months_on_the_first_of_the_month_is_gone() -> None:
    grant(ANN, 30, at=OLD)
    grant(ANN, 50, at=YOUNG)

    expire_points(NOON)

    assert wallet() == 50
    assert adds_up()


def test_l16_what_was_spent_came_from_the_oldest() -> None:
    grant(ANN, 30, at=OLD)
    grant(ANN, 50, at=YOUNG)
    redemption = ask(ANN, offer(price=20))
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)

    expire_points(NOON)

    assert wallet() == 50


def test_l16_what_is_held_is_not_taken() -> None:
    grant(ANN, 30, at=OLD)
    item = offer(price=25)
    ask(ANN, item)

    expire_points(NOON)

    assert (standing(ANN, item).wallet, standing(ANN, item).held) == (25, 25)
    assert adds_up()


def test_l16_a_person_and_cutoff_expire_once() -> None:
    grant(ANN, 30, at=OLD)
    item = offer(price=25)
    redemption = ask(ANN, item)
    expire_points(NOON)
    act(redeeming.cancel, ANN, redemption)

    expire_points(NOON)

    rows = read().scalars(select(Transfer).where(Transfer.code == Code.EXPIRY)).all()
    assert [row.amount for row in rows] == [5]


def test_l16_after_months_of_downtime_one_run_takes_what_is_due() -> None:
    grant(ANN, 30, at=OLD)
    grant(ANN, 50, at=YOUNG)

    expire_points(NOON + dt.timedelta(days=90))

    assert wallet() == 0
    assert adds_up()


def test_l16_people_are_told_once_sixty_days_before() -> None:
    grant(ANN, 50, at=YOUNG)

    expire_points(NOON)
    expire_points(NOON)

    assert notices() == [("points_expire_soon", 50)]


def test_l16_what_is_told_for_a_later_day_comes_on_top() -> None:
    grant(ANN, 50, at=YOUNG)
    grant(ANN, 7, at=YOUNG + dt.timedelta(days=20))

    expire_points(dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC))

    assert notices() == [("points_expire_soon", 50), ("points_expire_soon", 7)]


def test_l16_days_and_cutoffs() -> None:
    assert days_to_tell(dt.date(2026, 11, 4)) == [dt.date(2026, 12, 1), dt.date(2027, 1, 1)]
    assert cutoff_of(dt.date(2026, 12, 1)) == dt.date(2024, 12, 1)
