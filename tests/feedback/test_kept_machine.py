"""Random lives of a page, its SOP, its reviews and a ticket together, held against a model of a few lines.

Each room has a machine of its own; this one is about what they do to one another: the clock, the queue, the
archive, and feedback on an SOP.
"""

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from scenariowiki.curation.rules.items import Verdict
from scenariowiki.feedback.commands import ageing, clocks
from scenariowiki.feedback.rules.tickets import AnswerOutcome
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import transitions
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands import clockwork, ending, proposing, reviewing
from scenariowiki.sops.models import PageReview
from scenariowiki.sops.rules.reviews import LET_BE
from tests import personas
from tests.curation import queueing
from tests.feedback.giving import answer, give, rate, reopen, ticket
from tests.feedback.model import Model
from tests.scenarios.writing import scenario
from tests.sops import acts

pytestmark = pytest.mark.unmeasured

RUNS = int(os.environ.get("MACHINE_RUNS", "8"))
STEPS = int(os.environ.get("MACHINE_STEPS", "20"))
CY, DAN, PAT, ZOE = personas.CY, personas.DAN, personas.PAT, personas.ZOE
DAY = dt.timedelta(days=1)
WHY = "流程没有变化，仍然适用。"


class Kept(RuleBasedStateMachine):
    """One page with an SOP and another that may take its place; `reasons` is what waits in the queue."""

    @initialize()
    def begin(self) -> None:
        self.now = clock.now()
        self.no, self.other = acts.page(), acts.page("停机后怎么复机")
        self.sop_id = acts.in_force(self.no)
        self.archived, self.suspended, self.draft = False, False, False
        self.reasons: set[str] = set()
        self.looked: dt.datetime | None = None
        self.tickets: dict[int, Model] = {}

    @rule(days=st.sampled_from([1, 3, 40, 200]))
    def days_pass(self, days: int) -> None:
        self.now += days * DAY

    @rule()
    def the_clock_runs_twice_and_the_second_time_does_nothing(self) -> None:
        counts = [self._tick(), self._tick()]
        assert counts[1] == 0
        late = (acts.sop(self.sop_id).review_due or self.now.date()) < self.now.date()
        let_be = self.looked is not None and self.looked > self.now - LET_BE
        if late and not self.reasons and not let_be:
            self.reasons = {"overdue"}

    @rule()
    def somebody_renews_the_sop(self) -> None:
        done = self._do(lambda uow: ending.renew_sop(uow, PAT, self.sop_id, WHY))
        assert done == (not self.suspended)
        if done:
            self.reasons, self.looked = set(), self.now

    @rule(verdict=st.sampled_from([Verdict.KEEP, Verdict.REVISE]), withdrawn=st.booleans())
    @precondition(lambda self: self.reasons)
    def the_queue_decides(self, verdict: Verdict, withdrawn: bool) -> None:
        (item,) = self._items()
        before = (acts.sop(self.sop_id).review_due, acts.sop(self.sop_id).reviewed_at)
        had_draft = self.draft
        queueing.decide(item.id, verdict, DAN, note=WHY, now=self.now)
        if withdrawn:
            queueing.withdraw(item.id, DAN, now=self.now + dt.timedelta(seconds=30))
            assert (acts.sop(self.sop_id).review_due, acts.sop(self.sop_id).reviewed_at) == before
        else:
            self.reasons, self.looked = set(), self.now
            self.draft = had_draft or (verdict is Verdict.REVISE and not self.archived)
        self.now += dt.timedelta(minutes=1)  # nobody brings a page back in the very moment of a decision

    @rule(named=st.booleans())
    def it_is_archived_or_brought_back(self, named: bool) -> None:
        to = State.PUBLISHED if self.archived else State.ARCHIVED
        successor = self.other if named and not self.archived else None
        assert self._do(lambda uow: transitions.move_scenario(uow, CY, self.no, to, successor=successor))
        self.archived = not self.archived
        if self.archived and not self.suspended:
            self.suspended = True
            self.reasons.add("source_gone")
        elif not self.archived and self.reasons == {"source_gone"}:
            self.suspended, self.reasons = False, set()
        assert scenario(self.no).successor_id == (scenario(self.other).id if successor else None)

    @rule()
    def it_is_cleared(self) -> None:
        done = self._do(lambda uow: ending.clear_sop(uow, CY, self.sop_id, WHY))
        assert done == self.suspended
        if done:
            self.suspended, self.reasons, self.looked = False, set(), self.now

    @rule()
    def feedback_on_the_sop(self) -> None:
        if not self.archived and len(self.tickets) < 3:
            id_ = give(ZOE, self.no, when=self.now, sop_id=self.sop_id)
            self.tickets[id_] = Model()

    @rule(step=st.sampled_from(["answer", "rate", "reopen"]))
    @precondition(lambda self: self.tickets)
    def a_step_of_the_ticket(self, step: str) -> None:
        id_, model = max(self.tickets.items())
        expected = model.rate(2) if step == "rate" else getattr(model, step)()
        acts_of: dict[str, Callable[[], None]] = {
            "answer": lambda: answer(PAT, id_, when=self.now, outcome=AnswerOutcome.EXPLAINED),
            "rate": lambda: rate(ZOE, id_, 2, when=self.now),
            "reopen": lambda: reopen(ZOE, id_, when=self.now),
        }
        assert met(acts_of[step]) == bool(expected)

    @rule()
    def its_next_version_is_begun(self) -> None:
        done = self._do(lambda uow: proposing.begin_version(uow, PAT, self.sop_id))
        assert done == (not self.draft and not self.archived)
        self.draft = self.draft or done

    @rule()
    def the_other_page_is_looked_at(self) -> None:
        self._do(lambda uow: reviewing.review_page(uow, CY, self.other, WHY))
        row = read().get_one(PageReview, scenario(self.other).id)
        assert abs((row.due_on - self.now.date()).days - row.interval_days) <= 1

    @invariant()
    def the_queue_holds_what_the_model_says(self) -> None:
        if not hasattr(self, "reasons"):
            return
        read().rollback()
        assert {one for item in self._items() for one in item.facts["reasons"]} == self.reasons
        assert (acts.sop(self.sop_id).suspended_at is not None) == self.suspended
        assert (scenario(self.no).state == "archived") == self.archived

    @invariant()
    def tickets_live_their_own_life(self) -> None:
        for id_, model in getattr(self, "tickets", {}).items():
            assert (ticket(id_).state, ticket(id_).round) == (model.state, model.round)

    def _tick(self) -> int:
        done = 0
        with write(now=self.now) as uow:
            done += clockwork.ask_due_reviews(uow, self.now.date(), limit=50)
        with write(now=self.now) as uow:
            done += ageing.propose_unused(uow, self.now.date(), days=180, limit=50)
        with write(now=self.now) as uow:
            done += clocks.escalate_tickets(uow, personas.SYSTEM, limit=50)
        return done

    def _items(self) -> list[Any]:
        read().rollback()
        return [item for item in acts.reviews() if item.facts.get("sop_id") == self.sop_id]

    def _do(self, act: Callable[[Any], object]) -> bool:
        def do() -> None:
            with write(now=self.now) as uow:
                act(uow)

        return met(do)


def met(act: Callable[[], object]) -> bool:
    """Do something; tell whether it was done or refused."""
    try:
        act()
    except DomainError:
        return False
    return True


@pytest.mark.timeout(3600)
def test_pages_sops_reviews_and_tickets_live_together_as_the_model_says(app: Flask) -> None:
    """R51, R59, R67, Q9: what the rooms do to one another, over random sequences."""
    del app
    run_state_machine_as_test(
        Kept,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
