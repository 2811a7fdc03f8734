"""Random days of earning, asking, deciding, lapsing and restocking, against a model (L4, L8, L9, L15)."""

import datetime as dt
import os
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from scenariowiki.jobs.rewards import expire_redemptions
from scenariowiki.kernel.errors import Conflict
from scenariowiki.points.commands import redeeming, rewards
from scenariowiki.points.rules.rewards import RESERVED, TRANSITIONS, WAITS, RedemptionState
from scenariowiki.runtime.session import write
from tests import personas
from tests.points.rewarding import (
    NOON,
    QUARTER,
    REW,
    Standing,
    act,
    adds_up,
    ask,
    grant,
    offer,
    standing,
    state_of,
)

pytestmark = pytest.mark.unmeasured

PEOPLE = (personas.ANN, personas.ZOE)
PRICE, BUDGET, STOCK = 7, 60, 3
RUNS, STEPS = int(os.environ.get("MACHINE_RUNS", "12")), int(os.environ.get("MACHINE_STEPS", "25"))
WAYS = {
    RedemptionState.APPROVED: lambda id_, at: act(redeeming.approve, REW, id_, at=at),
    RedemptionState.FULFILLED: lambda id_, at: act(redeeming.fulfil, REW, id_, at=at),
    RedemptionState.REJECTED: lambda id_, at: act(redeeming.reject, REW, id_, at=at, note="没有了。"),
    RedemptionState.REFUNDED: lambda id_, at: act(redeeming.refund, REW, id_, at=at, note="坏了。"),
}
people = st.integers(0, len(PEOPLE) - 1)


@dataclass
class Asked:
    """What the model knows of a request."""

    who: int
    state: RedemptionState
    since: dt.datetime


@dataclass
class Model:
    """What people have, what is left, what was asked for."""

    wallet: list[int] = field(default_factory=lambda: [0] * len(PEOPLE))
    held: list[int] = field(default_factory=lambda: [0] * len(PEOPLE))
    stock: int = STOCK
    used: int = 0
    asked: dict[int, Asked] = field(default_factory=dict)


class Shop(RuleBasedStateMachine):
    """A shop with one reward and one budget; every refusal must be one that the model foresees."""

    opened: ClassVar[int] = 0

    @initialize()
    def opens(self) -> None:
        Shop.opened += 1
        # Each run has a time and a reward of its own; wallets and budget go on from where they are.
        self.now = NOON + dt.timedelta(minutes=Shop.opened)
        self.item = offer(price=PRICE, stock=STOCK, at=self.now)
        self.model = Model()
        for number, person in enumerate(PEOPLE):
            self.model.wallet[number] = standing(person, self.item).wallet
            self.model.held[number] = standing(person, self.item).held
        self.model.used = standing(PEOPLE[0], self.item).used or 0
        self.limit = self.model.used + BUDGET
        with write(now=self.now) as uow:
            rewards.save_budget(uow, REW, 0, QUARTER, self.limit)

    @rule(who=people, amount=st.integers(1, 12))
    def earns(self, who: int, amount: int) -> None:
        self.now += dt.timedelta(seconds=1)
        grant(PEOPLE[who], amount, at=self.now)
        self.model.wallet[who] += amount

    @rule(who=people)
    def asks(self, who: int) -> None:
        model = self.model
        expected = (
            "out_of_stock"
            if model.stock == 0
            else "budget_exhausted"
            if model.used + PRICE > self.limit
            else "not_enough_points"
            if model.wallet[who] - model.held[who] < PRICE
            else None
        )
        if expected is not None:
            with pytest.raises(Conflict, match=expected):
                ask(PEOPLE[who], self.item, at=self.now)
            return
        made = ask(PEOPLE[who], self.item, at=self.now)
        model.asked[made] = Asked(who=who, state=RedemptionState.REQUESTED, since=self.now)
        self._reserve(who, 1)

    @rule(number=st.integers(0, 99), to=st.sampled_from(sorted({*WAYS, RedemptionState.CANCELLED})))
    def goes_on(self, number: int, to: RedemptionState) -> None:
        if not self.model.asked:
            return
        id_ = sorted(self.model.asked)[number % len(self.model.asked)]
        one = self.model.asked[id_]
        if to not in TRANSITIONS.get(one.state, frozenset()):
            with pytest.raises(Conflict, match="bad_state"):
                self._take(id_, one, to)
            return
        self._take(id_, one, to)
        self._moved(one, to)

    @rule()
    def two_weeks_pass(self) -> None:
        if self.now > NOON + 2 * WAITS:  # the quarter, and with it the budget, would be another one
            return
        self.now += WAITS
        expire_redemptions(self.now)
        for one in self.model.asked.values():
            if one.state in RESERVED and one.since <= self.now - WAITS:
                self._moved(one, RedemptionState.EXPIRED)

    @rule(left=st.integers(0, 4))
    def restocks(self, left: int) -> None:
        with write(now=self.now) as uow:
            rewards.set_stock(uow, REW, self.item, left)
        self.model.stock = left

    @invariant()
    def stands_as_the_model_says(self) -> None:
        for number, person in enumerate(PEOPLE):
            expected = Standing(
                wallet=self.model.wallet[number],
                held=self.model.held[number],
                stock=self.model.stock,
                used=self.model.used,
            )
            assert standing(person, self.item) == expected

    def teardown(self) -> None:
        assert adds_up()
        for id_, one in self.model.asked.items():
            assert state_of(id_) == one.state
            if one.state in RESERVED:  # the next run begins with nothing held
                act(redeeming.cancel, PEOPLE[one.who], id_, at=self.now)

    def _take(self, id_: int, one: Asked, to: RedemptionState) -> None:
        if to is RedemptionState.CANCELLED:
            act(redeeming.cancel, PEOPLE[one.who], id_, at=self.now)
        else:
            WAYS[to](id_, self.now)

    def _moved(self, one: Asked, to: RedemptionState) -> None:
        was, one.state, one.since = one.state, to, self.now
        if to is RedemptionState.FULFILLED:
            self.model.held[one.who] -= PRICE
            self.model.wallet[one.who] -= PRICE
        elif to is RedemptionState.REFUNDED:
            self.model.wallet[one.who] += PRICE
            self.model.stock += 1
            self.model.used -= PRICE
        elif to is not RedemptionState.APPROVED:
            assert was in RESERVED
            self._reserve(one.who, -1)

    def _reserve(self, who: int, times: int) -> None:
        self.model.held[who] += PRICE * times
        self.model.stock -= times
        self.model.used += PRICE * times


@pytest.mark.timeout(0 if "MACHINE_RUNS" in os.environ else 600)
def test_l4_l9_l15_hold_over_random_days_in_the_shop(app: Flask) -> None:
    del app
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
