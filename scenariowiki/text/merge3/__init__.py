"""Three-way merge of two edits that began from one state (D3, U5)."""

from scenariowiki.text.items import Item
from scenariowiki.text.merge3.lists import ItemConflict, ItemsMerge, merge_items, merge_sets
from scenariowiki.text.merge3.snapshots import (
    FieldConflict,
    ScalarMerge,
    SnapshotMerge,
    merge_scalar,
    merge_snapshot,
)
from scenariowiki.text.merge3.texts import TextConflict, TextMerge, merge_text

__all__ = [
    "FieldConflict",
    "Item",
    "ItemConflict",
    "ItemsMerge",
    "ScalarMerge",
    "SnapshotMerge",
    "TextConflict",
    "TextMerge",
    "merge_items",
    "merge_scalar",
    "merge_sets",
    "merge_snapshot",
    "merge_text",
]
