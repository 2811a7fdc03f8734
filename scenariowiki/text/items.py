"""Entries of a list field, such as the steps of a solution, told apart by their keys."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Item:
    """An entry that keeps its key while its text changes or it moves."""

    key: str
    text: str


# A key and how often it stood before in the list: a list that holds one twice still loses nothing.
Place = tuple[str, int]


def places_of(items: Sequence[Item]) -> dict[Place, Item]:
    """Name every entry by its key and count, in the order of the list."""
    seen: Counter[str] = Counter()
    places: dict[Place, Item] = {}
    for item in items:
        places[item.key, seen[item.key]] = item
        seen[item.key] += 1
    return places


def as_text(value: object) -> str | None:
    """Read a text field of a snapshot; a missing one is empty. None if the value is no text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else None


def as_set(value: object) -> tuple[str, ...] | None:
    """Read a snapshot's list of strings; None if the value is something else."""
    entries = _entries(value)
    if entries is None or not all(isinstance(entry, str) for entry in entries):
        return None
    return tuple(str(entry) for entry in entries)


def as_items(value: object) -> tuple[Item, ...] | None:
    """Read a snapshot's list of `{"key": .., "text": ..}`; None if the value is something else."""
    entries = _entries(value)
    if entries is None:
        return None
    items = [_as_item(entry) for entry in entries]
    return None if None in items else tuple(item for item in items if item is not None)


def _entries(value: object) -> Sequence[object] | None:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else None


def _as_item(entry: object) -> Item | None:
    # An entry that knows more than its text is not ours to take apart: nothing may get lost on the way.
    if not isinstance(entry, Mapping) or set(entry) != {"key", "text"}:
        return None
    return Item(key=str(entry["key"]), text=str(entry["text"]))
