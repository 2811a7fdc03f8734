"""A page's revisions, and any two of its states compared."""

from collections.abc import Iterable
from typing import Any

from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import asking, reading
from scenariowiki.api.naming import category_path
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.base import Paged
from scenariowiki.api.schemas.revisions import (
    DiffQuery,
    DiffShown,
    FieldDiffShown,
    ItemDiffShown,
    Kind,
    Ops,
    RevisionPage,
    RevisionShown,
)
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.queries import history, parts
from scenariowiki.text.diff import FieldDiff, ItemChange, Op, Run, SetDiff, TextDiff, ValueDiff

Named = dict[str, dict[Any, str]]


@bp.get("/scenarios/<no>/revisions")
@reading
@reads(query=Paged, answer=RevisionPage)
def list_revisions(no: int, query: Paged) -> Answer:
    """List the revisions of a page, newest first."""
    scenario = queries.get_readable(read(), actor(), no)
    hidden = parts.hidden_solutions(read(), actor(), scenario.id)
    place = read_cursor(["revisions", no], query.cursor, (int,))
    rows = _rows(scenario.id, hidden, place[0] if place else None, query.limit + 1)
    shown = rows[: query.limit]
    following = write_cursor(["revisions", no], [shown[-1].seq]) if len(rows) > query.limit else None
    return answer(RevisionPage(items=[_revision(row) for row in shown], next_cursor=following))


@bp.get("/scenarios/<no>/diff")
@asking
@reads(query=DiffQuery, answer=DiffShown)
def compare_states(no: int, query: DiffQuery) -> Answer:
    """Compare two states of a page."""
    scenario = queries.get_readable(read(), actor(), no)
    if max(query.from_, query.to) > scenario.last_seq:
        raise NotFound("no_revision")
    hidden = parts.hidden_solutions(read(), actor(), scenario.id)
    entities = history.compare(read(), scenario, query.from_, query.to, hidden=hidden)
    named = _names(field for entity in entities for field in entity.fields)
    fields = [_field(entity.solution_id, field, named) for entity in entities for field in entity.fields]
    return answer(DiffShown(from_=query.from_, to=query.to, fields=fields))


def _rows(scenario_id: int, hidden: frozenset[int], before: int | None, wanted: int) -> list[AnyRow]:
    rows: list[AnyRow] = []
    while len(rows) < wanted:
        more = history.list_history(read(), scenario_id, before=before)
        rows += [row for row in more if row.solution_id not in hidden]
        if len(more) < history.PER_PAGE:
            break
        before = more[-1].seq
    return rows[:wanted]


def _revision(row: AnyRow) -> RevisionShown:
    return RevisionShown(
        seq=row.seq,
        solution=row.solution_id,
        kind=row.kind,
        state=row.state,
        author=row.author_name,
        summary=row.summary,
        created_at=row.created_at,
    )


def _names(fields: Iterable[FieldDiff]) -> Named:
    """Look up the names of the tags and categories that come up."""
    values = [field.change for field in fields if field.field in ("tags", "category")]
    ids = {id_ for change in values for id_ in _ids(change)}
    paths = parts.category_paths(read()) if ids else {}
    return {
        "tags": {str(id_): name for id_, name in parts.tag_names(read(), ids).items()},
        "category": {str(id_): category_path(path) for id_, path in paths.items()},
    }


def _ids(change: Any) -> set[int]:
    if isinstance(change, SetDiff):
        return {int(key) for key in (*change.added, *change.removed) if str(key).isdigit()}
    sides = (change.before, change.after) if isinstance(change, ValueDiff) else ()
    flat = (one for side in sides for one in (side if isinstance(side, list | tuple) else [side]))
    return {one for one in flat if isinstance(one, int)}


def _field(solution: int | None, field: FieldDiff, named: Named) -> FieldDiffShown:
    change = field.change
    items: list[ItemDiffShown] = []
    told: dict[str, Any] = {"script_only": False, "sentence_level": False}
    if isinstance(change, TextDiff):
        kind, ops = Kind.TEXT, _ops(change.runs)
        told = {"script_only": change.script_only, "sentence_level": change.sentence_level}
    elif isinstance(change, tuple):
        items = [_item(one) for one in change]
        kind, ops = Kind.ITEMS, [op for one in items if one.kind is not ItemChange.SAME for op in one.ops]
    else:
        kind, ops = _values(field.field, change, named)
    return FieldDiffShown(solution=solution, field=field.field, kind=kind, ops=ops, items=items, **told)


def _values(name: str, change: SetDiff | ValueDiff, named: Named) -> tuple[Kind, Ops]:
    if isinstance(change, SetDiff):
        gone: list[Any] = list(change.removed)
        come: list[Any] = list(change.added)
    else:
        gone, come = _listed(change.before), _listed(change.after)
        gone, come = [one for one in gone if one not in come], [one for one in come if one not in gone]
    names = named.get(name, {})
    ops: Ops = [(Op.DELETE, names.get(str(one), str(one))) for one in gone]
    ops += [(Op.INSERT, names.get(str(one), str(one))) for one in come]
    return Kind.SET if isinstance(change, SetDiff) or name == "tags" else Kind.VALUE, ops


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _item(one: Any) -> ItemDiffShown:
    return ItemDiffShown(
        key=one.key,
        kind=one.kind,
        before=one.position_before,
        after=one.position_after,
        ops=_ops(one.text.runs),
    )


def _ops(runs: tuple[Run, ...]) -> Ops:
    return [(run.op, run.text) for run in runs]
