"""Saving a page: one command for the situation and all its solutions, with three-way merges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.capture import store_solution
from scenariowiki.scenarios.commands.preparation import (
    Prepared,
    finish,
    normalise_situation,
    normalise_solution,
)
from scenariowiki.scenarios.commands.storing import store_revision
from scenariowiki.scenarios.events import ScenarioRevised, SolutionRevised
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries.templates import Template
from scenariowiki.scenarios.rules.content import PageInput, Snapshot, SolutionInput, content_hash, texts
from scenariowiki.scenarios.rules.states import RevisionKind, State
from scenariowiki.text import chinese, merge3


@dataclass(frozen=True, kw_only=True)
class EntityConflict:
    """One entity that two people changed: `ours` is the current text, `theirs` what was sent.

    `merged` is the clean part with `ours` where they collide; `conflicts` name the collisions.
    """

    solution_id: int | None
    base_seq: int
    head_seq: int
    base: Snapshot
    ours: Snapshot
    theirs: Snapshot
    merged: Snapshot
    conflicts: tuple[merge3.FieldConflict, ...]


class EditConflict(Conflict):
    """The page moved on since it was shown, and both sides changed the same sentences."""

    code = "edit_conflict"

    def __init__(self, entities: tuple[EntityConflict, ...], **facts: Any) -> None:
        self.entities = entities
        super().__init__(**facts)


@dataclass(frozen=True, kw_only=True)
class PreparedEntity:
    """One entity's new content, prepared against the head `head_id`; a new solution has no id and no head."""

    solution_id: int | None
    head_id: int | None
    base_seq: int | None
    prepared: Prepared
    changed: tuple[str, ...] = ()
    script_only: bool = False
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class PreparedPage:
    no: int
    given: PageInput
    template_number: int
    entities: tuple[PreparedEntity, ...] = ()
    kind: RevisionKind = RevisionKind.EDIT


@dataclass
class _Problems:
    fields: dict[str, Any] = field(default_factory=dict)
    conflicts: list[EntityConflict] = field(default_factory=list)


def prepare_page(
    session: Session, actor: Actor, no: int, given: PageInput, *, kind: RevisionKind = RevisionKind.EDIT
) -> PreparedPage:
    """Normalise, merge with what others saved meanwhile (D3), render and attribute.

    Raises Invalid with every problem, or EditConflict with every collision.
    """
    scenario = queries.get_readable(session, actor, no)
    policy.require_revise(actor, scenario)
    template = queries.current_template(session)
    problems = _Problems()
    entities: list[PreparedEntity] = []
    if given.situation is not None:
        _collect(entities, problems, "", lambda: _situation(session, scenario, given, template, problems))
    for number, one in enumerate(given.solutions):
        if one.id is None and one.is_empty():
            continue
        prefix = f"solutions.{number}."
        _collect(
            entities,
            problems,
            prefix,
            lambda one=one: _solution(session, scenario, given, one, template, problems),
        )
    if problems.fields:
        raise Invalid(fields=problems.fields)
    if problems.conflicts:
        raise EditConflict(tuple(problems.conflicts), no=no)
    return PreparedPage(
        no=no, given=given, template_number=template.number, entities=tuple(entities), kind=kind
    )


def revise_page(uow: UnitOfWork, actor: Actor, prepared: PreparedPage) -> Scenario:
    """Add a revision for every entity that changed; a save that changes nothing adds none.

    When a head moved after the preparation it is prepared once more, under the lock, before a refusal.
    """
    scenario = queries.get_scenario(uow.session, actor, prepared.no)
    policy.require_revise(actor, scenario)
    if not _still_current(uow.session, scenario, prepared):
        prepared = prepare_page(uow.session, actor, prepared.no, prepared.given, kind=prepared.kind)
    for entity in prepared.entities:
        if entity.is_new:
            store_solution(
                uow,
                actor,
                entity.prepared,
                scenario,
                template_number=prepared.template_number,
                kind=prepared.kind,
                summary=prepared.given.summary,
            )
        elif entity.changed or entity.prepared.new_tags:
            _store(uow, actor, scenario, entity, prepared)
    return scenario


def _store(
    uow: UnitOfWork, actor: Actor, scenario: Scenario, entity: PreparedEntity, page: PreparedPage
) -> None:
    solution = uow.session.get(Solution, entity.solution_id) if entity.solution_id else None
    revision = store_revision(
        uow,
        actor,
        entity.prepared,
        scenario,
        solution,
        template_number=page.template_number,
        kind=page.kind,
        summary=page.given.summary,
        base_seq=entity.base_seq,
    )
    facts: dict[str, Any] = {
        "scenario_id": scenario.id,
        "revision_id": revision.id,
        "kind": page.kind.value,
        "changed": entity.changed,
        "script_only": entity.script_only,
    }
    event = SolutionRevised(solution_id=solution.id, **facts) if solution else ScenarioRevised(**facts)
    uow.record(event, by=actor, subject=scenario.id)


def _still_current(session: Session, scenario: Scenario, prepared: PreparedPage) -> bool:
    for entity in prepared.entities:
        if entity.is_new:
            continue
        holder = session.get_one(Solution, entity.solution_id) if entity.solution_id else scenario
        if holder.head_rev_id != entity.head_id:
            return False
    return True


def _collect(entities: list[PreparedEntity], problems: _Problems, prefix: str, prepare: Any) -> None:
    try:
        entity = prepare()
    except Invalid as refusal:
        problems.fields.update({f"{prefix}{path}": code for path, code in refusal.fields.items()})
        return
    if entity is not None:
        entities.append(entity)


def _situation(
    session: Session, scenario: Scenario, given: PageInput, template: Template, problems: _Problems
) -> PreparedEntity | None:
    head = session.get_one(Revision, scenario.head_rev_id)
    assert given.situation is not None  # noqa: S101 - asked by the caller, told to the type checker
    typed = normalise_situation(session, given.situation, template, kept=head.snapshot)
    return _entity(session, scenario, None, head, typed, (given, template, problems))


def _solution(
    session: Session,
    scenario: Scenario,
    given: PageInput,
    one: SolutionInput,
    template: Template,
    problems: _Problems,
) -> PreparedEntity | None:
    if one.id is None:
        fresh = finish(session, normalise_solution(one), template, ())
        return PreparedEntity(solution_id=None, head_id=None, base_seq=None, prepared=fresh, is_new=True)
    solution = _own_solution(session, scenario, one.id)
    head = session.get_one(Revision, solution.head_rev_id)
    base = _base(session, scenario, solution.id, given, head)
    typed = normalise_solution(one, base_steps=base.snapshot["steps"])
    return _entity(session, scenario, solution, head, typed, (given, template, problems))


def _own_solution(session: Session, scenario: Scenario, solution_id: int) -> Solution:
    solution = session.scalar(
        select(Solution).where(Solution.id == solution_id, Solution.scenario_id == scenario.id)
    )
    if solution is None:
        raise NotFound("no_solution")
    if solution.state in {State.REJECTED, State.ARCHIVED, State.MERGED}:
        raise Conflict("not_editable", state=solution.state)
    return solution


def _entity(
    session: Session,
    scenario: Scenario,
    solution: Solution | None,
    head: Revision,
    typed: Prepared,
    circumstances: tuple[PageInput, Template, _Problems],
) -> PreparedEntity | None:
    given, template, problems = circumstances
    solution_id = solution.id if solution else None
    base = _base(session, scenario, solution_id, given, head)
    snapshot = typed.snapshot
    if base.id != head.id:
        merge = merge3.merge_snapshot(base.snapshot, head.snapshot, snapshot)
        if merge.conflicts:
            problems.conflicts.append(_conflict(solution_id, base, head, snapshot, merge))
            return None
        snapshot = dict(merge.merged)
    changed = changed_paths(head.snapshot, snapshot)
    if not changed and not typed.new_tags:
        return None
    new = finish(session, Prepared(snapshot=snapshot, new_tags=typed.new_tags), template, (head,))
    return PreparedEntity(
        solution_id=solution_id,
        head_id=head.id,
        base_seq=base.seq,
        prepared=new,
        changed=changed,
        script_only=_only_script(head.snapshot, snapshot, changed),
    )


def _base(
    session: Session, scenario: Scenario, solution_id: int | None, given: PageInput, head: Revision
) -> Revision:
    seq = given.base_seq.get(solution_id)
    if seq is None:
        raise Invalid(fields={"base_seq": "required"})
    if seq == head.seq:
        return head
    base = queries.base_revision(session, scenario.id, solution_id, seq)
    if base is None:
        raise Invalid(fields={"base_seq": "no_revision"})
    return base


def _conflict(
    solution_id: int | None, base: Revision, head: Revision, theirs: Snapshot, merge: merge3.SnapshotMerge
) -> EntityConflict:
    return EntityConflict(
        solution_id=solution_id,
        base_seq=base.seq or 0,
        head_seq=head.seq or 0,
        base=base.snapshot,
        ours=head.snapshot,
        theirs=theirs,
        merged=dict(merge.merged),
        conflicts=tuple(merge.conflicts),
    )


def changed_paths(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """List the paths whose values differ; steps and tags count as one path each."""
    paths = dict.fromkeys([*after, *before])
    return tuple(path for path in paths if before.get(path) != after.get(path))


def _only_script(before: Snapshot, after: Snapshot, changed: tuple[str, ...]) -> bool:
    if not changed or content_hash(before) == content_hash(after):
        return False
    old, new = dict(texts(before)), dict(texts(after))
    if {path: value for path, value in before.items() if path not in old and path != "steps"} != {
        path: value for path, value in after.items() if path not in new and path != "steps"
    }:
        return False
    return old.keys() == new.keys() and all(
        chinese.fold(old[path]) == chinese.fold(new[path]) for path in old
    )
