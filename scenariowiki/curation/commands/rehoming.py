"""Giving one object, written after a merge, to the other side of it; the same again brings it back (U7)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands.merging.sides import lock
from scenariowiki.curation.commands.retargeting import settle_solutions
from scenariowiki.curation.commands.unmerging import get_op
from scenariowiki.curation.events import ObjectRehomed
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries.since import Added
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.errors import NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import addressing
from scenariowiki.scenarios.models import Comment, Outcome, Scenario, Solution
from scenariowiki.scenarios.queries import groups

Object = Solution | Comment | Outcome
TABLES: Mapping[Added, Any] = {
    Added.SOLUTION: Solution,
    Added.COMMENT: Comment,
    Added.OUTCOME: Outcome,
}


def rehome(uow: UnitOfWork, actor: Actor, op_id: int, part: Added, id_: int, summary: str) -> int:
    """Let an object belong to the other side of a merge; records ObjectRehomed and returns that side's id.

    Raises `no_object` for what was not written to either side since the merge, whether it is undone or not.
    """
    policy.require(actor.may(Permission.CURATE))
    op = get_op(uow.session, actor, op_id)
    kind = MergeKind(op.kind)
    lock(uow.session, kind, (op.winner_id, op.loser_id))
    found: Object | None = uow.session.get(TABLES[part], id_)
    if found is None or (part is Added.OUTCOME) is not (kind is MergeKind.SOLUTION):
        raise NotFound("no_object")
    side = _side(found)
    if side not in (op.winner_id, op.loser_id) or found.created_at <= op.applied_at:
        raise NotFound("no_object")
    other = op.loser_id if side == op.winner_id else op.winner_id
    pages = [_page(uow.session, kind, one) for one in (side, other)]
    _move(uow, actor, found, other, summary)
    uow.session.flush()
    settle_solutions(uow, actor, [page.id for page in pages])
    _record(uow, actor, op, (part, id_), (side, other))
    return other


def _side(found: Object) -> int:
    return found.solution_id if isinstance(found, Outcome) else found.scenario_id


def _move(uow: UnitOfWork, actor: Actor, found: Object, other: int, summary: str) -> None:
    if isinstance(found, Outcome):
        addressing.address_outcome(uow, found, uow.session.get_one(Solution, other))
    elif isinstance(found, Comment):
        addressing.address_comment(found, uow.session.get_one(Scenario, other))
    else:
        addressing.address_solution(uow, actor, found, uow.session.get_one(Scenario, other), summary)


def _record(
    uow: UnitOfWork, actor: Actor, op: MergeOp, moved: tuple[Added, int], sides: tuple[int, int]
) -> None:
    former, now = (_page(uow.session, MergeKind(op.kind), one) for one in sides)
    event = ObjectRehomed(
        scenario_id=now.id,
        loser_id=former.id,
        op_id=op.id,
        part=moved[0],
        object_id=moved[1],
        from_id=sides[0],
        to_id=sides[1],
    )
    uow.record(event, by=actor, subject=now.id)


def _page(session: Session, kind: MergeKind, id_: int) -> Scenario:
    if kind is MergeKind.SCENARIO:
        return groups.canonical(session, session.get_one(Scenario, id_))
    return groups.scenario_of(session, session.get_one(Solution, id_))
