"""Merging two edits of a snapshot field by field, then inside the field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenariowiki.text.items import Item, as_items, as_set, as_text
from scenariowiki.text.merge3.lists import merge_items, merge_sets
from scenariowiki.text.merge3.texts import TextMerge, merge_text


@dataclass(frozen=True, kw_only=True)
class FieldConflict:
    """A field, or the item `key` of it, that somebody has to decide; None means a side has nothing there.

    `text` says which sentences it is about, where both sides have a text.
    """

    field: str
    key: str | None
    base: object
    ours: object
    theirs: object
    text: TextMerge | None = None


@dataclass(frozen=True, kw_only=True)
class SnapshotMerge:
    """The merged snapshot. With conflicts it is a draft to edit, not to save; they have our version."""

    merged: dict[str, object]
    conflicts: tuple[FieldConflict, ...]


@dataclass(frozen=True, kw_only=True)
class ScalarMerge:
    """The merged value, or ours if both sides changed it differently."""

    value: object
    conflict: bool


# A field a side does not have at all; a merge must not turn that into None.
_MISSING = object()


def merge_snapshot(
    base: Mapping[str, object], ours: Mapping[str, object], theirs: Mapping[str, object]
) -> SnapshotMerge:
    """Merge what both sides made of the base; a field only one side touched is taken as it left it."""
    merged: dict[str, object] = {}
    conflicts: list[FieldConflict] = []
    for field in dict.fromkeys([*ours, *theirs, *base]):
        sides = _Sides(
            field=field,
            base=base.get(field, _MISSING),
            ours=ours.get(field, _MISSING),
            theirs=theirs.get(field, _MISSING),
        )
        value, found = sides.merge()
        conflicts += found
        if value is not _MISSING:
            merged[field] = value
    return SnapshotMerge(merged=merged, conflicts=tuple(conflicts))


def merge_scalar(base: object, ours: object, theirs: object) -> ScalarMerge:
    """Merge a value that cannot be taken apart."""
    if ours in (base, theirs):
        return ScalarMerge(value=theirs, conflict=False)
    return ScalarMerge(value=ours, conflict=theirs != base)


_Result = tuple[object, list[FieldConflict]]


@dataclass(frozen=True, kw_only=True)
class _Sides:
    """One field in the three snapshots."""

    field: str
    base: object
    ours: object
    theirs: object

    def merge(self) -> _Result:
        whole = merge_scalar(self.base, self.ours, self.theirs)
        if not whole.conflict:
            return whole.value, []
        inside = self._texts() or self._sets() or self._items()
        return inside or (self.ours, [self._conflict()])

    def _texts(self) -> _Result | None:
        base, ours, theirs = (as_text(side) for side in self._sides())
        if base is None or ours is None or theirs is None:
            return None
        merge = merge_text(base, ours, theirs)
        if merge.text is None:
            return merge.draft(), [self._conflict(merge)]
        return merge.text, []

    def _sets(self) -> _Result | None:
        base, ours, theirs = (as_set(side) for side in self._sides())
        if base is None or ours is None or theirs is None:
            return None
        return list(merge_sets(base, ours, theirs)), []

    def _items(self) -> _Result | None:
        base, ours, theirs = (as_items(side) for side in self._sides())
        if base is None or ours is None or theirs is None:
            return None
        return self._merged_items(base, ours, theirs)

    def _merged_items(
        self, base: tuple[Item, ...], ours: tuple[Item, ...], theirs: tuple[Item, ...]
    ) -> _Result:
        merge = merge_items(base, ours, theirs)
        conflicts = [
            FieldConflict(
                field=self.field,
                key=found.key,
                base=found.base,
                ours=found.ours,
                theirs=found.theirs,
                text=found.text,
            )
            if found.key is not None
            else self._conflict()
            for found in merge.conflicts
        ]
        return [{"key": item.key, "text": item.text} for item in merge.items], conflicts

    def _sides(self) -> Iterator[object]:
        return (None if side is _MISSING else side for side in (self.base, self.ours, self.theirs))

    def _conflict(self, text: TextMerge | None = None) -> FieldConflict:
        base, ours, theirs = self._sides()
        return FieldConflict(field=self.field, key=None, base=base, ours=ours, theirs=theirs, text=text)
