"""Random sequences of real commands, each on a fresh account, with the books checked after every one.

`make ledger` runs more of them; CI runs 1,500 on a file and a tenth of that on a server.
"""

import datetime as dt
import os
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import DomainError
from scenariowiki.points.commands import awarding, expiring, redeeming
from scenariowiki.points.commands.awarding import Earned
from scenariowiki.points.commands.crediting import credit
from scenariowiki.points.commands.posting import Entry
from scenariowiki.points.models import Award, CapUse, PeriodScore, Purse, Redemption, Transfer
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.ledger import AwardState, Code, PurseKind
from scenariowiki.runtime.session import db, read, write
from tests import personas
from tests.points.rewarding import REW, RIV, offer

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.timeout(0), pytest.mark.unmeasured]
NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
SEQUENCES = int(os.environ.get("LEDGER_SEQUENCES", "1500"))
STEPS = 6
WHAT = {"P2": "scenario", "P3": "solved"}
EARNED = (Code.AWARD, Code.REPAYMENT, Code.MANUAL)
TAKEN = (Code.REVERSAL, Code.CLAW_BACK)


@dataclass
class Life:
    """One person's sequence: what they were given, what they asked for, and the time."""

    chance: random.Random
    person: Actor
    reward: int
    now: dt.datetime = NOON
    given: list[Earned] = field(default_factory=list)

    def award(self) -> None:
        """Earn by a rule: capped (L11), pending (L6) or at once."""
        rule = self.chance.choice(("P1", "P2", "P3", "P6", "P8", "P9"))
        one = Earned(
            event_id=uuid.UUID(int=self.chance.getrandbits(128)),
            rule=rule,
            account_id=self.person.id,
            cap_day=self.now.date(),
            occurred_at=self.now,
            caused_by=personas.CY.id,
            what=WHAT.get(rule, "each"),
        )
        self.given.append(one)
        with write(now=self.now) as uow:
            awarding.give(uow, BUILT_IN, one)

    def credit(self) -> None:
        """Get points beside awards, as by hand or for a rank: debt is repaid first (L8)."""
        entry = Entry(
            debit=PurseKind.ISSUE,
            credit=PurseKind.WALLET,
            account_id=self.person.id,
            amount=self.chance.randint(1, 30),
            code=Code.MANUAL,
            idem_key=f"test:{self.chance.getrandbits(128)}",
            actor_id=personas.ADA.id,
            effective_day=self.now.date(),
            posted_day=self.now.date(),
            event_id=uuid.UUID(int=self.chance.getrandbits(128)),
            tariff=0,
        )
        with write(now=self.now) as uow:
            credit(uow, entry)

    def replay(self) -> None:
        """Earn the same once more (L5)."""
        if self.given:
            with write(now=self.now) as uow:
                awarding.give(uow, BUILT_IN, self.chance.choice(self.given))

    def resolve(self) -> None:
        """Let something pending count, or void it (L6)."""
        self._with_award(
            AwardState.PENDING,
            lambda uow, award: (
                awarding.ripen(uow, award)
                if self.chance.random() < 0.7
                else awarding.void(uow, award, "spam")
            ),
        )

    def reverse(self) -> None:
        """Take something back, spent or not (L7, L8)."""
        self._with_award(
            AwardState.POSTED,
            lambda uow, award: awarding.reverse(uow, award, actor_id=personas.CY.id, reason="fabricated"),
        )

    def ask(self) -> None:
        """Ask for a reward (L15)."""
        with write(now=self.now) as uow:
            redeeming.request_reward(uow, self.person, self.reward)

    def step(self) -> None:
        """Take a redemption on: approved, rejected, cancelled, fulfilled or refunded."""
        row = read().scalar(
            select(Redemption.id)
            .where(Redemption.account_id == self.person.id)
            .order_by(Redemption.id.desc())
        )
        command: Callable[..., Any] = self.chance.choice(
            (redeeming.approve, redeeming.fulfil, redeeming.reject, redeeming.refund, redeeming.cancel)
        )
        who = self.person if command is redeeming.cancel else self.chance.choice((REW, RIV))
        if row is not None:
            with write(now=self.now) as uow:
                command(uow, who, row, note="这一次不合适，请下次再申请。")

    def expire(self) -> None:
        """Let points grow old (L16)."""
        with write(now=self.now) as uow:
            expiring.expire_points(
                uow, personas.SYSTEM, self.person.id, self.chance.randint(1, 9), self.now.date()
            )

    def wait(self) -> None:
        """Let time pass, past the freezing of periods now and then (L13)."""
        self.now += dt.timedelta(hours=self.chance.choice((1, 20, 24 * 8, 24 * 40)))

    def _with_award(self, state: AwardState, act: Callable[[Any, Award], object]) -> None:
        with write(now=self.now) as uow:
            chosen = select(Award).where(Award.account_id == self.person.id, Award.state == state)
            award = uow.session.scalar(chosen.limit(1))
            if award is not None:
                act(uow, award)


ACTS = (
    Life.award,
    Life.award,
    Life.credit,
    Life.replay,
    Life.resolve,
    Life.reverse,
    Life.ask,
    Life.step,
    Life.expire,
    Life.wait,
)


def test_l2_to_l9_l11_l13_to_l17_hold_over_random_sequences_of_commands(app: Flask) -> None:
    del app
    count = SEQUENCES if db.engine.dialect.name == "sqlite" else SEQUENCES // 10
    reward = offer(price=5, stock=None)
    for number, person in enumerate(_people(count)):
        life = Life(chance=random.Random(number), person=person, reward=reward)
        for _step in range(STEPS):
            try:
                life.chance.choice(ACTS)(life)
            except DomainError:
                read().rollback()
        _check(person.id)

    assert list(verify(read())) == []


def _people(count: int) -> Iterator[Actor]:
    with write(now=personas.BEGAN) as uow:
        rows = [
            Account(name=f"p{one}", key=f"p{one}", display_name=f"P{one}", site_id=1, created_at=uow.now)
            for one in range(count)
        ]
        uow.session.add_all(rows)
        uow.session.flush()
        ids = [row.id for row in rows]
    for id_ in ids:
        yield replace(personas.ANN, id=id_, name=f"p{id_}")


def _check(account_id: int) -> None:
    """L3, L4, L8, L9: balances are those of the transfers, nothing below zero, and all of it adds up."""
    read().rollback()
    session = read()
    purses = {row.kind: row for row in session.scalars(select(Purse).where(Purse.account_id == account_id))}
    for purse in purses.values():
        sums = [
            session.scalar(select(func.coalesce(func.sum(Transfer.amount), 0)).where(side == purse.id))
            for side in (Transfer.credit_id, Transfer.debit_id)
        ]
        assert [purse.credits, purse.debits] == sums
    wallet, debt = (_left(purses.get(kind)) for kind in (PurseKind.WALLET, PurseKind.DEBT))
    held = purses[PurseKind.WALLET].held if PurseKind.WALLET in purses else 0
    assert wallet >= held >= 0 >= debt
    moved = session.execute(
        select(Transfer.code, func.sum(Transfer.amount))
        .where(Transfer.account_id == account_id)
        .group_by(Transfer.code)
    )
    by_code = {code: int(total) for code, total in moved}
    earned = sum(by_code.get(code, 0) for code in EARNED) - sum(by_code.get(code, 0) for code in TAKEN)
    gone = by_code.get(Code.REDEMPTION, 0) + by_code.get(Code.EXPIRY, 0) - by_code.get(Code.REFUND, 0)
    assert earned == wallet + gone + debt
    for rule, used in session.execute(
        select(CapUse.rule, CapUse.used).where(CapUse.account_id == account_id)
    ):
        assert 0 <= used <= (BUILT_IN.rule(rule).cap or 0)


def _left(purse: Purse | None) -> int:
    return purse.credits - purse.debits if purse else 0


def test_l18_independent_events_commute() -> None:
    """Whatever the order in which awards of one day come, balances and scores are the same."""
    ends = []
    for number, person in enumerate(_people(4)):
        rules = ["P3", "P2", "P6", "P3", "P8"]
        random.Random(number).shuffle(rules)
        for at, rule in enumerate(rules):
            one = Earned(
                event_id=uuid.uuid4(),
                rule=rule,
                account_id=person.id,
                cap_day=NOON.date(),
                occurred_at=NOON,
                caused_by=personas.CY.id,
                what=WHAT.get(rule, "each"),
            )
            with write(now=NOON + dt.timedelta(seconds=at)) as uow:
                awarding.give(uow, BUILT_IN, one)
        scores = select(PeriodScore.period, PeriodScore.outcome, PeriodScore.activity)
        ends.append(sorted(map(tuple, read().execute(scores.where(PeriodScore.account_id == person.id)))))

    assert len({str(end) for end in ends}) == 1
