"""Differences between two states of a page, as values to be rendered (D2)."""

from scenariowiki.text.diff.collapsing import collapse
from scenariowiki.text.diff.items import ItemChange, ItemDiff, SetDiff, diff_items, diff_sets
from scenariowiki.text.diff.runs import Budget, Op, Run, TextDiff
from scenariowiki.text.diff.snapshots import Change, FieldDiff, ValueDiff, diff_snapshot
from scenariowiki.text.diff.texts import diff_text
from scenariowiki.text.items import Item

__all__ = [
    "Budget",
    "Change",
    "FieldDiff",
    "Item",
    "ItemChange",
    "ItemDiff",
    "Op",
    "Run",
    "SetDiff",
    "TextDiff",
    "ValueDiff",
    "collapse",
    "diff_items",
    "diff_sets",
    "diff_snapshot",
    "diff_text",
]
