"""Settling an edit conflict: the places that need a decision, and the snapshot that the decisions make."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenariowiki.scenarios.commands.revise import EntityConflict
from scenariowiki.text.merge3 import FieldConflict, TextMerge

CHOICES = ("mine", "theirs", "own")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One thing to decide: a passage of a text, or a whole value.

    `mine` is what was sent, `theirs` what is current; None means that a side has nothing there.
    """

    id: str
    solution_id: int | None
    field: str
    key: str | None
    base: Any
    mine: Any
    theirs: Any
    is_text: bool


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was chosen for a place; `text` is the wording of one's own."""

    choice: str
    text: str = ""

    def value(self, place: Place) -> Any:
        """Return what the place is to hold."""
        if self.choice == "own":
            return self.text
        return place.mine if self.choice == "mine" else place.theirs


Decisions = Mapping[str, Decision]


def places(entity: EntityConflict) -> list[Place]:
    """List what is to be decided in one entity, in the order of its fields; ids count from 0."""
    found: list[Place] = []
    for one in entity.conflicts:
        for base, mine, theirs, is_text in _sides(one):
            found.append(
                Place(
                    id=f"{entity.solution_id or 0}-{len(found)}",
                    solution_id=entity.solution_id,
                    field=one.field,
                    key=one.key,
                    base=base,
                    mine=mine,
                    theirs=theirs,
                    is_text=is_text,
                )
            )
    return found


def _sides(one: FieldConflict) -> Iterator[tuple[Any, Any, Any, bool]]:
    if one.text is None:
        is_text = all(isinstance(side, str) for side in (one.ours, one.theirs))
        yield one.base, one.theirs, one.ours, is_text
        return
    for piece in one.text.pieces:
        if not isinstance(piece, str):
            yield piece.base, piece.theirs, piece.ours, True


def resolve(entity: EntityConflict, decisions: Decisions) -> dict[str, Any] | None:
    """Make the snapshot that the decisions lead to; None while one is missing."""
    waiting = places(entity)
    if any(place.id not in decisions for place in waiting):
        return None
    snapshot = dict(entity.merged)
    values = iter([decisions[place.id].value(place) for place in waiting])
    for one in entity.conflicts:
        value = next(values) if one.text is None else _filled(one.text, values)
        _put(snapshot, entity, one, value)
    return snapshot


def _filled(text: TextMerge, values: Iterator[Any]) -> str:
    return "".join(piece if isinstance(piece, str) else str(next(values)) for piece in text.pieces)


def _put(snapshot: dict[str, Any], entity: EntityConflict, one: FieldConflict, value: Any) -> None:
    if one.key is None:
        if value is None:
            snapshot.pop(one.field, None)
        else:
            snapshot[one.field] = value
        return
    steps = [dict(step) for step in snapshot[one.field]]
    at = next((place for place, step in enumerate(steps) if step["key"] == one.key), None)
    if at is not None and value is None:
        del steps[at]
    elif at is not None:
        steps[at]["text"] = value
    elif value is not None:
        steps.insert(_old_place(entity, one), {"key": one.key, "text": value})
    snapshot[one.field] = steps


def _old_place(entity: EntityConflict, one: FieldConflict) -> int:
    """Return where a removed step stood for whoever kept it."""
    keys = [step["key"] for step in entity.theirs.get(one.field, ())]
    return keys.index(one.key) if one.key in keys else len(keys)
