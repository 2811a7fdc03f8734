"""The ledger through its commands: random days of awards and reversals, replayed, capped, added up."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from scenariowiki.accounts.models import TeamMembership
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.points.commands import awarding, posting, rebuilding
from scenariowiki.points.commands.awarding import Earned
from scenariowiki.points.commands.posting import Entry
from scenariowiki.points.models import Award, PersonScore, Purse, Transfer
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.ledger import AwardState, Code, PurseKind
from scenariowiki.points.rules.periods import Period
from scenariowiki.runtime.session import read, write
from tests import personas

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE, CY = personas.ANN, personas.ZOE, personas.CY
NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 4)


def earned(rule: str = "P2", *, to: int = ANN.id, at: dt.datetime = NOON, **more: Any) -> Earned:
    return Earned(
        event_id=more.pop("event_id", uuid.uuid4()),
        rule=rule,
        account_id=to,
        cap_day=at.date(),
        occurred_at=at,
        caused_by=CY.id,
        what=more.pop("what", "scenario" if rule == "P2" else "each"),
        **more,
    )


def give(one: Earned, at: dt.datetime = NOON) -> int | None:
    with write(now=at) as uow:
        award = awarding.give(uow, BUILT_IN, one)
        return award.id if award else None


def take_back(award_id: int | None, at: dt.datetime = NOON) -> None:
    with write(now=at) as uow:
        awarding.reverse(uow, uow.session.get_one(Award, award_id), actor_id=CY.id, reason="fabricated")


def spend(account_id: int, amount: int) -> None:
    with write(now=NOON) as uow:
        posting.post(
            uow,
            Entry(
                debit=PurseKind.WALLET,
                credit=PurseKind.SPENT,
                account_id=account_id,
                amount=amount,
                code=Code.REDEMPTION,
                idem_key=f"redemption:{uuid.uuid4()}",
                actor_id=account_id,
                effective_day=DAY,
                posted_day=DAY,
                event_id=uuid.uuid4(),
                tariff=0,
            ),
        )


def purse(kind: PurseKind, account_id: int = ANN.id) -> int:
    read().rollback()
    row = read().scalar(select(Purse).where(Purse.kind == kind, Purse.account_id == account_id))
    return row.credits - row.debits if row else 0


def score(account_id: int = ANN.id, period: Period = Period.ALL) -> int:
    read().rollback()
    chosen = select(PersonScore.score).where(
        PersonScore.account_id == account_id, PersonScore.period == period
    )
    return read().scalar(chosen) or 0


def test_l1_transfers_are_never_changed() -> None:
    give(earned())

    for statement in ("UPDATE transfer SET amount = 1", "DELETE FROM transfer"):
        with pytest.raises(DatabaseError, match="append-only"), write() as uow:
            uow.session.execute(text(statement))


def test_l5_a_replayed_event_gives_nothing_more() -> None:
    one = earned()
    give(one)

    assert give(one) is None
    assert purse(PurseKind.WALLET) == 10


def test_l5_another_payload_under_a_known_key_is_refused() -> None:
    with write(now=NOON) as uow:
        posting.post(uow, _manual(5))

    with pytest.raises(Invalid, match="idempotency_mismatch"), write(now=NOON) as uow:
        posting.post(uow, _manual(6))


@pytest.mark.parametrize("amount", [0, -3, 1.5, float("nan"), "5", True, 1_000_001, 2**63])
def test_l2_amounts_are_whole_and_positive(amount: Any) -> None:
    with pytest.raises(Invalid), write(now=NOON) as uow:
        posting.post(uow, _manual(amount))


def test_l2_nothing_goes_from_a_purse_to_itself() -> None:
    with pytest.raises(IntegrityError), write(now=NOON) as uow:
        posting.post(uow, replace(_manual(5), debit=PurseKind.WALLET))


def test_l6_what_is_pending_is_in_neither_wallet_nor_score() -> None:
    give(earned("P1"))

    assert (purse(PurseKind.WALLET), score()) == (0, 0)


def test_l6_a_pending_award_resolves_once() -> None:
    award = give(earned("P1"))
    with write(now=NOON) as uow:
        awarding.ripen(uow, uow.session.get_one(Award, award))

    with pytest.raises(Conflict), write(now=NOON) as uow:
        awarding.void(uow, uow.session.get_one(Award, award), "spam")


def test_l7_an_award_is_taken_back_once_and_in_full() -> None:
    award = give(earned())
    take_back(award)

    with pytest.raises(Conflict):
        take_back(award)
    assert (purse(PurseKind.WALLET), score()) == (0, 0)


def test_l8_what_is_spent_becomes_debt_that_later_awards_repay() -> None:
    award = give(earned())
    spend(ANN.id, 7)
    take_back(award)

    assert (purse(PurseKind.WALLET), purse(PurseKind.DEBT)) == (0, -7)

    give(earned(what="solution"))

    assert (purse(PurseKind.WALLET), purse(PurseKind.DEBT)) == (1, 0)


def test_l4_nobody_spends_what_is_not_there() -> None:
    give(earned())

    with pytest.raises(Conflict, match="not_enough_points"):
        spend(ANN.id, 11)
    assert purse(PurseKind.WALLET) == 10


def test_l11_the_last_award_under_a_cap_is_truncated() -> None:
    awards = [give(earned("P9")) for _time in range(3)]

    assert awards[2] is None
    assert purse(PurseKind.WALLET) == 10


def test_l11_a_voided_award_frees_its_place_under_the_cap() -> None:
    first = give(earned("P1"))
    give(earned("P1"))
    give(earned("P1"))
    with write(now=NOON) as uow:
        awarding.void(uow, uow.session.get_one(Award, first), "spam")

    assert give(earned("P1")) is not None


def test_l12_a_night_shift_counts_for_the_day_before() -> None:
    before, after = (
        dt.datetime(2026, 11, 3, 19, 59, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 3, 20, 1, tzinfo=dt.UTC),
    )
    days = []
    for moment in (before, after):
        award = give(earned(at=moment), at=moment)
        days.append(read().get_one(Award, award).effective_day)

    assert days == [dt.date(2026, 11, 3), dt.date(2026, 11, 4)]


def test_l12_day_and_team_are_those_of_the_moment_it_counts() -> None:
    award = give(earned("P1"))
    moved = NOON + dt.timedelta(days=2)
    with write(now=moved) as uow:
        own = uow.session.scalars(select(TeamMembership).where(TeamMembership.account_id == ANN.id)).one()
        own.until = moved.date()
        uow.session.add(TeamMembership(account_id=ANN.id, team_id=personas.BLUE, since=moved.date()))
    with write(now=NOON + dt.timedelta(days=3)) as uow:
        awarding.ripen(uow, uow.session.get_one(Award, award))

    row = read().scalars(select(Transfer)).one()
    assert (row.effective_day, row.team_id) == (dt.date(2026, 11, 7), personas.BLUE)


def test_l13_in_an_open_period_a_reversal_counts_for_the_day_that_earned() -> None:
    award = give(earned())
    take_back(award, at=NOON + dt.timedelta(days=2))

    assert score(period=Period.WEEK) == 0


def test_l13_a_frozen_period_stays_and_an_open_one_is_corrected() -> None:
    award = give(earned())
    take_back(award, at=NOON + dt.timedelta(days=20))

    assert score(period=Period.WEEK) == 10
    assert score(period=Period.MONTH) == 0


def test_l17_every_transfer_names_event_actor_and_tariff() -> None:
    give(earned())

    (row,) = read().scalars(select(Transfer)).all()
    assert (row.event_id is not None, row.actor_id, row.tariff) == (True, CY.id, 0)


@dataclass
class Person:
    """What the model knows of somebody."""

    wallet: int = 0
    debt: int = 0
    earned: int = 0
    gone: int = 0
    caps: Counter[tuple[str, dt.date]] = field(default_factory=Counter)


# Runs share a database: each has days of its own, or one would meet the other's caps.
SPANS = (dt.timedelta(days=1_000 * number) for number in count())


class Ledger(RuleBasedStateMachine):
    """Awards, replays, reversals, voids, spending and time; after every run the ledger verifies itself."""

    @initialize()
    def begin(self) -> None:
        self.now = NOON
        self.people = {person.id: Person() for person in (ANN, ZOE)}
        self.base = {id_: (purse(PurseKind.WALLET, id_), purse(PurseKind.DEBT, id_)) for id_ in self.people}
        self.awards: dict[int, tuple[Earned, int, str]] = {}
        self.shift = next(SPANS)

    @rule(who=st.sampled_from([ANN.id, ZOE.id]), code=st.sampled_from(["P1", "P2", "P3", "P6", "P8", "P9"]))
    def award(self, who: int, code: str) -> None:
        what = {"P2": "scenario", "P3": "solved"}.get(code, "each")
        one = earned(code, to=who, at=self.now + self.shift, what=what)
        award = give(one, at=self.now + self.shift)
        line = BUILT_IN.rule(code)
        person = self.people[who]
        room = line.amount(what)
        if line.cap is not None:
            room = min(room, line.cap - person.caps[code, one.cap_day])
            person.caps[code, one.cap_day] += room
        assert (award is None) == (room == 0)
        if award is not None:
            waits = bool(line.waits)
            self.awards[award] = (one, room, "pending" if waits else "posted")
            if not waits:
                self._earn(person, room)

    @rule(number=st.integers(0, 999))
    def replay(self, number: int) -> None:
        if self.awards:
            one, _amount, _state = self.awards[sorted(self.awards)[number % len(self.awards)]]
            assert give(one, at=self.now + self.shift) is None

    @rule(number=st.integers(0, 999), ripe=st.booleans())
    def resolve(self, number: int, *, ripe: bool) -> None:
        award = self._one_that_is("pending", number)
        if award is None:
            return
        one, amount, _state = self.awards[award]
        with write(now=self.now + self.shift) as uow:
            row = uow.session.get_one(Award, award)
            if ripe:
                awarding.ripen(uow, row)
            else:
                awarding.void(uow, row, "spam")
        self.awards[award] = (one, amount, "posted" if ripe else "voided")
        if ripe:
            self._earn(self.people[one.account_id], amount)
        else:
            self.people[one.account_id].caps[one.rule, one.cap_day] -= amount

    @rule(number=st.integers(0, 999))
    def reverse(self, number: int) -> None:
        award = self._one_that_is("posted", number)
        if award is None:
            return
        one, amount, _state = self.awards[award]
        take_back(award, at=self.now + self.shift)
        person = self.people[one.account_id]
        taken = min(amount, person.wallet + self.base[one.account_id][0])
        person.wallet -= taken
        person.debt += amount - taken
        person.earned -= amount
        if BUILT_IN.rule(one.rule).cap is not None:
            person.caps[one.rule, one.cap_day] -= amount
        self.awards[award] = (one, amount, "reversed")

    @rule(who=st.sampled_from([ANN.id, ZOE.id]), amount=st.integers(1, 30))
    def spend(self, who: int, amount: int) -> None:
        person = self.people[who]
        if amount > person.wallet + self.base[who][0]:
            with pytest.raises(Conflict):
                spend(who, amount)
            return
        spend(who, amount)
        person.wallet -= amount
        person.gone += amount

    @rule(hours=st.integers(1, 200))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    def teardown(self) -> None:
        for id_, person in self.people.items():
            wallet, debt = self.base[id_]
            assert purse(PurseKind.WALLET, id_) == wallet + person.wallet
            assert purse(PurseKind.DEBT, id_) == debt - person.debt
            assert person.earned == person.wallet + person.gone - person.debt
        assert list(verify(read())) == []
        read().rollback()

    def _earn(self, person: Person, amount: int) -> None:
        who = next(id_ for id_, one in self.people.items() if one is person)
        owed = person.debt - self.base[who][1]
        repayment = min(amount, owed)
        person.debt -= repayment
        person.wallet += amount - repayment
        person.earned += amount

    def _one_that_is(self, state: str, number: int) -> int | None:
        found = sorted(id_ for id_, (_one, _amount, is_) in self.awards.items() if is_ == state)
        return found[number % len(found)] if found else None


@pytest.mark.unmeasured
@pytest.mark.timeout(1800)
def test_l3_l4_l6_to_l9_l11_l14_hold_over_random_days(app: Flask) -> None:
    del app
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=100,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_b10_rebuilding_changes_nothing() -> None:
    take_back(give(earned()))
    give(earned("P3", what="solved"))
    before = score()

    with write() as uow:
        rebuilding.rebuild_scores(uow)

    assert score() == before == 15
    assert list(verify(read())) == []


def _manual(amount: int) -> Entry:
    return Entry(
        debit=PurseKind.ISSUE,
        credit=PurseKind.WALLET,
        account_id=ANN.id,
        amount=amount,
        code=Code.MANUAL,
        idem_key="manual:1",
        event_id=uuid.uuid4(),
        tariff=0,
        actor_id=CY.id,
        effective_day=DAY,
        posted_day=DAY,
    )


def test_an_award_remembers_what_became_of_it() -> None:
    award = give(earned())
    take_back(award)

    row = read().get_one(Award, award)
    assert (row.state, row.reason) == (AwardState.REVERSED, "fabricated")
