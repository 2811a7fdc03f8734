"""What a prepared save is made of, and the conflict that refuses one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenariowiki.kernel.errors import Conflict
from scenariowiki.scenarios.commands.preparation import Prepared
from scenariowiki.scenarios.rules.content import PageInput, Snapshot, content_hash, texts
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.text import chinese, merge3


@dataclass(frozen=True, kw_only=True)
class EntityConflict:
    """One entity that two people changed: `ours` is the current text, `theirs` what was sent.

    `merged` is the clean part with `ours` where they collide; `conflicts` name the collisions.
    """

    solution_id: int | None
    base_seq: int
    head_seq: int
    base: Snapshot
    ours: Snapshot
    theirs: Snapshot
    merged: Snapshot
    conflicts: tuple[merge3.FieldConflict, ...]


class EditConflict(Conflict):
    """The page moved on since it was shown, and both sides changed the same sentences."""

    code = "edit_conflict"

    def __init__(self, entities: tuple[EntityConflict, ...], **facts: Any) -> None:
        self.entities = entities
        super().__init__(**facts)


@dataclass(frozen=True, kw_only=True)
class PreparedEntity:
    """One entity's new content, prepared against the head `head_id`; a new solution has no id and no head."""

    solution_id: int | None
    head_id: int | None
    base_seq: int | None
    prepared: Prepared
    changed: tuple[str, ...] = ()
    script_only: bool = False
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class PreparedPage:
    no: int
    given: PageInput
    template_number: int
    entities: tuple[PreparedEntity, ...] = ()
    kind: RevisionKind = RevisionKind.EDIT


def changed_paths(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """List the paths whose values differ; steps and tags count as one path each."""
    paths = dict.fromkeys([*after, *before])
    return tuple(path for path in paths if before.get(path) != after.get(path))


def only_script(before: Snapshot, after: Snapshot, changed: tuple[str, ...]) -> bool:
    """Tell whether nothing but simplified and traditional forms changed."""
    if not changed or content_hash(before) == content_hash(after):
        return False
    old, new = dict(texts(before)), dict(texts(after))
    if {path: value for path, value in before.items() if path not in old and path != "steps"} != {
        path: value for path, value in after.items() if path not in new and path != "steps"
    }:
        return False
    return old.keys() == new.keys() and all(
        chinese.fold(old[path]) == chinese.fold(new[path]) for path in old
    )
