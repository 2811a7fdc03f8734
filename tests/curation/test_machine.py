"""Random days of curation through the real commands and a real database, held against a plain model.

MACHINE_RUNS and MACHINE_STEPS make it longer: `make machine` runs it 2,000 times 50.
"""

import datetime as dt
import os
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind, UnmergeReason
from scenariowiki.kernel.errors import Conflict
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import documents
from scenariowiki.scenarios.commands import discussion, outcomes, personal, transitions
from scenariowiki.scenarios.models import Scenario, Solution, Tag
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Result, State
from tests import personas
from tests.curation import acts
from tests.curation.model import SCENARIO, SOLUTION, Model, Page, Refused, Way
from tests.scenarios.writing import published, save, scenario, situation, solution

pytestmark = pytest.mark.unmeasured

LOOK_EVERY = 6  # looking at all pages costs more than any act
RUNS = int(os.environ.get("MACHINE_RUNS", "200"))
STEPS = int(os.environ.get("MACHINE_STEPS", "40"))
WRITERS = (personas.ANN, personas.ZOE, personas.LEE)
WATCHERS = (personas.ANN, personas.ZOE)
NAMES = "甲乙丙丁戊己庚辛壬癸"
NOTE = "随机的一天里合并或拆开。"
T = TypeVar("T")
some = st.integers(min_value=0, max_value=999)


def one_of(values: Sequence[T], number: int) -> T:
    return values[number % len(values)]


class Curation(RuleBasedStateMachine):
    """What people do to a few pages; every rule does it to the model as well."""

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self.steps = 0
        self.numbers: dict[int, int] = {}
        for name in NAMES[:4]:
            self._capture(name)
        self.began = {id_: (row.state, row.tags) for id_, row in self.model.pages.items()}

    @rule(at=some, by=some, through=some, via=st.booleans())
    def add_solution(self, at: int, by: int, through: int, *, via: bool) -> None:
        canonical = self._canonical_page(at)
        home = one_of(sorted(self.model.group(canonical)), through) if via else canonical
        if self.model.pages[canonical].state != "published":
            return

        name = "".join(NAMES[int(digit)] for digit in str(len(self.model.ways)))
        new = PageInput(solutions=(solution(f"按{name}办法处理。"),), via=self.numbers[home])
        save(one_of(WRITERS, by), self.numbers[canonical], new)

        added = read().scalars(select(Solution.id).order_by(Solution.id.desc()).limit(1)).one()
        self.model.ways[added] = Way(home=home, state="submitted")

    @rule(at=some, by=some, name=some)
    def retitle(self, at: int, by: int, name: int) -> None:
        canonical = self._canonical_page(at)
        row = self.model.pages[canonical]
        if row.state != "published":
            return

        row.title = f"{one_of(NAMES, name)}类停机"
        text = situation(row.title, tags=tuple(sorted(row.tags)))
        seq = page.load_texts(read(), canonical).seq
        save(one_of(WRITERS, by), self.numbers[canonical], PageInput(situation=text, base_seq={None: seq}))

    @rule(at=some, by=some)
    def comment(self, at: int, by: int) -> None:
        canonical = self._canonical_page(at)
        said = discussion.prepare_comment(self.numbers[canonical], "我们班组也遇到过。")
        with write() as uow:
            row = discussion.add_comment(uow, one_of(WRITERS, by), said)

        self.model.comments[row.id] = row.scenario_id

    @rule(at=some, by=some, evidence=st.sampled_from(["工单 1", "工单 2", ""]))
    def report(self, at: int, by: int, evidence: str) -> None:
        way = one_of(sorted(self.model.ways), at)
        reporter = one_of(WRITERS, by)
        if self.model.pages[self._page_of(way)].state != "published":
            return

        given = outcomes.OutcomeInput(
            result=Result.SOLVED, applied_on=dt.date(2026, 11, 2), evidence=evidence
        )
        with write() as uow:
            outcomes.report_outcome(uow, reporter, way, given)

        self.model.ways[way].outcomes[reporter.id, evidence] += 1

    @rule(at=some, by=some, level=st.sampled_from(["watch", "mute", None]))
    def watch(self, at: int, by: int, level: str | None) -> None:
        id_, person = one_of(sorted(self.model.pages), at), one_of(WATCHERS, by)
        with write() as uow:
            personal.watch_scenario(uow, person, self.numbers[id_], level)

        self.model.watches.pop((person.id, id_), None)
        if level:
            self.model.watches[person.id, id_] = level

    @rule(at=some)
    def archive(self, at: int) -> None:
        self._move(self._canonical_page(at), "published", State.ARCHIVED)

    @rule(at=some)
    def restore(self, at: int) -> None:
        self._move(self._canonical_page(at), "archived", State.PUBLISHED)

    @rule(winner=some, loser=some, take_title=st.booleans())
    def merge_pages(self, winner: int, loser: int, *, take_title: bool) -> None:
        ids = sorted(self.model.pages)
        fields = {"title": FieldChoice(choice=Choice.TAKE_LOSER)} if take_title else {}
        self._merge(
            MergeKind.SCENARIO,
            (one_of(ids, winner), one_of(ids, loser)),
            lambda one, other: acts.apply(acts.prepared(acts.request(one, other, fields=fields))),
            take_title=take_title,
        )

    @rule(winner=some, loser=some)
    def merge_solutions(self, winner: int, loser: int) -> None:
        ids = sorted(self.model.ways)
        self._merge(MergeKind.SOLUTION, (one_of(ids, winner), one_of(ids, loser)), acts.merge_solutions)

    @rule(which=some)
    def undo(self, which: int) -> None:
        if self.model.merges:
            self._undo(one_of(sorted(self.model.merges), which))

    @invariant()
    def pages_are_as_the_model_says_now_and_then(self) -> None:
        self.steps += 1
        if self.steps % LOOK_EVERY == 0:
            self.pages_are_as_the_model_says()

    def pages_are_as_the_model_says(self) -> None:
        for id_, row in self.model.pages.items():
            real = read().get_one(Scenario, id_, populate_existing=True)
            assert (real.state, real.canonical_id) == (row.state, self.model.canonical(SCENARIO, id_))
            if row.into is None:
                self._check_page(id_, real)

    @invariant()
    def every_edge_is_one_active_merge(self) -> None:
        """M2."""
        ours = {SCENARIO: set(self.model.pages), SOLUTION: set(self.model.ways)}
        active = read().scalars(select(MergeOp).where(MergeOp.undone_at.is_(None)))
        assert {op.id for op in active if op.loser_id in ours[op.kind]} == set(self.model.merges)

    def teardown(self) -> None:
        """Undo all that is left in a random order: every page is what it was (U1, U3)."""
        self.pages_are_as_the_model_says()
        left = list(self.model.merges)
        random.Random(len(left)).shuffle(left)
        for op in left:
            if op in self.model.merges:
                self._undo(op)
        self.pages_are_as_the_model_says()
        for id_, (_state, tags) in self.began.items():
            row = self.model.pages[id_]
            assert row.into is None
            assert row.tags == tags
        read().rollback()

    def _check_page(self, id_: int, real: Scenario) -> None:
        row = self.model.pages[id_]
        content = page.load_page(read(), id_)
        assert {part.row.id for part in content.solutions} == self.model.shown(id_)
        assert real.solution_count == len(self.model.shown(id_))
        assert real.title == row.title
        assert set(_tag_names(content.snapshot["tags"])) == row.tags
        for part in content.solutions:
            assert part.evidence.solved == self.model.counted(part.row.id)
        group = self.model.group(id_)
        told = {comment for comment, home in self.model.comments.items() if home in group}
        assert {comment.id for comment in content.comments} == told
        for person in WATCHERS:
            _row, own = page.get_page(read(), person, real.no)
            assert own.watching == self.model.watching(person.id, id_)
        numbers = [self.numbers[member] for member in group]
        assert [document.id for document in documents.build(read(), numbers)] == [real.no]  # M30

    def _capture(self, name: str) -> None:
        title, tag = f"{name}类停机", f"{name}标签"
        writer = one_of(WRITERS, len(self.numbers))
        no = published(writer, solution("先核对账户。"), about=situation(title, tags=(tag,)))
        id_ = scenario(no).id
        self.numbers[id_] = no
        self.model.pages[id_] = Page(title=title, tags=frozenset({tag}))
        first = read().scalars(select(Solution.id).where(Solution.scenario_id == id_)).one()
        self.model.ways[first] = Way(home=id_, state="published")

    def _merge(
        self,
        kind: MergeKind,
        ids: tuple[int, int],
        act: Callable[[int, int], list[MergeOp]],
        *,
        take_title: bool = False,
    ) -> None:
        try:
            winner, loser = self.model.check(kind.value, *ids)
        except Refused as refusal:
            with pytest.raises(Conflict, match=str(refusal)):
                act(*ids)
            return
        (op,) = act(*ids)
        self.model.merge(op.id, kind.value, winner, loser, take_title=take_title)

    def _undo(self, op: int) -> None:
        undone = self.model.undo(op)
        prepared = prepare_unmerge(read(), personas.CY, op)
        given = UnmergeRequest(reason=UnmergeReason.MISTAKE, note=NOTE, keep_current=True)
        with write() as uow:
            done = unmerge(uow, personas.CY, prepared, given)
        assert {one.id for one in done} == undone

    def _move(self, id_: int, before: str, to: State) -> None:
        if self.model.pages[id_].state != before:
            return
        with write() as uow:
            transitions.move_scenario(uow, personas.DAN, self.numbers[id_], to)
        self.model.pages[id_].state = to.value

    def _canonical_page(self, at: int) -> int:
        return self.model.canonical(SCENARIO, one_of(sorted(self.model.pages), at))

    def _page_of(self, way: int) -> int:
        return self.model.canonical(SCENARIO, self.model.ways[way].home)


def _tag_names(ids: Sequence[int]) -> list[str]:
    return list(read().scalars(select(Tag.name).where(Tag.id.in_(ids))))


@pytest.mark.timeout(3600)
def test_u3_random_days_end_where_they_began(app: Flask) -> None:
    """M1-M5, M15-M16, M18-M19, M27, M30, U1-U7 over random sequences."""
    is_file = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    run_state_machine_as_test(
        Curation,
        settings=settings(
            max_examples=RUNS if is_file else RUNS // 5,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
