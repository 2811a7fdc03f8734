"""Open queue items of what is merged go to its canonical one, and back again (M22, U4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.opening import close_stale, note_events
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, pair_key
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario, Solution

TARGETS: Mapping[MergeKind, tuple[str, str]] = {
    MergeKind.SCENARIO: ("scenario_id", "other_scenario_id"),
    MergeKind.SOLUTION: ("solution_id", "other_solution_id"),
}
COLUMNS = tuple(name for names in TARGETS.values() for name in names)
ADDRESSED = "addressed"
Targets = Mapping[str, int | None]


def retarget(
    uow: UnitOfWork, actor: Actor, kind: MergeKind, loser_id: int, winner_id: int, *, but: int
) -> tuple[list[int], list[int]]:
    """Point the loser's open items at the winner, all `but` the deciding one; close those that collapse.

    The edge is there already. Returns what undoing needs: the ids of items moved and of items closed.
    """
    moved: list[QueueItem] = []
    closed: list[int] = []
    items = [item for item in _open_about(uow.session, kind, loser_id) if item.id != but]
    for item in items:
        _remember(item)
    aims = _aims(uow.session, items)
    for item, (targets, key) in zip(items, aims.targets, strict=True):
        if _is_over(item, kind, loser_id) or key is None or not aims.is_free(key, item):
            close_stale(uow, item, actor, merged_into=winner_id)
            aims.leave(item)
            closed.append(item.id)
        else:
            aims.take(uow.session, item, targets, key)
            moved.append(item)
    uow.session.flush()
    note_events(uow, [(item, "retargeted", {"from": loser_id, "to": winner_id}) for item in moved], by=actor)
    return [item.id for item in moved], closed


def restore(uow: UnitOfWork, actor: Actor, moved: Sequence[int], closed: Sequence[int]) -> None:
    """Point items at what is canonical now of what they were opened about, in whatever order merges go (U1).

    Those closed by the merge open again where their sides are two once more; those decided meanwhile stay.
    """
    items = [
        item
        for item in _locked(uow.session, (*closed, *moved))
        if item.closed_at is None or (item.id in closed and item.state == ItemState.STALE)
    ]
    aims = _aims(uow.session, items)
    noted: list[tuple[QueueItem, str, dict[str, Any]]] = []
    for item, (targets, key) in zip(items, aims.targets, strict=True):
        if key is None or not aims.is_free(key, item):
            continue
        name = "retargeted" if item.closed_at is None else "reopened"
        if item.closed_at is not None:
            item.state, item.closed_at = ItemState.OPEN, None
            item.verdict = item.reason = item.first_decider = None
            item.needs_second, item.decision = False, {}
            item.note, item.versions = "", {}
        aims.take(uow.session, item, targets, key)
        noted.append((item, name, {"key": key}))
    uow.session.flush()
    note_events(uow, noted, by=actor)


def settle_solutions(uow: UnitOfWork, actor: Actor, scenario_ids: Sequence[int]) -> None:
    """After an undoing, let open items about solutions follow these to where they are shown now (U7).

    Pairs of solutions that no longer share one are no pairs any more (M27).
    """
    chosen = select(QueueItem).where(
        QueueItem.scenario_id.in_(scenario_ids),
        QueueItem.solution_id.is_not(None),
        QueueItem.closed_at.is_(None),
    )
    items = uow.session.scalars(chosen.order_by(QueueItem.id)).all()
    both = {id_ for item in items for id_ in (item.solution_id, item.other_solution_id) if id_ is not None}
    homes = _homes(uow.session, both)
    for item in items:
        home = homes[item.solution_id or 0]
        if item.other_solution_id is not None and homes[item.other_solution_id] != home:
            close_stale(uow, item, actor, parted=True)
        elif item.scenario_id != home:
            item.scenario_id = home
            item.version += 1
    uow.session.flush()


def _homes(session: Session, solution_ids: Collection[int]) -> Mapping[int, int]:
    """Map solutions to the scenarios they are shown under, wherever these were merged into."""
    chosen = select(Solution.id, Scenario.canonical_id).join(Scenario, Scenario.id == Solution.scenario_id)
    found = session.execute(chosen.where(Solution.id.in_(solution_ids))) if solution_ids else ()
    return {row.id: row.canonical_id for row in found}


def _locked(session: Session, ids: Sequence[int]) -> Sequence[QueueItem]:
    """Read items anew and lock them, in ascending order; return them in the order of `ids`."""
    chosen = select(QueueItem).where(QueueItem.id.in_(ids)).order_by(QueueItem.id)
    locked = chosen.with_for_update().execution_options(populate_existing=True)
    found = {item.id: item for item in session.scalars(locked)}
    return [found[id_] for id_ in ids]


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


@dataclass(frozen=True, kw_only=True)
class _Aims:
    """Where each of some items goes and under which key, and which open item has which of these keys."""

    targets: Sequence[tuple[Targets, str | None]]
    holders: dict[str, int]

    def is_free(self, key: str, item: QueueItem) -> bool:
        return self.holders.get(key, item.id) == item.id

    def leave(self, item: QueueItem) -> None:
        if self.holders.get(item.key) == item.id:
            del self.holders[item.key]

    def take(self, session: Session, item: QueueItem, targets: Targets, key: str) -> None:
        """Set an item; another key goes out at once, so that a later item may take the one it had."""
        has_other_key = key != item.key
        self.leave(item)
        self.holders[key] = item.id
        for name, value in targets.items():
            setattr(item, name, value)
        item.key = key
        item.version += 1
        if has_other_key:
            session.flush()


def _aims(session: Session, items: Sequence[QueueItem]) -> _Aims:
    """Look up at once what is canonical today of what each of these items was opened about."""
    addressed = [
        item.facts.get(ADDRESSED) or {name: getattr(item, name) for name in COLUMNS} for item in items
    ]
    canonical = {name: _canonical(session, name, addressed) for name in COLUMNS}
    homes = _homes(session, {id_ for one in addressed for id_ in (one["solution_id"],) if id_ is not None})
    targets = []
    for item, ids in zip(items, addressed, strict=True):
        now = {name: canonical[name].get(id_) for name, id_ in ids.items()}
        now["scenario_id"] = homes.get(ids["solution_id"] or 0, now["scenario_id"])
        _put_in_order(item, now)
        targets.append((now, _key(item, now)))
    keys = {key for _targets, key in targets if key is not None}
    held = select(QueueItem.key, QueueItem.id).where(QueueItem.key.in_(keys), QueueItem.closed_at.is_(None))
    return _Aims(targets=targets, holders={row.key: row.id for row in session.execute(held)})


def _canonical(session: Session, name: str, addressed: Sequence[Targets]) -> Mapping[int | None, int]:
    table = Scenario if name in TARGETS[MergeKind.SCENARIO] else Solution
    ids = {one[name] for one in addressed if one[name] is not None}
    if not ids:
        return {}
    chosen = select(table.id, table.canonical_id).where(table.id.in_(ids))
    return {row.id: row.canonical_id for row in session.execute(chosen)}


def _put_in_order(item: QueueItem, now: dict[str, int | None]) -> None:
    for kind, (one, other) in TARGETS.items():
        if _is_pair_of(item, kind):
            now[one], now[other] = sorted((now[one] or 0, now[other] or 0))


def _key(item: QueueItem, targets: Targets) -> str | None:
    """Name the item with these targets; None for a pair that has become one."""
    for kind, (one, other) in TARGETS.items():
        if _is_pair_of(item, kind):
            ids = targets[one] or 0, targets[other] or 0
            return None if ids[0] == ids[1] else pair_key(ItemKind(item.kind), *ids)
    return item.key


def _is_pair_of(item: QueueItem, kind: MergeKind) -> bool:
    return item.kind == (ItemKind.DUP_SCENARIO if kind is MergeKind.SCENARIO else ItemKind.DUP_SOLUTION)
