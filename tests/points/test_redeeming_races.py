"""Real processes redeem at the same moment, on both databases: one winner, nothing below zero (L4, L15, R15).

A short form runs with the suite; `make redeem` lets 50 processes race through 200 rounds (case 78).
"""

import datetime as dt
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.app import create_app
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import DomainError
from scenariowiki.points.commands import redeeming, rewards
from scenariowiki.points.models import Purse, Redemption, RewardItem
from scenariowiki.points.rules.ledger import PurseKind
from scenariowiki.points.rules.rewards import quarter_of
from scenariowiki.runtime.session import db, read, write
from tests import personas
from tests.api.caller import Caller, token_for
from tests.conftest import settings
from tests.instances import MakeInstance
from tests.points.rewarding import NOON, REW, act, adds_up, ask, grant, offer, state_of

pytestmark = pytest.mark.timeout(0 if "REDEEM_ROUNDS" in os.environ else 300)
PROCESSES = int(os.environ.get("REDEEM_PROCESSES", "8"))
ROUNDS = int(os.environ.get("REDEEM_ROUNDS", "10"))
PLENTY = 10_000
ANN = personas.ANN
Act = Callable[[int, Any], str]


@pytest.fixture
def centre(make_instance: MakeInstance) -> Iterator[Flask]:
    """Give an application on a real database that knows the personas; its context is open."""
    app = make_instance(migrated=True)
    with app.app_context():
        with write() as uow:
            personas.settle(uow)
        yield app


def storm(app: Flask, act_of: Act, rounds: list[Any]) -> list[Counter[str]]:
    """Let every process act in every round at the same moment; return how each round went."""
    # Not forked from here: other threads of this process may hold locks that no child could open again.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["DATA_DIR"]
    db.session.remove()
    db.engine.dispose()
    given = (act_of, rounds, url, folder, barrier, answers)
    processes = [
        context.Process(target=_run, args=(number, *given), daemon=True) for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    met: list[Counter[str]] = [Counter() for _round in rounds]
    for _answer in range(PROCESSES * len(rounds)):
        number, answer = answers.get(timeout=300)
        met[number][answer] += 1
    for process in processes:
        process.join()
    return met


def _run(
    worker: int,
    act_of: Act,
    rounds: list[Any],
    url: str,
    folder: str,
    barrier: Any,
    answers: "Queue[tuple[int, str]]",
) -> None:
    app = create_app(settings(Path(folder), DATABASE_URL=url))
    with app.app_context():
        for number, given in enumerate(rounds):
            barrier.wait()
            try:
                answer = act_of(worker, given)
            except DomainError as refusal:
                answer = refusal.reason
            except BaseException as error:  # noqa: BLE001 - told to the parent, which fails the test
                answer = repr(error)
            answers.put((number, answer))
            db.session.remove()


def ask_for(worker: int, item_id: int) -> str:
    """Ask as one of many."""
    people = personas.EVERYBODY
    return _asked(people[worker % len(people)], item_id)


def ask_as_ann(worker: int, item_ids: list[int]) -> str:
    """Ask as one person everywhere, each process for a reward of its own."""
    return _asked(ANN, item_ids[worker % len(item_ids)])


def _asked(person: Actor, item_id: int) -> str:
    with write() as uow:
        redeeming.request_reward(uow, person, item_id)
    return "done"


def finish(worker: int, redemption_id: int) -> str:
    """Cancel as whoever asked, or hand over as whoever decides."""
    with write() as uow:
        if worker % 2:
            redeeming.cancel(uow, ANN, redemption_id)
            return "cancelled"
        redeeming.fulfil(uow, REW, redemption_id)
        return "fulfilled"


def send_again(_worker: int, given: tuple[str, int]) -> str:
    """Send the same request over the API with the same key."""
    token, item_id = given
    caller = Caller(current_app._get_current_object(), token)  # type: ignore[attr-defined]
    response = caller.post("/redemptions", {"reward": item_id}, headers={"Idempotency-Key": "once"})
    return f"{response.status_code} {(response.json or {}).get('id')}"


def budget_now(points: int) -> None:
    """Set what the present quarter may cost."""
    with write() as uow:
        rewards.save_budget(
            uow, REW, 0, quarter_of(accounts.stamp(uow.session, ANN.id, clock.now()).day), points
        )


def _left() -> int:
    read().rollback()
    wallet = select(Purse.credits - Purse.debits).where(
        Purse.account_id == ANN.id, Purse.kind == PurseKind.WALLET
    )
    return read().scalar(wallet) or 0


def _latest() -> int:
    read().rollback()
    return read().scalars(select(func.max(Redemption.id))).one() or 0


def rich() -> None:
    for person in personas.EVERYBODY:
        grant(person, PLENTY)


def test_case_78_the_last_one_has_one_winner(centre: Flask) -> None:
    rich()
    items = [offer(stock=1, price=7) for _round in range(ROUNDS)]

    met = storm(centre, ask_for, items)

    assert met == [Counter({"done": 1, "out_of_stock": PROCESSES - 1})] * ROUNDS
    assert set(read().scalars(select(RewardItem.stock))) == {0}
    assert read().scalar(select(func.count(Redemption.id))) == ROUNDS
    assert adds_up()


def test_case_78_points_for_one_buy_one(centre: Flask) -> None:
    items = [offer(stock=None, price=7) for _process in range(PROCESSES)]
    met = []
    for number in range(min(ROUNDS, 2)):
        grant(ANN, 7, at=NOON + dt.timedelta(minutes=number))
        met += storm(centre, ask_as_ann, [items])
        act(redeeming.approve, REW, _latest())
        act(redeeming.fulfil, REW, _latest())

    assert met == [Counter({"done": 1, "not_enough_points": PROCESSES - 1})] * len(met)
    assert _left() == 0
    assert adds_up()


def test_l15_a_budget_for_one_gives_out_one(centre: Flask) -> None:
    rich()
    budget_now(7)
    items = [offer(stock=None, price=7) for _round in range(2)]

    met = storm(centre, ask_for, items)

    assert sum(met, Counter()) == Counter({"done": 1, "budget_exhausted": 2 * PROCESSES - 1})
    assert adds_up()


def test_cancelling_against_handing_over_ends_in_one_of_them(centre: Flask) -> None:
    grant(ANN, PLENTY)
    item = offer(stock=ROUNDS, price=7)
    redemptions = [ask(ANN, item) for _round in range(ROUNDS)]
    for redemption in redemptions:
        act(redeeming.approve, REW, redemption)

    met = storm(centre, finish, redemptions)

    for redemption, answers in zip(redemptions, met, strict=True):
        assert answers == Counter({state_of(redemption): 1, "bad_state": PROCESSES - 1})
    assert adds_up()


def test_case_77_the_same_request_from_everywhere_is_one(centre: Flask) -> None:
    grant(ANN, PLENTY)
    item = offer(stock=5, price=7)

    (met,) = storm(centre, send_again, [(token_for(ANN), item)])

    assert list(met.values()) == [PROCESSES]
    assert next(iter(met)).startswith("201 ")
    assert read().scalar(select(func.count(Redemption.id))) == 1
    assert adds_up()
