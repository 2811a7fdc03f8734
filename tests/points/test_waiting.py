"""Waiting for a reward: first come, first told, and one is kept for a while."""

import datetime as dt

import pytest

from scenariowiki.accounts import commands as accounts
from scenariowiki.jobs.rewards import expire_redemptions
from scenariowiki.kernel.errors import Conflict
from scenariowiki.notifications.models import Notice
from scenariowiki.points.commands import redeeming, rewards, waiting
from scenariowiki.points.rules.rewards import TURN
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.rewarding import NOON, REW, act, ask, grant, offer

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE, CY = personas.ANN, personas.ZOE, personas.CY


@pytest.fixture
def gone() -> int:
    """Give a reward that is out of stock; ann, then zoe wait for it, cy does not."""
    for person in (ANN, ZOE, CY):
        grant(person, 100)
    item = offer(stock=0)
    for number, person in enumerate((ANN, ZOE)):
        with write(now=NOON + dt.timedelta(minutes=number)) as uow:
            waiting.wait_for(uow, person, item)
    return item


def restock(item: int, left: int, at: dt.datetime = NOON) -> None:
    with write(now=at) as uow:
        rewards.set_stock(uow, REW, item, left, note="到货")


def told() -> list[int]:
    read().rollback()
    rows = read().query(Notice).filter(Notice.kind == "reward_turn").order_by(Notice.id)
    return [row.account_id for row in rows]


def test_who_waits_longest_is_told_first(gone: int) -> None:
    restock(gone, 1)

    assert told() == [ANN.id]


def test_what_is_kept_for_one_is_not_had_by_another(gone: int) -> None:
    restock(gone, 1)

    with pytest.raises(Conflict, match="out_of_stock"):
        ask(CY, gone)
    assert ask(ANN, gone)


def test_what_is_more_than_those_in_line_is_for_everybody(gone: int) -> None:
    restock(gone, 3)

    assert told() == [ANN.id, ZOE.id]
    assert ask(CY, gone)


def test_a_turn_that_nobody_uses_passes_on(gone: int) -> None:
    restock(gone, 1)
    expire_redemptions(NOON + TURN)

    assert told() == [ANN.id, ZOE.id]
    with pytest.raises(Conflict, match="out_of_stock"):
        ask(ANN, gone, at=NOON + TURN)


def test_what_comes_back_by_a_cancelled_request_goes_to_the_line(gone: int) -> None:
    restock(gone, 1)
    redemption = ask(ANN, gone)
    act(redeeming.cancel, ANN, redemption)

    assert told() == [ANN.id, ZOE.id]


def test_who_leaves_the_line_lets_the_next_one_come(gone: int) -> None:
    restock(gone, 1)
    with write(now=NOON) as uow:
        waiting.stop_waiting(uow, ANN, gone)

    assert told() == [ANN.id, ZOE.id]


def test_l19_what_is_kept_for_somebody_who_leaves_passes_on(gone: int) -> None:
    restock(gone, 1)
    with write(now=NOON) as uow:
        accounts.disable_account(uow, personas.ADA, ANN.id)

    assert told() == [ANN.id, ZOE.id]


def test_everybody_in_line_is_told_when_there_is_no_limit_any_more(gone: int) -> None:
    with write(now=NOON) as uow:
        rewards.set_stock(uow, REW, gone, None)

    assert told() == [ANN.id, ZOE.id]


def test_waiting_twice_keeps_the_place(gone: int) -> None:
    with write(now=NOON + dt.timedelta(hours=1)) as uow:
        waiting.wait_for(uow, ANN, gone)
    restock(gone, 1)

    assert told() == [ANN.id]


def test_nobody_waits_for_what_is_there() -> None:
    item = offer(stock=1)

    with pytest.raises(Conflict, match="in_stock"), write(now=NOON) as uow:
        waiting.wait_for(uow, ANN, item)
