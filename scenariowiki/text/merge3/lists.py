"""Merging two edits of a list: keyed items by key, sets by entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scenariowiki.text.items import Item, Place, places_of
from scenariowiki.text.merge3.texts import TextMerge, merge_text


@dataclass(frozen=True, kw_only=True)
class ItemConflict:
    """An item somebody has to decide; None for a text means that side has no such item.

    Without a key it is the order: both sides moved items, differently.
    """

    key: str | None
    base: str | None = None
    ours: str | None = None
    theirs: str | None = None
    text: TextMerge | None = None


@dataclass(frozen=True, kw_only=True)
class ItemsMerge:
    """The merged list; where there is a conflict it is a draft that leaves no item out."""

    items: tuple[Item, ...]
    conflicts: tuple[ItemConflict, ...]


def merge_items(base: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item]) -> ItemsMerge:
    """Merge additions, removals, moves and edits by key.

    Conflicts: a sentence of an item changed by both, an edit against a removal, two different new orders.
    """
    merger = _ListMerge(places_of(base), places_of(ours), places_of(theirs))
    texts = dict(merger.texts())
    order, agreed = merger.order(texts)
    conflicts = merger.conflicts if agreed else [*merger.conflicts, ItemConflict(key=None)]
    items = tuple(Item(key=place[0], text=texts[place]) for place in order)
    return ItemsMerge(items=items, conflicts=tuple(conflicts))


def merge_sets(base: Iterable[str], ours: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Merge two edits of a set; it cannot conflict. Order: ours, then what theirs added."""
    old, mine, other = dict.fromkeys(base), dict.fromkeys(ours), dict.fromkeys(theirs)
    kept = [entry for entry in mine if entry in other or entry not in old]
    added = [entry for entry in other if entry not in mine and entry not in old]
    return (*kept, *added)


class _ListMerge:
    def __init__(
        self, base: Mapping[Place, Item], ours: Mapping[Place, Item], theirs: Mapping[Place, Item]
    ) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.conflicts: list[ItemConflict] = []

    def texts(self) -> Iterator[tuple[Place, str]]:
        for place in dict.fromkeys([*self.base, *self.ours, *self.theirs]):
            text = self._text(place)
            if text is not None:
                yield place, text

    def _text(self, place: Place) -> str | None:
        base, ours, theirs = (_text_of(side, place) for side in (self.base, self.ours, self.theirs))
        if theirs in {ours, base}:
            return ours
        if ours == base:
            return theirs
        merge = merge_text(base or "", ours, theirs) if ours is not None and theirs is not None else None
        if merge and merge.text is not None:
            return merge.text
        self.conflicts.append(ItemConflict(key=place[0], base=base, ours=ours, theirs=theirs, text=merge))
        if merge:
            return merge.draft()
        return theirs if ours is None else ours

    def order(self, kept: Mapping[Place, str]) -> tuple[list[Place], bool]:
        base, ours, theirs = (self._common(side) for side in (self.base, self.ours, self.theirs))
        agreed = base in (ours, theirs) or ours == theirs
        if ours == base != theirs:
            return self._woven(self.theirs, self.ours, kept), agreed
        return self._woven(self.ours, self.theirs, kept), agreed

    def _common(self, side: Mapping[Place, Item]) -> list[Place]:
        return [place for place in side if place in self.base and place in self.ours and place in self.theirs]

    def _woven(
        self, leading: Mapping[Place, Item], other: Mapping[Place, Item], kept: Mapping[Place, str]
    ) -> list[Place]:
        order = [place for place in leading if place in kept]
        at = 0
        for place in (place for place in other if place in kept):
            if place in leading:
                at = order.index(place) + 1
                continue
            # Where both added in one spot, ours comes first.
            while leading is self.ours and at < len(order) and self._only_ours(order[at]):
                at += 1
            order.insert(at, place)
            at += 1
        return order

    def _only_ours(self, place: Place) -> bool:
        return place in self.ours and place not in self.base and place not in self.theirs


def _text_of(side: Mapping[Place, Item], place: Place) -> str | None:
    item = side.get(place)
    return item.text if item else None
