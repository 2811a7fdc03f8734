"""Going back to an earlier state of a page: always a new revision, never a removed one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.preparation import Prepared, finish
from scenariowiki.scenarios.commands.revise import PreparedEntity, PreparedPage, changed_paths, revise_page
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import history
from scenariowiki.scenarios.queries.templates import Template, get_template
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import EDITABLE, RevisionKind, RevisionState


@dataclass(frozen=True, kw_only=True)
class RevertInput:
    """Go back to the page at `seq`, or only for some `paths` ("title", "12:steps" for solution 12).

    `base_seq` is the page's newest seq when this was decided.
    """

    seq: int
    base_seq: int
    paths: tuple[str, ...] | None = None
    summary: str = ""


def prepare_revert(session: Session, actor: Actor, no: int, given: RevertInput) -> PreparedPage:
    """Prepare going back; a page that has a newer revision than `base_seq` raises `edit_conflict`."""
    scenario = queries.get_readable(session, actor, no)
    policy.require_revise(actor, scenario)
    if given.base_seq != scenario.last_seq:
        raise Conflict("edit_conflict", no=no)
    past = history.page_at(session, scenario.id, given.seq)
    template = _template(session, scenario, past[None], given.paths)
    entities = [
        entity
        for solution_id, revision in past.items()
        if (entity := _entity(session, scenario, (solution_id, revision), given.paths, template)) is not None
    ]
    return PreparedPage(
        no=no,
        given=PageInput(summary=given.summary),
        template_number=template.number,
        entities=tuple(entities),
        kind=RevisionKind.REVERT,
    )


def revert_page(uow: UnitOfWork, actor: Actor, prepared: PreparedPage) -> Scenario:
    """Write the earlier state as new revisions; a page that moved on meanwhile raises `edit_conflict`."""
    scenario = queries.get_scenario(uow.session, actor, prepared.no)
    for entity in prepared.entities:
        holder = (
            uow.session.get_one(Solution, entity.solution_id) if entity.solution_id is not None else scenario
        )
        if holder.head_rev_id != entity.head_id:
            raise Conflict("edit_conflict", no=prepared.no)
    return revise_page(uow, actor, prepared)


def _template(
    session: Session, scenario: Scenario, situation: Revision, paths: Sequence[str] | None
) -> Template:
    """Return what an earlier situation was written with; where only some of it goes back, the newer one."""
    head = queries.head(session, scenario, None)
    newer = head.template_number if head is not None and paths is not None else 0
    return get_template(session, max(newer, situation.template_number))


def _entity(
    session: Session,
    scenario: Scenario,
    earlier: tuple[int | None, Revision],
    paths: Sequence[str] | None,
    template: Template,
) -> PreparedEntity | None:
    solution_id, revision = earlier
    solution = session.get_one(Solution, solution_id) if solution_id is not None else None
    head = queries.head(session, scenario, solution)
    if head is None or revision.state == RevisionState.HIDDEN:
        return None
    if solution is not None and solution.state not in EDITABLE:
        return None
    snapshot = _chosen(head, revision, solution_id, paths)
    changed = changed_paths(head.snapshot, snapshot)
    if not changed:
        return None
    return PreparedEntity(
        solution_id=solution_id,
        head_id=head.id,
        base_seq=revision.seq,
        prepared=finish(session, Prepared(snapshot=snapshot), template, (head,)),
        changed=changed,
    )


def _chosen(
    head: Revision, past: Revision, solution_id: int | None, paths: Sequence[str] | None
) -> dict[str, object]:
    if paths is None:
        return dict(past.snapshot)
    prefix = f"{solution_id}:" if solution_id is not None else ""
    wanted = {path for path in {*past.snapshot, *head.snapshot} if f"{prefix}{path}" in paths}
    kept = {path: value for path, value in head.snapshot.items() if path not in wanted}
    return {**kept, **{path: past.snapshot[path] for path in wanted if path in past.snapshot}}
