"""Comparing lists: keyed items, of which some moved, and sets such as tags."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scenariowiki.text.alignment import rising
from scenariowiki.text.diff.runs import Budget, TextDiff
from scenariowiki.text.diff.texts import diff_text
from scenariowiki.text.items import Item, Place, places_of


class ItemChange(StrEnum):
    """What happened to an item; a moved one may have changed as well."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class ItemDiff:
    """One item of either list.

    Positions count from 0 and are None where the item is not. `text` is empty of changes for a mere move.
    """

    kind: ItemChange
    key: str
    text: TextDiff
    position_before: int | None
    position_after: int | None


@dataclass(frozen=True, kw_only=True)
class SetDiff:
    """The entries only one of two sets has, each in its own set's order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def diff_items(
    before: Sequence[Item], after: Sequence[Item], *, budget: Budget | None = None
) -> tuple[ItemDiff, ...]:
    """Compare two lists by the keys of their items, in the order after; a removed item keeps its neighbour.

    As few items as possible count as moved. An item that lost its key but kept its text is the same item.
    """
    old, new = places_of(before), _with_old_keys(places_of(before), places_of(after))
    comparison = _ListComparison(old, new, budget or Budget.start())
    return tuple(comparison.item(place) for place in _reading_order(list(old), list(new)))


def diff_sets(before: Iterable[str], after: Iterable[str]) -> SetDiff:
    """Compare two collections whose order means nothing."""
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    return SetDiff(
        added=tuple(entry for entry in new if entry not in old),
        removed=tuple(entry for entry in old if entry not in new),
    )


class _ListComparison:
    def __init__(self, old: Mapping[Place, Item], new: Mapping[Place, Item], budget: Budget) -> None:
        self.old, self.new, self.budget = old, new, budget
        self.old_positions = {place: position for position, place in enumerate(old)}
        self.new_positions = {place: position for position, place in enumerate(new)}
        self.moved = _moved(self.old_positions, self.new_positions)

    def item(self, place: Place) -> ItemDiff:
        before = self.old[place].text if place in self.old else ""
        after = self.new[place].text if place in self.new else ""
        return ItemDiff(
            kind=self._kind(place, changed=before != after),
            key=(self.new.get(place) or self.old[place]).key,
            text=diff_text(before, after, budget=self.budget),
            position_before=self.old_positions.get(place),
            position_after=self.new_positions.get(place),
        )

    def _kind(self, place: Place, *, changed: bool) -> ItemChange:
        if place not in self.old:
            return ItemChange.ADDED
        if place not in self.new:
            return ItemChange.REMOVED
        if place in self.moved:
            return ItemChange.MOVED
        return ItemChange.CHANGED if changed else ItemChange.SAME


def _with_old_keys(old: Mapping[Place, Item], new: Mapping[Place, Item]) -> dict[Place, Item]:
    lost = {item.text: place for place, item in reversed(list(old.items())) if place not in new}
    return {place if place in old else lost.pop(item.text, place): item for place, item in new.items()}


def _moved(old: Mapping[Place, int], new: Mapping[Place, int]) -> set[Place]:
    staying = {
        position for position, _ in rising([(new[place], old[place]) for place in new if place in old])
    }
    return {place for place, position in new.items() if place in old and position not in staying}


def _reading_order(old: Sequence[Place], new: Sequence[Place]) -> list[Place]:
    order = list(new)
    kept = set(new)
    at = 0
    for place in old:
        if place in kept:
            at = order.index(place) + 1
        else:
            order.insert(at, place)
            at += 1
    return order
