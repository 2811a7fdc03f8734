"""What a record changes: a new scenario, revisions of a known one (D3), or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange import outcomes
from scenariowiki.exchange.cells import CELL_CUT
from scenariowiki.exchange.lookups import Known, Lookups
from scenariowiki.exchange.records import STEP_BREAK, Record, SolutionRecord
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.capture import PreparedCapture, prepare_capture
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, report_outcome
from scenariowiki.scenarios.commands.revise import PreparedEntity, PreparedPage, prepare_page, revise_page
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import full, groups
from scenariowiki.scenarios.rules.content import (
    PageInput,
    ScenarioInput,
    SituationInput,
    Snapshot,
    SolutionInput,
    Step,
)
from scenariowiki.scenarios.rules.states import Audience, Layer, RevisionKind, State
from scenariowiki.scenarios.rules.template import check_values

# The row is of a scenario that was merged since: no fault, and nothing to change.
MERGED_AWAY = "row_merged"
TEXTS = ("title", "preconditions", "early_warning", "expected_effect")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be done for one record; `outcomes` by the solution's id, or by its place in a new scenario.

    `imported_state` is where a known scenario is that came by import.
    """

    record: Record
    capture: PreparedCapture | None = None
    page: PreparedPage | None = None
    outcomes: tuple[tuple[int, OutcomeInput], ...] = ()
    no: int | None = None
    scenario_id: int | None = None
    imported_state: str | None = None

    @property
    def is_new(self) -> bool:
        return self.capture is not None

    @property
    def is_empty(self) -> bool:
        return not (self.is_new or self.outcomes or self.entities)

    @property
    def entities(self) -> tuple[PreparedEntity, ...]:
        return self.page.entities if self.page is not None else ()

    def paths(self) -> tuple[str, ...]:
        """List what changes in a known scenario, a solution's parts below `solutions`."""
        found: list[str] = ["solutions.0.result"] if self.outcomes else []
        for one in reversed(self.entities):
            prefix = "" if one.solution_id is None and not one.is_new else "solutions.0."
            found[:0] = [f"{prefix}{path}" for path in (("steps",) if one.is_new else one.changed)]
        return tuple(found)

    def revise(self, uow: UnitOfWork, actor: Actor) -> None:
        """Write what changes in a known scenario."""
        if self.page is not None and self.page.entities:
            revise_page(uow, actor, self.page)
        for solution_id, outcome in self.outcomes:
            report_outcome(uow, actor, solution_id, outcome, imported=True)

    def report(self, uow: UnitOfWork, actor: Actor, solutions: Sequence[Solution]) -> None:
        """Report the outcomes that came with a new scenario, once it is out of draft."""
        for place, outcome in self.outcomes:
            report_outcome(uow, actor, solutions[place].id, outcome, imported=True)


def find_change(session: Session, actor: Actor, record: Record, around: Lookups) -> Change:
    """Say what a record changes; raises what the commands' preparations raise."""
    known = around.known.get(record.external_id)
    if known is None:
        return _new(session, actor, record, around)
    if known.scenario.state == State.MERGED:
        raise Conflict(MERGED_AWAY, no=groups.canonical_no(session, known.scenario))
    return _revision(session, actor, record, (known, around))


def _new(session: Session, actor: Actor, record: Record, around: Lookups) -> Change:
    solutions = [one for one in record.solutions if not one.is_empty]
    if any(one.is_empty and one.outcomes for one in record.solutions):
        raise Invalid(fields={"result": "outcome_needs_solution"})
    given = ScenarioInput(
        situation=_situation(record, around, None),
        solutions=tuple(_solution(one, None) for one in solutions),
        audience=Audience(record.audience or Audience.ALL),
        team=around.team(record.team) if record.team else None,
        external_id=record.external_id,
        credit=record.author,
        author=around.plan.author(record.author),
        source={**record.source, **_unknown_fields(record, around)},
    )
    prepared = prepare_capture(
        session,
        actor,
        given,
        kind=RevisionKind.IMPORT,
        template=around.template,
        vocabulary=around.vocabulary,
    )
    found = ((place, one) for place, some in enumerate(solutions) for one in outcomes.read(some))
    return Change(record=record, capture=prepared, outcomes=tuple(found))


def _unknown_fields(record: Record, around: Lookups) -> Mapping[str, Any]:
    unknown = (key for key in record.fields if around.template.find(key) is None)
    return {
        f"fields.{key}"[:100]: record.fields[key] for key in unknown if record.fields[key] not in (None, "")
    }


def _revision(session: Session, actor: Actor, record: Record, beside: tuple[Known, Lookups]) -> Change:
    known, around = beside
    is_own = record.instance is not None and record.instance == around.instance_id
    revision = record.revision if is_own else None
    base = known.base(None, revision)
    situation = _situation(record, around, base.snapshot)
    seqs: dict[int | None, int] = {None: base.seq or 0}
    changed: list[SolutionInput] = []
    missing: list[tuple[int, OutcomeInput]] = []
    for one, solution in _match(known, record, revision, is_own=is_own):
        if solution is None:
            changed.append(_solution(one, None))
            continue
        old = known.base(solution.id, revision)
        seqs[solution.id] = old.seq or 0
        given = _solution(one, old.snapshot)
        if not _says_the_same(given, old.snapshot):
            changed.append(replace(given, id=solution.id))
        missing += [(solution.id, one) for one in outcomes.missing(session, solution.id, one)]
    page = _page(session, actor, known.scenario, (situation, base, around, changed, seqs))
    return Change(
        record=record,
        page=page,
        outcomes=tuple(missing),
        no=known.scenario.no,
        scenario_id=known.scenario.id,
        imported_state=known.scenario.state if known.scenario.source is not None else None,
    )


def _page(
    session: Session,
    actor: Actor,
    scenario: Scenario,
    given: tuple[SituationInput, Revision, Lookups, list[SolutionInput], dict[int | None, int]],
) -> PreparedPage | None:
    situation, base, around, changed, seqs = given
    same = _is_same(situation, base.snapshot, around)
    if same and not changed:
        return None
    page = PageInput(situation=None if same else situation, solutions=tuple(changed), base_seq=seqs)
    return prepare_page(session, actor, scenario.no, page, kind=RevisionKind.IMPORT)


def _is_same(given: SituationInput, base: Snapshot, around: Lookups) -> bool:
    """Tell whether a row says what its base says, names followed to what they mean today."""
    before = full.situation(base, around.names)
    fields, bad = check_values(around.template.fields, given.fields)
    gone = {key: value for key, value in before["fields"].items() if around.template.find(key) is None}
    return (
        not bad
        and (given.title, given.situation) == (before["title"], before["situation"])
        and given.layer == before["layer"]
        and (around.names.paths.get(given.category) if given.category else None) == before["category"]
        and set(given.tags) == set(before["tags"])
        and {**gone, **fields} == before["fields"]
    )


def _situation(record: Record, around: Lookups, base: Snapshot | None) -> SituationInput:
    """Read the situation; what the file does not say stays as it was."""
    before = full.situation(base, around.names) if base else {}
    layer = record.layer or before.get("layer")
    category = around.category(record.category) if record.category else None
    if record.category is None and base:
        category = base["category"]
    return SituationInput(
        title=_uncut(record.title, before.get("title")),
        situation=_uncut(record.situation, before.get("situation")),
        layer=Layer(layer) if layer else None,
        category=category,
        tags=record.tags if record.tags is not None else tuple(before.get("tags", ())),
        fields=_fields({**before.get("fields", {}), **record.fields}, around),
    )


def _fields(values: Mapping[str, Any], around: Lookups) -> Mapping[str, Any]:
    return {key: value for key, value in values.items() if around.template.find(key)}


def _solution(one: SolutionRecord, base: Snapshot | None) -> SolutionInput:
    """Read a solution; what the file does not say stays as it was."""
    before = base or {}
    texts: dict[str, Any] = {}
    for path in TEXTS:
        told = getattr(one, path)
        texts[path] = before.get(path, "") if told is None else _uncut(told, before.get(path))
    return SolutionInput(**texts, steps=_steps(one, before.get("steps", [])))


def _steps(one: SolutionRecord, base: Sequence[Mapping[str, str]]) -> tuple[Step, ...]:
    """Keep the steps of the base where the file says nothing else; give changed ones their keys by place."""
    joined = STEP_BREAK.join(step["text"] for step in base)
    if one.steps is None or (one.joined is not None and _uncut(one.joined, joined) == joined):
        return tuple(Step(key=step["key"], text=step["text"]) for step in base)
    texts = {step["text"] for step in base}
    return tuple(
        Step(key=key or (base[place]["key"] if place < len(base) and text not in texts else ""), text=text)
        for place, (key, text) in enumerate(one.steps)
    )


def _uncut(text: str, before: str | None) -> str:
    """Give the whole of a text that a spreadsheet's cell could not hold to its end."""
    is_cut = CELL_CUT - 100 < len(text) <= CELL_CUT
    return before if before and is_cut and before.startswith(text) else text


def _says_the_same(given: SolutionInput, base: Snapshot) -> bool:
    steps = [step.text for step in given.steps] == [step["text"] for step in base["steps"]]
    return steps and all(getattr(given, path).strip() == base[path] for path in TEXTS)


def _match(
    known: Known, record: Record, revision: int | None, *, is_own: bool
) -> list[tuple[SolutionRecord, Solution | None]]:
    """Pair the file's solutions with ours: by id in our own exports, then by what they say, then in order."""
    by_id = {one.id: one for one in known.solutions} if is_own else {}
    pairs: dict[int, Solution] = {
        place: by_id[one.id] for place, one in enumerate(record.solutions) if one.id in by_id
    }
    taken = {solution.id for solution in pairs.values()}
    free = [one for one in (known.solutions if is_own else known.imported()) if one.id not in taken]
    for place, one in enumerate(record.solutions):
        twin = next((old for old in free if _is_twin(one, known.base(old.id, revision))), None)
        if place not in pairs and twin is not None:
            pairs[place] = twin
            free.remove(twin)
    for place in range(len(record.solutions)):
        if place not in pairs and free and not is_own:
            pairs[place] = free.pop(0)
    return [(one, pairs.get(place)) for place, one in enumerate(record.solutions)]


def _is_twin(one: SolutionRecord, base: Revision) -> bool:
    return _says_the_same(_solution(one, base.snapshot), base.snapshot)
