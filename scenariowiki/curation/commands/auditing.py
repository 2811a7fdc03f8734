"""Audits (M33): what was decided despite a conflict of interest is looked over by somebody uninvolved."""

from sqlalchemy import select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.curation.commands.opening import About, close_stale, find_open, open_item
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import groups

WEIGHT = items.weight(risk=1.0)


def audit_decision(uow: UnitOfWork, item_id: int) -> QueueItem | None:
    """Open the audit of an item that was decided by override; an audit is not audited itself."""
    audited = uow.session.get_one(QueueItem, item_id)
    if audited.kind == ItemKind.AUDIT:
        return None
    about = About(
        scenario_id=_canonical(uow, audited.scenario_id),
        solution_id=audited.solution_id,
        facts={"audited": audited.id, "deciders": list(audited.decision.get("deciders", ()))},
    )
    return _open(uow, f"audit:{audited.id}", about)


def audit_unmerge(uow: UnitOfWork, op_id: int, actor_id: int) -> QueueItem | None:
    """Open the audit of a merge that was undone by override."""
    op = uow.session.get_one(MergeOp, op_id)
    if _was_appealed(uow, op):
        return None  # the decision on the objection is audited
    winner = get_entity(uow.session, op.kind, op.winner_id)
    about = About(
        scenario_id=_canonical(uow, winner.id if isinstance(winner, Scenario) else winner.scenario_id),
        op_id=op.id,
        facts={"deciders": [actor_id]},
    )
    if not isinstance(winner, Scenario):
        about["solution_id"] = winner.id
    return _open(uow, f"audit:undone:{op.id}", about)


def drop_audit(uow: UnitOfWork, item_id: int) -> None:
    """Close the audit of a decision that was taken back: nothing is left to look over."""
    waiting = find_open(uow.session, f"audit:{item_id}")
    if waiting is not None:
        close_stale(uow, waiting, _system(uow), why="withdrawn")


def merges_of(uow: UnitOfWork, item: QueueItem) -> list[MergeOp]:
    """List the active merges that an audit looks over, the last first."""
    audited = item.facts.get("audited")
    ops = subjects.ops_of(uow.session, audited) if audited is not None else ()
    return [op for op in reversed(ops) if op.undone_at is None]


def _was_appealed(uow: UnitOfWork, op: MergeOp) -> bool:
    appealed = select(QueueItem.id).where(
        QueueItem.kind == ItemKind.UNMERGE_APPEAL, QueueItem.op_id == op.id, QueueItem.decided_at == uow.now
    )
    return uow.session.scalar(appealed) is not None


def _open(uow: UnitOfWork, key: str, about: About) -> QueueItem | None:
    return open_item(uow, kind=ItemKind.AUDIT, key=key, weight=WEIGHT, by=_system(uow), **about)


def _system(uow: UnitOfWork) -> Actor:
    system = accounts.find_actor(uow.session, SYSTEM)
    assert system is not None  # noqa: S101 - the built-in account is there from the first day
    return system


def _canonical(uow: UnitOfWork, scenario_id: int) -> int:
    return groups.canonical(uow.session, uow.session.get_one(Scenario, scenario_id)).id
