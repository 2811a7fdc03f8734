"""Comparing two snapshots of a page, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenariowiki.text.diff.items import ItemDiff, SetDiff, diff_items, diff_sets
from scenariowiki.text.diff.runs import Budget, TextDiff
from scenariowiki.text.diff.texts import diff_text
from scenariowiki.text.items import as_items, as_set, as_text


@dataclass(frozen=True, kw_only=True)
class ValueDiff:
    """A value that is neither text nor a list, before and after."""

    before: object
    after: object


Change = TextDiff | SetDiff | ValueDiff | tuple[ItemDiff, ...]


@dataclass(frozen=True, kw_only=True)
class FieldDiff:
    """A field that differs, and how: by text, items, set or plain value."""

    field: str
    change: Change


def diff_snapshot(
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    order: Sequence[str] = (),
    budget: Budget | None = None,
) -> tuple[FieldDiff, ...]:
    """List the fields that differ, those named in `order` first; one budget serves them all.

    A missing field, None and nothing in it are the same.
    """
    shared = budget or Budget.start()
    fields = dict.fromkeys([*order, *before, *after])
    found = ((field, _change(before.get(field), after.get(field), shared)) for field in fields)
    return tuple(FieldDiff(field=field, change=change) for field, change in found if change is not None)


def _change(before: object, after: object, budget: Budget) -> Change | None:
    if before == after:
        return None
    old_text, new_text = as_text(before), as_text(after)
    if old_text is not None and new_text is not None:
        return diff_text(old_text, new_text, budget=budget) if old_text != new_text else None
    old_set, new_set = as_set(before), as_set(after)
    if old_set is not None and new_set is not None:
        return _set_change(diff_sets(old_set, new_set))
    old_items, new_items = as_items(before), as_items(after)
    if old_items is not None and new_items is not None:
        return diff_items(old_items, new_items, budget=budget)
    return ValueDiff(before=before, after=after)


def _set_change(change: SetDiff) -> SetDiff | None:
    return change if change.added or change.removed else None
