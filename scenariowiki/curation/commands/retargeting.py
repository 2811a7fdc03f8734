"""Open queue items of what is merged go to its canonical one, and back again (M22, U4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.opening import close_stale, find_open, note_event
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, pair_key
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Solution
from scenariowiki.scenarios.queries import groups

TARGETS: Mapping[MergeKind, tuple[str, str]] = {
    MergeKind.SCENARIO: ("scenario_id", "other_scenario_id"),
    MergeKind.SOLUTION: ("solution_id", "other_solution_id"),
}
Facts = dict[str, Any]


def retarget(
    uow: UnitOfWork, actor: Actor, kind: MergeKind, loser_id: int, winner_id: int, *, but: int
) -> tuple[list[Facts], list[Facts]]:
    """Point the loser's open items at the winner, all `but` the deciding one; close those that collapse.

    Returns what undoing needs: items moved and items closed, with what they were before.
    """
    moved: list[Facts] = []
    closed: list[Facts] = []
    for item in _open_about(uow.session, kind, loser_id):
        if item.id == but:
            continue
        before = _facts(item)
        if _is_over(item, kind, loser_id) or _collapses(uow.session, item, kind, loser_id, winner_id):
            close_stale(uow, item, actor, merged_into=winner_id)
            closed.append(before)
        else:
            _point(item, kind, loser_id, winner_id)
            note_event(uow, item, "retargeted", by=actor, facts={"from": loser_id, "to": winner_id})
            moved.append(before)
    uow.session.flush()
    return moved, closed


def restore(
    uow: UnitOfWork, actor: Actor, moved: Sequence[Mapping[str, Any]], closed: Sequence[Mapping[str, Any]]
) -> None:
    """Give items back to what they were about; those decided meanwhile, or open again already, stay."""
    for facts in closed:
        item = uow.session.get_one(QueueItem, facts["id"])
        if item.state == ItemState.STALE and find_open(uow.session, facts["key"]) is None:
            _set(item, facts)
            item.state, item.closed_at = ItemState.OPEN, None
            item.version += 1
            uow.session.flush()
            note_event(uow, item, "reopened", by=actor)
    for facts in moved:
        item = uow.session.get_one(QueueItem, facts["id"])
        if item.closed_at is None and find_open(uow.session, facts["key"]) in (None, item):
            _set(item, facts)
            item.version += 1
            uow.session.flush()
            note_event(uow, item, "retargeted", by=actor, facts={"to": facts["key"]})


def settle_solutions(uow: UnitOfWork, actor: Actor, scenario_ids: Sequence[int]) -> None:
    """After an undoing, let open items about solutions follow these to where they are shown now (U7).

    Pairs of solutions that no longer share one are no pairs any more (M27).
    """
    chosen = select(QueueItem).where(
        QueueItem.scenario_id.in_(scenario_ids),
        QueueItem.solution_id.is_not(None),
        QueueItem.closed_at.is_(None),
    )
    for item in uow.session.scalars(chosen.order_by(QueueItem.id)).all():
        home = _home(uow.session, item.solution_id)
        if item.other_solution_id is not None and _home(uow.session, item.other_solution_id) != home:
            close_stale(uow, item, actor, parted=True)
        elif item.scenario_id != home:
            item.scenario_id = home
            item.version += 1
    uow.session.flush()


def _home(session: Session, solution_id: int | None) -> int:
    return groups.scenario_of(session, session.get_one(Solution, solution_id)).id


def _open_about(session: Session, kind: MergeKind, id_: int) -> Sequence[QueueItem]:
    one, other = (getattr(QueueItem, name) for name in TARGETS[kind])
    chosen = select(QueueItem).where(or_(one == id_, other == id_), QueueItem.closed_at.is_(None))
    return session.scalars(chosen.order_by(QueueItem.id)).all()


def _is_over(item: QueueItem, kind: MergeKind, loser_id: int) -> bool:
    """Tell whether nothing is left to decide: what is merged need not be published by itself."""
    if item.kind != ItemKind.PUBLISH:
        return False
    if kind is MergeKind.SOLUTION:
        return item.solution_id == loser_id
    return item.solution_id is None and item.scenario_id == loser_id


def _collapses(session: Session, item: QueueItem, kind: MergeKind, loser_id: int, winner_id: int) -> bool:
    """Tell whether the item's pair becomes one, or a pair that waits in the queue already."""
    one, other = TARGETS[kind]
    ids = {winner_id if getattr(item, name) == loser_id else getattr(item, name) for name in (one, other)}
    if item.kind not in {ItemKind.DUP_SCENARIO, ItemKind.DUP_SOLUTION} or not _is_pair_of(item, kind):
        return False
    if len(ids) == 1:
        return True
    return find_open(session, pair_key(ItemKind(item.kind), *_numbers(ids))) is not None


def _point(item: QueueItem, kind: MergeKind, loser_id: int, winner_id: int) -> None:
    for name in TARGETS[kind]:
        if getattr(item, name) == loser_id:
            setattr(item, name, winner_id)
    if _is_pair_of(item, kind):
        ids = _numbers({getattr(item, name) for name in TARGETS[kind]})
        one, other = TARGETS[kind]
        setattr(item, one, min(ids))
        setattr(item, other, max(ids))
        item.key = pair_key(ItemKind(item.kind), *ids)
    item.version += 1


def _is_pair_of(item: QueueItem, kind: MergeKind) -> bool:
    return item.kind == (ItemKind.DUP_SCENARIO if kind is MergeKind.SCENARIO else ItemKind.DUP_SOLUTION)


def _numbers(ids: set[Any]) -> tuple[int, int]:
    one, other = sorted(ids)
    return one, other


def _facts(item: QueueItem) -> Facts:
    names = ("scenario_id", "other_scenario_id", "solution_id", "other_solution_id")
    return {"id": item.id, "key": item.key, **{name: getattr(item, name) for name in names}}


def _set(item: QueueItem, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name != "id":
            setattr(item, name, value)
