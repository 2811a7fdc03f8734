"""Random days of SOPs through the real commands, held against a plain model of what is in force."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from scenariowiki.curation.commands.foretelling import effects_of_undoing
from scenariowiki.curation.commands.unmerging import prepare_unmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.kernel.errors import Conflict
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.commands import drafting, ending
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries.effects import effects_of_unmerge
from scenariowiki.sops.rules.versions import VersionState
from tests import personas
from tests.curation import acts as curating
from tests.scenarios.writing import recorded, scenario
from tests.sops import acts

pytestmark = pytest.mark.unmeasured

RUNS = int(os.environ.get("MACHINE_RUNS", "12"))
STEPS = int(os.environ.get("MACHINE_STEPS", "25"))
some = st.integers(min_value=0, max_value=999)


class Days(RuleBasedStateMachine):
    """What people do with the SOPs of three pages; `facts` is what the model says of each SOP."""

    @initialize()
    def begin(self) -> None:
        self.pages = [acts.page(f"{name}类停机") for name in "甲乙丙"]
        self.states: dict[int, list[str]] = {}
        self.suspended: set[int] = set()

    @rule(at=some)
    def propose(self, at: int) -> None:
        no = self.pages[at % 3]
        if scenario(no).state == "merged":
            return
        sop_id = met(lambda: acts.propose(no))
        if isinstance(sop_id, int):
            self.states[sop_id] = ["draft"]

    @rule(at=some)
    def submit(self, at: int) -> None:
        self._step(at, "draft", "in_review", acts.submit)

    @rule(at=some)
    def approve(self, at: int) -> None:
        def act(sop_id: int) -> None:
            acts.approve(sop_id)
            states = self.states[sop_id]
            for place, state in enumerate(states[:-1]):
                if state == "effective":
                    states[place] = "superseded"
            self.suspended.discard(sop_id)

        self._step(at, "in_review", "effective", act)

    @rule(at=some)
    def begin_next(self, at: int) -> None:
        sop_id = self._one(at)
        if sop_id is None or met(lambda: acts.next_version(sop_id, say="“请稍等。”")) is not None:
            return
        assert self.states[sop_id][-1] == "effective"
        self.states[sop_id].append("draft")

    @rule(at=some)
    def drop(self, at: int) -> None:
        def act(sop_id: int) -> None:
            with write() as uow:
                drafting.drop_draft(uow, personas.CY, sop_id)

        sop_id = self._one(at)
        if sop_id is None or met(lambda: act(sop_id)) is not None:
            return
        assert self.states[sop_id][-1] in {"draft", "in_review", "approved"}
        self.states[sop_id][-1] = "retired"

    @rule(at=some)
    def retire(self, at: int) -> None:
        def act(sop_id: int) -> None:
            with write() as uow:
                ending.retire_sop(uow, personas.CY, sop_id, "不再适用。")

        sop_id = self._one(at)
        if sop_id is None or met(lambda: act(sop_id)) is not None:
            return
        assert "effective" in self.states[sop_id]
        self.states[sop_id] = ["superseded" if s == "superseded" else "retired" for s in self.states[sop_id]]
        self.suspended.discard(sop_id)

    @rule(at=some)
    def suspend_or_clear(self, at: int) -> None:
        sop_id = self._one(at)
        if sop_id is None:
            return
        act = ending.clear_sop if sop_id in self.suspended else ending.suspend_sop

        def do() -> None:
            with write() as uow:
                act(uow, personas.CY, sop_id, "按规定处理。")

        if met(do) is None:
            self.suspended ^= {sop_id}

    @rule(pair=st.permutations([0, 1, 2]))
    def merge(self, pair: list[int]) -> None:
        winner, loser = (self.pages[place] for place in pair[:2])
        met(lambda: curating.merge_pages(winner, loser))

    @rule(at=some)
    def undo(self, at: int) -> None:
        active = self._active()
        if active:
            undo_as_foretold(active[at % len(active)].id)

    @invariant()
    def the_versions_are_where_the_model_says(self) -> None:
        read().rollback()
        for sop_id, states in getattr(self, "states", {}).items():
            assert [state for _number, state in acts.versions(sop_id)] == states, sop_id
            assert (acts.sop(sop_id).suspended_at is not None) == (sop_id in self.suspended)

    @invariant()
    def one_in_force_per_scenario_and_scope(self) -> None:
        read().rollback()
        sops = self._sops()
        held = [(sop.in_force_on, sop.scope_key) for sop in sops if sop.in_force_on]
        assert len(held) == len(set(held))
        for sop in sops:
            effective = VersionState.EFFECTIVE in {state for _number, state in acts.versions(sop.id)}
            rests = sop.replaced_by_op is not None or sop.needs_decision
            assert effective == (sop.in_force_on is not None or rests), sop.id
            home = read().get_one(Scenario, sop.scenario_id).canonical_id
            assert sop.in_force_on in {None, home}

    @invariant()
    def pages_say_whether_they_have_one(self) -> None:
        read().rollback()
        holding = {sop.in_force_on for sop in self._sops() if sop.in_force_on}
        assert {scenario(no).id for no in getattr(self, "pages", ()) if scenario(no).has_sop} == holding

    def teardown(self) -> None:
        """Undo everything: nothing rests any more that nobody has to decide about (U3)."""
        while active := self._active():
            undo_as_foretold(active[-1].id)
        assert all(sop.replaced_by_op is None for sop in self._sops())

    def _sops(self) -> list[Sop]:
        read().rollback()
        return [acts.sop(sop_id) for sop_id in getattr(self, "states", ())]

    def _active(self) -> list[MergeOp]:
        read().rollback()
        own = [scenario(no).id for no in getattr(self, "pages", ())]
        active = read().query(MergeOp).filter(MergeOp.undone_at.is_(None), MergeOp.loser_id.in_(own))
        return active.order_by(MergeOp.id).all()

    def _one(self, at: int) -> int | None:
        return sorted(self.states)[at % len(self.states)] if self.states else None

    def _step(self, at: int, before: str, after: str, act: Callable[[int], None]) -> None:
        sop_id = self._one(at)
        if sop_id is None or met(lambda: act(sop_id)) is not None:
            return
        assert self.states[sop_id][-1] == before
        self.states[sop_id][-1] = after


def undo_as_foretold(op_id: int) -> None:
    """Undo a merge; what its preview had said of SOPs comes true (U8)."""
    ready = prepare_unmerge(read(), personas.CY, op_id)
    told = effects_of_undoing(read(), [ready], (effects_of_unmerge,))
    before = [len(recorded(name)) for name in ("SopRestored", "SopUndecided")]
    acts.undo(op_id)
    after = [len(recorded(name)) for name in ("SopRestored", "SopUndecided")]
    codes = [one.code for one in told]
    foretold = [codes.count(code) for code in ("sop_returns", "sop_undecided")]
    assert foretold == [now - then for now, then in zip(after, before, strict=True)]


def met(act: Callable[[], Any]) -> Any:
    """Do something; return the code it was refused with, or what it gave."""
    try:
        return act()
    except Conflict as refusal:
        return refusal.reason


@pytest.mark.timeout(3600)
def test_sops_live_as_the_model_says_m25_u3_u8(app: Flask) -> None:
    """1.2b, M25, U3, U8 over random sequences of three pages and their SOPs."""
    del app
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
