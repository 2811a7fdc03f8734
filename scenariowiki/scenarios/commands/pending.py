"""Edits that wait for a curator: what readers change is a revision without a number until it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.preparation import Prepared, finish
from scenariowiki.scenarios.commands.revise import PreparedEntity, PreparedPage, changed_paths, prepare_page
from scenariowiki.scenarios.commands.revise.preparing import refuse_merged
from scenariowiki.scenarios.commands.storing import store_revision
from scenariowiki.scenarios.events import EditProposed, EditRejected, ScenarioRevised, SolutionRevised
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.content import PageInput, Snapshot, comparable, storable
from scenariowiki.scenarios.rules.states import EDITABLE, RevisionKind, RevisionState
from scenariowiki.text import merge3

Conflicts = Sequence[merge3.FieldConflict]


@dataclass(frozen=True, kw_only=True)
class PreparedAcceptance:
    """A pending edit brought onto the present text; `changed` is empty where that says the same already."""

    revision_id: int
    head_id: int
    text: Prepared
    changed: tuple[str, ...]
    template_number: int


def prepare_edit(session: Session, actor: Actor, no: int, given: PageInput) -> PreparedPage:
    """Prepare what a reader changed; new solutions and new tags are not theirs to add."""
    prepared = prepare_page(session, actor, no, given, pending=True)
    for entity in prepared.entities:
        if entity.is_new:
            raise Forbidden
        if entity.prepared.new_tags:
            raise Invalid(fields={"tags": "no_tag"})
    return prepared


def propose_edit(uow: UnitOfWork, actor: Actor, prepared: PreparedPage) -> list[Revision]:
    """Keep the edits until a curator takes or rejects them; records EditProposed for each."""
    scenario = queries.get_scenario(uow.session, actor, prepared.no)
    refuse_merged(uow.session, scenario)
    policy.require_propose(actor, scenario)
    made = [_pending(uow, actor, scenario, entity, prepared) for entity in prepared.entities]
    uow.session.add_all(made)
    uow.session.flush()
    for one in made:
        event = EditProposed(
            scenario_id=scenario.id, revision_id=one.id, author_id=actor.id, solution_id=one.solution_id
        )
        uow.record(event, by=actor, subject=scenario.id)
    return made


def prepare_acceptance(session: Session, revision_id: int) -> PreparedAcceptance:
    """Bring a pending edit onto the present text of what it is about (D3), merged since or not (M21).

    Raises `rebase_needed` where both changed the same passages, `inactive` when it was decided already.
    """
    pending = get_pending(session, revision_id)
    _scenario, entity = _target(session, pending)
    head = session.get_one(Revision, entity.head_rev_id)
    snapshot, conflicts = rebased(session, pending, head)
    if conflicts:
        raise Conflict("rebase_needed", fields=[one.field for one in conflicts])
    template = queries.current_template(session)
    text = finish(session, Prepared(snapshot=snapshot), template, (head,))
    if snapshot == pending.snapshot:  # its own words stay its own, not those of the row that waited
        text = replace(text, attribution=dict(pending.attribution))
    return PreparedAcceptance(
        revision_id=revision_id,
        head_id=head.id,
        text=text,
        changed=changed_paths(head.snapshot, snapshot),
        template_number=template.number,
    )


def accept_edit(uow: UnitOfWork, actor: Actor, prepared: PreparedAcceptance) -> Revision | None:
    """Make a pending edit the current text, its author's; None where the text said the same already."""
    pending = get_pending(uow.session, prepared.revision_id)
    scenario, entity = _target(uow.session, pending)
    queries.get_scenario(uow.session, actor, scenario.no)
    if entity.head_rev_id != prepared.head_id:
        prepared = prepare_acceptance(uow.session, pending.id)
    pending.state = RevisionState.SUPERSEDED
    if not prepared.changed:
        return None
    solution = entity if isinstance(entity, Solution) else None
    revision = store_revision(
        uow,
        actor,
        prepared.text,
        uow.session.get_one(Scenario, entity.scenario_id) if isinstance(entity, Solution) else scenario,
        solution,
        template_number=prepared.template_number,
        summary=pending.summary,
        base_seq=pending.base_seq,
    )
    revision.author_id = pending.author_id
    _record(uow, actor, scenario, revision, prepared.changed)
    return revision


def reject_edit(uow: UnitOfWork, actor: Actor, revision_id: int) -> Revision:
    """Leave a pending edit out; its text stays in the history of decisions."""
    pending = get_pending(uow.session, revision_id)
    pending.state = RevisionState.REJECTED
    scenario, _entity = _aimed_at(uow.session, pending)
    event = EditRejected(scenario_id=scenario.id, revision_id=pending.id, author_id=pending.author_id)
    uow.record(event, by=actor, subject=scenario.id)
    return pending


def await_again(uow: UnitOfWork, revision_id: int) -> Revision:
    """Let a rejected edit wait again: its rejection was withdrawn."""
    revision = uow.session.get_one(Revision, revision_id)
    revision.state = RevisionState.PENDING
    return revision


def get_pending(session: Session, revision_id: int) -> Revision:
    """Return an edit that waits; raises `inactive` when it was decided."""
    revision = session.get(Revision, revision_id)
    if revision is None:
        raise NotFound("no_revision")
    if revision.state != RevisionState.PENDING:
        raise Conflict("inactive")
    return revision


def rebased(session: Session, pending: Revision, head: Revision) -> tuple[Snapshot, Conflicts]:
    """Merge a pending edit with the present text three ways; the conflicts are what a person must solve."""
    if pending.parent_id == head.id:
        return dict(pending.snapshot), ()
    base = session.get_one(Revision, pending.parent_id)
    merge = merge3.merge_snapshot(
        comparable(base.snapshot), comparable(head.snapshot), comparable(pending.snapshot)
    )
    return storable(merge.merged), tuple(merge.conflicts)


def _pending(
    uow: UnitOfWork, actor: Actor, scenario: Scenario, entity: PreparedEntity, page: PreparedPage
) -> Revision:
    solution = uow.session.get_one(Solution, entity.solution_id) if entity.solution_id else None
    return Revision(
        scenario_id=solution.scenario_id if solution else scenario.id,
        solution_id=entity.solution_id,
        seq=None,
        base_seq=entity.base_seq,
        parent_id=entity.head_id,
        kind=RevisionKind.EDIT,
        state=RevisionState.PENDING,
        author_id=actor.id,
        summary=page.given.summary[: content.SUMMARY_MAX],
        template_number=page.template_number,
        snapshot=entity.prepared.snapshot,
        content_hash=content.content_hash(entity.prepared.snapshot),
        attribution=dict(entity.prepared.attribution),
        created_at=uow.now,
    )


def _aimed_at(session: Session, pending: Revision) -> tuple[Scenario, Scenario | Solution]:
    """Return the canonical scenario of an edit, and what of it the edit is about."""
    if pending.solution_id is None:
        scenario = groups.canonical(session, session.get_one(Scenario, pending.scenario_id))
        return scenario, scenario
    addressed = session.get_one(Solution, pending.solution_id)
    solution = session.get_one(Solution, addressed.canonical_id)
    return groups.scenario_of(session, solution), solution


def _target(session: Session, pending: Revision) -> tuple[Scenario, Scenario | Solution]:
    """Do the same for an edit that is to be taken; raise `bad_state` where nothing may be edited."""
    scenario, entity = _aimed_at(session, pending)
    if scenario.state not in EDITABLE or entity.state not in EDITABLE:
        raise Conflict("bad_state", state=entity.state)
    return scenario, entity


def _record(
    uow: UnitOfWork, actor: Actor, scenario: Scenario, revision: Revision, changed: tuple[str, ...]
) -> None:
    facts: dict[str, Any] = {
        "scenario_id": scenario.id,
        "revision_id": revision.id,
        "kind": RevisionKind.EDIT.value,
        "changed": changed,
    }
    event = (
        SolutionRevised(solution_id=revision.solution_id, **facts)
        if revision.solution_id is not None
        else ScenarioRevised(**facts)
    )
    uow.record(event, by=actor, subject=scenario.id)
