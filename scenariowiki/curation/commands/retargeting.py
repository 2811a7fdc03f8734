"""Open queue items of what is merged go to its canonical one, and back again (M22, U4)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.opening import close_stale, find_open, note_event
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, pair_key
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import groups

TARGETS: Mapping[MergeKind, tuple[str, str]] = {
    MergeKind.SCENARIO: ("scenario_id", "other_scenario_id"),
    MergeKind.SOLUTION: ("solution_id", "other_solution_id"),
}
COLUMNS = tuple(name for names in TARGETS.values() for name in names)
ADDRESSED = "addressed"


def retarget(
    uow: UnitOfWork, actor: Actor, kind: MergeKind, loser_id: int, winner_id: int, *, but: int
) -> tuple[list[int], list[int]]:
    """Point the loser's open items at the winner, all `but` the deciding one; close those that collapse.

    The edge is there already. Returns what undoing needs: the ids of items moved and of items closed.
    """
    moved: list[int] = []
    closed: list[int] = []
    for item in _open_about(uow.session, kind, loser_id):
        if item.id == but:
            continue
        _remember(item)
        targets = _targets(uow.session, item)
        key = _key(item, targets)
        if _is_over(item, kind, loser_id) or key is None or find_open(uow.session, key) not in (None, item):
            close_stale(uow, item, actor, merged_into=winner_id)
            closed.append(item.id)
        else:
            _set(item, targets, key)
            note_event(uow, item, "retargeted", by=actor, facts={"from": loser_id, "to": winner_id})
            moved.append(item.id)
        uow.session.flush()
    return moved, closed


def restore(uow: UnitOfWork, actor: Actor, moved: Sequence[int], closed: Sequence[int]) -> None:
    """Point items at what is canonical now of what they were opened about, in whatever order merges go (U1).

    Those closed by the merge open again where their sides are two once more; those decided meanwhile stay.
    """
    for id_ in (*closed, *moved):
        item = uow.session.get_one(QueueItem, id_, with_for_update=True, populate_existing=True)
        if item.closed_at is not None and (id_ not in closed or item.state != ItemState.STALE):
            continue
        targets = _targets(uow.session, item)
        key = _key(item, targets)
        if key is None or find_open(uow.session, key) not in (None, item):
            continue
        _set(item, targets, key)
        name = "retargeted" if item.closed_at is None else "reopened"
        if item.closed_at is not None:
            item.state, item.closed_at = ItemState.OPEN, None
            item.verdict = item.reason = item.first_decider = None
            item.needs_second, item.decision = False, {}
        uow.session.flush()
        note_event(uow, item, name, by=actor, facts={"key": key})
    uow.session.flush()


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
    locked = chosen.order_by(QueueItem.id).with_for_update().execution_options(populate_existing=True)
    return [item for item in session.scalars(locked) if item.closed_at is None]


def _is_over(item: QueueItem, kind: MergeKind, loser_id: int) -> bool:
    """Tell whether nothing is left to decide: what is merged need not be published by itself."""
    if item.kind != ItemKind.PUBLISH:
        return False
    if kind is MergeKind.SOLUTION:
        return item.solution_id == loser_id
    return item.solution_id is None and item.scenario_id == loser_id


def _remember(item: QueueItem) -> None:
    """Keep what an item was opened about: every merge and every undoing is worked out from it."""
    if ADDRESSED not in item.facts:
        item.facts = {**item.facts, ADDRESSED: {name: getattr(item, name) for name in COLUMNS}}


def _targets(session: Session, item: QueueItem) -> dict[str, int | None]:
    """Map the item's columns to what is canonical now of what it was opened about; a pair in order."""
    addressed = item.facts.get(ADDRESSED) or {name: getattr(item, name) for name in COLUMNS}
    now = {
        name: _canonical(session, Scenario if name in TARGETS[MergeKind.SCENARIO] else Solution, id_)
        for name, id_ in addressed.items()
    }
    for kind, (one, other) in TARGETS.items():
        if _is_pair_of(item, kind):
            now[one], now[other] = sorted((now[one] or 0, now[other] or 0))
    return now


def _key(item: QueueItem, targets: Mapping[str, int | None]) -> str | None:
    """Name the item with these targets; None for a pair that has become one."""
    for kind, (one, other) in TARGETS.items():
        if _is_pair_of(item, kind):
            ids = targets[one] or 0, targets[other] or 0
            return None if ids[0] == ids[1] else pair_key(ItemKind(item.kind), *ids)
    return item.key


def _canonical(session: Session, table: type[Scenario] | type[Solution], id_: int | None) -> int | None:
    return None if id_ is None else session.scalar(select(table.canonical_id).where(table.id == id_))


def _is_pair_of(item: QueueItem, kind: MergeKind) -> bool:
    return item.kind == (ItemKind.DUP_SCENARIO if kind is MergeKind.SCENARIO else ItemKind.DUP_SOLUTION)


def _set(item: QueueItem, targets: Mapping[str, int | None], key: str) -> None:
    for name, value in targets.items():
        setattr(item, name, value)
    item.key = key
    item.version += 1
