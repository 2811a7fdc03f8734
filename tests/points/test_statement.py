"""Statements: every line has its cause and the balance after it; paging meets each line once."""

import datetime as dt

import pytest

from scenariowiki.kernel import clock
from scenariowiki.points.queries.statement import Wanted, add_up, list_lines, walk_lines
from scenariowiki.points.queries.wallet import get_wallet, list_lost, list_waiting, month_score
from scenariowiki.points.rules.ledger import Code
from scenariowiki.points.rules.statement import LineKind
from scenariowiki.runtime.session import read
from tests import personas
from tests.points.giving import earn, spend, take_back, void

pytestmark = pytest.mark.usefixtures("app")
ANN = personas.ANN


def test_l3_the_balance_after_the_newest_line_is_the_wallet() -> None:
    earn(ANN)
    earn(ANN, "P6")
    spend(ANN, 4)

    lines = list_lines(read(), ANN.id).lines

    assert [(line.points, line.balance) for line in lines] == [(-4, 9), (3, 13), (10, 10)]
    assert get_wallet(read(), ANN.id).available == 9


def test_a_filter_changes_no_balance() -> None:
    earn(ANN)
    earn(ANN, "P6")
    earn(ANN)

    lines = list_lines(read(), ANN.id, Wanted(kind=LineKind.SHARED)).lines

    assert [line.balance for line in lines] == [23, 10]


def test_paging_meets_every_line_once_whatever_is_posted_meanwhile() -> None:
    for _time in range(7):
        earn(ANN, "P3")
    first = list_lines(read(), ANN.id, limit=3)
    earn(ANN, "P3")

    rest = list_lines(read(), ANN.id, before=first.older, limit=10)

    ids = [line.id for line in (*first.lines, *rest.lines)]
    assert len(set(ids)) == 7
    assert ids == sorted(ids, reverse=True)
    assert [line.balance for line in rest.lines] == [60, 45, 30, 15]


def test_g11_a_reversal_names_the_line_it_takes_back_and_why() -> None:
    award = earn(ANN, at=clock.now() - dt.timedelta(days=2))
    take_back(award, reason="fabricated")

    taken, first = list_lines(read(), ANN.id).lines

    assert (taken.code, taken.points, taken.row.reason) == (Code.REVERSAL, -10, "fabricated")
    assert (taken.first_id, taken.first_day) == (first.id, first.posted_day)


def test_l8_what_was_spent_before_it_was_taken_back_is_a_line_that_leaves_the_wallet() -> None:
    award = earn(ANN)
    spend(ANN, 6)
    take_back(award)
    earn(ANN, "P6")

    lines = list_lines(read(), ANN.id).lines

    assert [(line.code, line.points, line.balance) for line in lines] == [
        (Code.REPAYMENT, 3, 0),
        (Code.CLAW_BACK, -6, 0),
        (Code.REVERSAL, -4, 0),
        (Code.REDEMPTION, -6, 4),
        (Code.AWARD, 10, 10),
    ]
    assert get_wallet(read(), ANN.id).debt == 3


def test_l9_what_came_and_went_adds_up_to_what_is_there() -> None:
    award = earn(ANN)
    earn(ANN)
    spend(ANN, 15)
    take_back(award)

    sums, wallet = add_up(read(), ANN.id), get_wallet(read(), ANN.id)

    assert sums.earned - sums.taken - sums.spent + wallet.debt == wallet.available + wallet.held == 0


def test_l6_what_waits_is_shown_apart_with_its_day() -> None:
    earn(ANN, "P1", at=(now := clock.now()))

    (row,) = list_waiting(read(), ANN.id)
    wallet = get_wallet(read(), ANN.id)

    assert row.due_at == now + dt.timedelta(hours=72)
    assert (wallet.available, wallet.pending, wallet.next_due) == (0, 2, row.due_at)
    assert list_lines(read(), ANN.id).lines == ()


def test_what_is_on_hold_has_no_day() -> None:
    earn(ANN, "P3", is_held=True)
    earn(ANN, "P1")

    rows = list_waiting(read(), ANN.id)

    assert [row.state for row in rows] == ["pending", "held"]


def test_g11_what_never_counted_is_told_with_its_reason() -> None:
    void(earn(ANN, "P1"), "spam")

    (row,) = list_lost(read(), ANN.id, clock.now())

    assert (row.amount, row.reason) == (2, "spam")


def test_the_score_is_that_of_the_month() -> None:
    earn(ANN)

    today = clock.business_day(clock.now(), ANN.timezone, ANN.cutover)
    assert month_score(read(), ANN.id, today) == 10


def test_everybody_sees_their_own_lines_only() -> None:
    earn(personas.ZOE)

    assert list(walk_lines(read(), ANN.id)) == []
    assert len(list(walk_lines(read(), personas.ZOE.id))) == 1
