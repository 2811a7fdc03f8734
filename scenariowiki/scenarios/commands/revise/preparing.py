"""What is done to a save before its write transaction: normalise, merge three ways, render, attribute."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.preparation import (
    Prepared,
    checked_text,
    finish,
    normalise_situation,
    normalise_solution,
)
from scenariowiki.scenarios.commands.revise.values import (
    EditConflict,
    EntityConflict,
    PreparedEntity,
    PreparedPage,
    changed_paths,
    only_script,
)
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.queries.revisions import was_masked
from scenariowiki.scenarios.queries.templates import Template
from scenariowiki.scenarios.rules.content import (
    SUMMARY_MAX,
    PageInput,
    Snapshot,
    SolutionInput,
    comparable,
    masked_like,
    storable,
)
from scenariowiki.scenarios.rules.states import RevisionKind, State
from scenariowiki.text import merge3
from scenariowiki.text.masking import opened

# Built once, since every save asks: a page's solutions with their heads.
_SOLUTIONS = (
    select(Solution, Revision)
    .join(Revision, Revision.id == Solution.head_rev_id)
    .where(groups.solutions_of(bindparam("scenario")))
)


@dataclass(kw_only=True)
class _Work:
    """What a save is prepared from, and what is found wrong with it."""

    given: PageInput
    template: Template
    solutions: Mapping[int, tuple[Solution, Revision]]
    fields: dict[str, Any] = field(default_factory=dict)
    conflicts: list[EntityConflict] = field(default_factory=list)


def prepare_page(
    session: Session,
    actor: Actor,
    no: int,
    given: PageInput,
    *,
    kind: RevisionKind = RevisionKind.EDIT,
    pending: bool = False,
) -> PreparedPage:
    """Normalise, merge with what others saved meanwhile (D3), render and attribute.

    A `pending` one waits for a curator (`pending.propose_edit`), so that readers may make it.
    Raises Invalid with every problem, or EditConflict with every collision.
    """
    scenario = queries.get_readable(session, actor, no)
    refuse_merged(session, scenario)
    (policy.require_propose if pending else _required(given))(actor, scenario)
    template = queries.current_template(session)
    work = _Work(given=given, template=template, solutions=_solutions(session, scenario, given))
    given = replace(given, summary=checked_text("summary", given.summary, SUMMARY_MAX, work.fields))
    entities: list[PreparedEntity] = []
    if given.situation is not None:
        _collect(entities, work, "", lambda: _situation(session, scenario, work))
    for number, one in enumerate(given.solutions):
        if one.id is None and one.is_empty():
            continue
        prefix = f"solutions.{number}."
        _collect(entities, work, prefix, lambda one=one: _solution(session, scenario, one, work))
    if work.fields:
        raise Invalid(fields=work.fields)
    if work.conflicts:
        raise EditConflict(tuple(work.conflicts), no=no)
    return PreparedPage(
        no=no, given=given, template_number=template.number, entities=tuple(entities), kind=kind
    )


def _required(given: PageInput) -> Callable[[Actor, Scenario], None]:
    """Return what a save asks for: new solutions may be added where edits would wait (R57)."""
    only_new = given.situation is None and all(one.id is None for one in given.solutions)
    return policy.require_add_solution if only_new and given.solutions else policy.require_revise


def refuse_merged(session: Session, scenario: Scenario) -> None:
    """Raise `target_moved` for a page that was merged meanwhile (M24); the fact `no` is where it went."""
    if scenario.state == State.MERGED:
        raise Conflict("target_moved", no=groups.canonical_no(session, scenario))


def _solutions(
    session: Session, scenario: Scenario, given: PageInput
) -> Mapping[int, tuple[Solution, Revision]]:
    """Load the solutions that are given with their heads, all at once."""
    wanted = {one.id for one in given.solutions}
    if wanted <= {None}:
        return {}
    rows = session.execute(_SOLUTIONS, {"scenario": scenario.id})
    return {solution.id: (solution, head) for solution, head in rows if solution.id in wanted}


def _collect(entities: list[PreparedEntity], work: _Work, prefix: str, prepare: Any) -> None:
    try:
        entity = prepare()
    except Invalid as refusal:
        work.fields.update({f"{prefix}{path}": code for path, code in refusal.fields.items()})
        return
    if entity is not None:
        entities.append(entity)


def _situation(session: Session, scenario: Scenario, work: _Work) -> PreparedEntity | None:
    head = session.get_one(Revision, scenario.head_rev_id)
    assert work.given.situation is not None  # noqa: S101 - asked by the caller, told to the type checker
    typed = normalise_situation(session, work.given.situation, work.template, kept=head.snapshot)
    return _entity(session, scenario, None, head, typed, work)


def _solution(session: Session, scenario: Scenario, one: SolutionInput, work: _Work) -> PreparedEntity | None:
    if one.id is None:
        fresh = finish(session, normalise_solution(one), work.template, ())
        return PreparedEntity(solution_id=None, head_id=None, base_seq=None, prepared=fresh, is_new=True)
    solution, head = _own_solution(scenario, one.id, work)
    base = _base(session, scenario, solution.id, work.given, head)
    typed = normalise_solution(one, base_steps=base.snapshot["steps"])
    return _entity(session, scenario, solution, head, typed, work)


def _own_solution(scenario: Scenario, solution_id: int, work: _Work) -> tuple[Solution, Revision]:
    found = work.solutions.get(solution_id)
    if found is None:
        raise NotFound("no_solution")
    solution = found[0]
    if solution.state == State.MERGED:
        raise Conflict("target_moved", no=scenario.no)
    if solution.state in {State.REJECTED, State.ARCHIVED}:
        raise Conflict("not_editable", state=solution.state)
    return found


def _entity(
    session: Session,
    scenario: Scenario,
    solution: Solution | None,
    head: Revision,
    typed: Prepared,
    work: _Work,
) -> PreparedEntity | None:
    solution_id = solution.id if solution else None
    base = _base(session, scenario, solution_id, work.given, head)
    snapshot = typed.snapshot
    if base.id != head.id:
        before = base.snapshot
        if was_masked(session, base, head):
            before, snapshot = opened(before), masked_like(before, snapshot)
        merge = merge3.merge_snapshot(comparable(before), comparable(head.snapshot), comparable(snapshot))
        if merge.conflicts:
            work.conflicts.append(_conflict(solution_id, base, head, snapshot, merge))
            return None
        snapshot = storable(merge.merged)
    changed = changed_paths(head.snapshot, snapshot)
    if typed.new_tags:
        changed = tuple(dict.fromkeys([*changed, "tags"]))
    if not changed:
        return None
    new = finish(session, Prepared(snapshot=snapshot, new_tags=typed.new_tags), work.template, (head,))
    return PreparedEntity(
        solution_id=solution_id,
        head_id=head.id,
        base_seq=base.seq,
        prepared=new,
        changed=changed,
        script_only=not typed.new_tags and only_script(head.snapshot, snapshot, changed),
    )


def _base(
    session: Session, scenario: Scenario, solution_id: int | None, given: PageInput, head: Revision
) -> Revision:
    seq = given.base_seq.get(solution_id)
    if seq is None:
        raise Invalid(fields={"base_seq": "required"})
    begun_on = given.begun_on.get(solution_id)
    if begun_on is not None:
        base = _base_of_merged(session, scenario, solution_id, begun_on, seq)
    elif seq == head.seq:
        return head
    else:
        base = queries.base_revision(session, scenario.id, solution_id, seq)
    if base is None:
        raise Invalid(fields={"base_seq": "no_revision"})
    return base


def _base_of_merged(
    session: Session, scenario: Scenario, solution_id: int | None, begun_on: int, seq: int
) -> Revision | None:
    """Return what an edit began from whose page, or whose solution, was merged meanwhile (M24)."""
    if solution_id is None:
        merged = groups.addressed(session, scenario, begun_on)
        return queries.base_revision(session, merged.id, None, seq)
    member = select(Solution.id).where(Solution.id == begun_on, Solution.canonical_id == solution_id)
    if session.scalar(member) is None:
        return None
    return queries.base_revision(session, scenario.id, begun_on, seq)


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
        merged=storable(merge.merged),
        conflicts=tuple(merge.conflicts),
    )
