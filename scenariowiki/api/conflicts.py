"""Edit conflicts as programs can solve them: what both sides started from, and what each made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scenariowiki.api.schemas.revisions import ConflictShown
from scenariowiki.api.showing import situation
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.revise import EditConflict, EntityConflict
from scenariowiki.scenarios.queries import parts
from scenariowiki.text.merge3 import FieldConflict


@contextmanager
def told(prefix: str = "") -> Iterator[None]:
    """Show an edit conflict in the API's shapes; take `prefix` from the places of other refusals."""
    try:
        yield
    except EditConflict as conflict:
        raise Conflict(conflict.reason, more=_show(conflict.entities[0])) from conflict
    except Invalid as refusal:
        fields = {path.removeprefix(prefix): code for path, code in refusal.fields.items()}
        raise Invalid(refusal.reason, fields=fields, **refusal.facts) from refusal


def _show(entity: EntityConflict) -> dict[str, Any]:
    sides = {"base": entity.base, "ours": entity.ours, "theirs": entity.theirs}
    seqs = {"base": entity.base_seq, "ours": entity.head_seq}
    shown: dict[str, Any] = {
        name: {**_entity(entity, side), **({"base_seq": seqs[name]} if name in seqs else {})}
        for name, side in sides.items()
    }
    return {**shown, "conflicts": [_conflict(one).model_dump(mode="json") for one in entity.conflicts]}


def _entity(entity: EntityConflict, snapshot: Any) -> dict[str, Any]:
    return dict(snapshot) if entity.solution_id is not None else situation(read(), snapshot)


def _conflict(one: FieldConflict) -> ConflictShown:
    sides = {"base": one.base, "ours": one.ours, "theirs": one.theirs}
    if one.field == "category":
        paths = parts.category_paths(read())
        sides = {name: "/".join(paths.get(id_, ())) or None for name, id_ in _ids(sides).items()}
    return ConflictShown(field=one.field, key=one.key, **sides)


def _ids(sides: dict[str, object]) -> dict[str, int]:
    return {name: id_ if isinstance(id_, int) else 0 for name, id_ in sides.items()}
