"""What a record changes: a new scenario, revisions of a known one (D3), or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Team
from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange.records import Record, SolutionRecord
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.capture import PreparedCapture, capture_scenario, prepare_capture
from scenariowiki.scenarios.commands.outcomes import TEXTS, OutcomeInput, report_outcome
from scenariowiki.scenarios.commands.revise import PreparedPage, prepare_page, revise_page
from scenariowiki.scenarios.models import Category, Outcome, Revision, Scenario, Solution
from scenariowiki.scenarios.rules.content import (
    PageInput,
    ScenarioInput,
    SituationInput,
    SolutionInput,
    Step,
)
from scenariowiki.scenarios.rules.states import Audience, Layer, Result, RevisionKind, State


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be done for one record; `apply` does it and returns the scenario."""

    record: Record
    capture: PreparedCapture | None = None
    page: PreparedPage | None = None
    outcomes: tuple[tuple[int, OutcomeInput], ...] = ()
    no: int | None = None
    new_outcomes: tuple[tuple[int, OutcomeInput], ...] = field(default=())

    @property
    def is_new(self) -> bool:
        return self.capture is not None

    @property
    def is_empty(self) -> bool:
        changes = self.page is not None and any(
            one.is_new or one.changed or one.prepared.new_tags for one in self.page.entities
        )
        return not (self.is_new or changes or self.outcomes)

    def apply(self, uow: UnitOfWork, actor: Actor) -> Scenario:
        """Write the change."""
        if self.capture is not None:
            scenario = capture_scenario(uow, actor, self.capture)
            _report_new(uow, actor, scenario, self.new_outcomes)
            return scenario
        assert self.page is not None  # noqa: S101 - a known scenario always has one
        scenario = revise_page(uow, actor, self.page)
        for solution_id, outcome in self.outcomes:
            report_outcome(uow, actor, solution_id, outcome)
        return scenario


def find_change(session: Session, actor: Actor, record: Record, instance_id: str | None) -> Change:
    """Say what a record changes; raises what the commands' preparations raise."""
    known = _known(session, record, instance_id)
    if known is None:
        return _new(session, actor, record)
    return _revision(session, actor, record, known)


def _known(session: Session, record: Record, instance_id: str | None) -> Scenario | None:
    if record.external_id is None:
        return None
    own, _colon, number = record.external_id.rpartition(":")
    if instance_id is not None and own == instance_id and number.isdigit():
        return session.scalar(select(Scenario).where(Scenario.no == int(number)))
    return session.scalar(select(Scenario).where(Scenario.external_id == record.external_id))


def _new(session: Session, actor: Actor, record: Record) -> Change:
    given = ScenarioInput(
        situation=_situation(session, record),
        solutions=tuple(_solution(one) for one in record.solutions),
        audience=Audience(record.audience) if record.audience in set(Audience) else Audience.ALL,
        team=_team(session, record),
        external_id=record.external_id,
        credit=record.author,
        source=record.source or {"import": True},
    )
    prepared = prepare_capture(session, actor, given, kind=RevisionKind.IMPORT)
    outcomes = tuple(
        (place, _outcome(one)) for place, some in enumerate(record.solutions) for one in some.outcomes
    )
    return Change(record=record, capture=prepared, new_outcomes=outcomes)


def _revision(session: Session, actor: Actor, record: Record, scenario: Scenario) -> Change:
    base = _imported_base(session, scenario.id, None)
    matched = _match(session, scenario, record.solutions)
    seqs: dict[int | None, int] = {None: base.seq or 0}
    solutions: list[SolutionInput] = []
    outcomes: list[tuple[int, OutcomeInput]] = []
    for one, solution in matched:
        if solution is None:
            solutions.append(_solution(one))
            continue
        old = _imported_base(session, scenario.id, solution.id)
        seqs[solution.id] = old.seq or 0
        solutions.append(_keyed(replace(_solution(one), id=solution.id), old))
        outcomes += _missing_outcomes(session, solution.id, one)
    given = PageInput(
        situation=_completed(_situation(session, record), record, base),
        solutions=tuple(solutions),
        base_seq=seqs,
    )
    page = prepare_page(session, actor, scenario.no, given, kind=RevisionKind.IMPORT)
    return Change(record=record, page=page, outcomes=tuple(outcomes), no=scenario.no)


def _imported_base(session: Session, scenario_id: int, solution_id: int | None) -> Revision:
    """Return the last state that came by import, else the newest: what the file's row was made from."""
    mine = Revision.solution_id == solution_id if solution_id is not None else Revision.solution_id.is_(None)
    states = select(Revision).where(Revision.scenario_id == scenario_id, mine, Revision.seq.is_not(None))
    newest_first = states.order_by(Revision.seq.desc()).limit(1)
    imported = session.scalar(newest_first.where(Revision.kind == RevisionKind.IMPORT))
    return imported or session.scalars(newest_first).one()


def _match(
    session: Session, scenario: Scenario, given: Sequence[SolutionRecord]
) -> list[tuple[SolutionRecord, Solution | None]]:
    rows = session.scalars(
        select(Solution)
        .where(Solution.scenario_id == scenario.id, Solution.state.not_in((State.REJECTED, State.MERGED)))
        .order_by(Solution.id)
    ).all()
    by_id = {row.id: row for row in rows}
    free = [row for row in rows if row.id not in {one.id for one in given}]
    return [(one, by_id.get(one.id) if one.id in by_id else (free.pop(0) if free else None)) for one in given]


def _keyed(given: SolutionInput, base: Revision) -> SolutionInput:
    """Keep what the file does not say, and the keys of steps by their place where it gives none."""
    keys = [step["key"] for step in base.snapshot["steps"]]
    texts = {step["text"] for step in base.snapshot["steps"]}
    steps = tuple(
        step
        if step.key or step.text in texts or place >= len(keys)
        else Step(key=keys[place], text=step.text)
        for place, step in enumerate(given.steps)
    )
    return replace(given, steps=steps)


def _completed(given: SituationInput, record: Record, base: Revision) -> SituationInput:
    """Leave as they were the things that the file has no column for."""
    old = {
        path.removeprefix("fields."): value
        for path, value in base.snapshot.items()
        if path.startswith("fields.")
    }
    layer = given.layer or (Layer(base.snapshot["layer"]) if base.snapshot["layer"] else None)
    return replace(
        given,
        layer=layer,
        category=given.category if record.category else base.snapshot["category"],
        fields={**old, **given.fields},
    )


def _situation(session: Session, record: Record) -> SituationInput:
    return SituationInput(
        title=record.title,
        situation=record.situation,
        layer=Layer(record.layer) if record.layer else None,
        category=_category(session, record.category),
        tags=record.tags,
        fields=record.fields,
    )


def _solution(one: SolutionRecord) -> SolutionInput:
    return SolutionInput(
        title=one.title,
        preconditions=one.preconditions,
        steps=tuple(Step(key=key, text=text) for key, text in one.steps),
        early_warning=one.early_warning,
        expected_effect=one.expected_effect,
    )


def _category(session: Session, name: str | None) -> int | None:
    """Find a category by its path, "above/below", or by its title where only one has it."""
    if not name:
        return None
    titles = [part.strip() for part in name.replace("＞", "/").replace(">", "/").split("/") if part.strip()]
    rows = session.scalars(
        select(Category).where(Category.title == titles[-1], Category.merged_into_id.is_(None))
    ).all()
    if len(rows) > 1 and len(titles) > 1:
        rows = [
            row
            for row in rows
            if row.parent_id and session.get_one(Category, row.parent_id).title == titles[-2]
        ]
    if len(rows) != 1:
        raise Invalid(fields={"category": "no_category"})
    return rows[0].id


def _team(session: Session, record: Record) -> int | None:
    if not record.team:
        return None
    team = session.scalar(select(Team.id).where(Team.name == record.team, Team.closed_at.is_(None)))
    if team is None:
        raise Invalid(fields={"team": "no_team"})
    return team


def _outcome(one: Any) -> OutcomeInput:
    try:
        result = Result(one["result"])
        applied_on = dt.date.fromisoformat(str(one["applied_on"])[:10].replace("/", "-"))
    except (KeyError, ValueError) as fault:
        raise Invalid(fields={"outcomes": "not_a_choice"}) from fault
    return OutcomeInput(
        result=result, applied_on=applied_on, **{name: str(one.get(name) or "") for name in TEXTS}
    )


def _missing_outcomes(
    session: Session, solution_id: int, given: SolutionRecord
) -> list[tuple[int, OutcomeInput]]:
    rows = session.execute(
        select(Outcome.result, Outcome.applied_on, Outcome.note).where(Outcome.solution_id == solution_id)
    )
    known = {(row.result, row.applied_on, row.note) for row in rows}
    wanted = [_outcome(one) for one in given.outcomes]
    return [(solution_id, one) for one in wanted if (one.result, one.applied_on, one.note) not in known]


def _report_new(
    uow: UnitOfWork, actor: Actor, scenario: Scenario, outcomes: Sequence[tuple[int, OutcomeInput]]
) -> None:
    if not outcomes:
        return
    ids = uow.session.scalars(
        select(Solution.id).where(Solution.scenario_id == scenario.id).order_by(Solution.id)
    ).all()
    scenario.state = State.SUBMITTED  # outcomes are reported of what is out of draft
    for place, outcome in outcomes:
        report_outcome(uow, actor, ids[place], outcome)
