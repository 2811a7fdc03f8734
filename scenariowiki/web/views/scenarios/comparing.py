"""Differences as the templates draw them: fields by name, runs of text, moved steps, changed numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest
from types import SimpleNamespace as View
from typing import Any

from flask_babel import gettext as _

from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.messages.wiki import DIRECTIONS
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.revise import EntityConflict
from scenariowiki.scenarios.queries import Template, listing
from scenariowiki.scenarios.queries.history import EntityDiff
from scenariowiki.scenarios.rules.template import TEXTS
from scenariowiki.text import diff
from scenariowiki.text.diff import FieldDiff, ItemChange, ItemDiff, Op, SetDiff, TextDiff, ValueDiff
from scenariowiki.text.numbers import figures_in
from scenariowiki.web import taxonomy
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import presenting

SIGNS = {Op.EQUAL: "=", Op.INSERT: "+", Op.DELETE: "-"}
GAP = " … "
# More would not fit on a phone; the text itself shows them all.
FIGURES = 2
RunView = tuple[str, str, bool]


@dataclass(frozen=True)
class Names:
    """Words for fields and values of a page; `numbers` are those of its solutions as shown."""

    template: Template
    reader: Reader
    numbers: Mapping[int, int]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Name the fields that every scenario has."""
        return {
            "title": _("Title"),
            "situation": _("What happened"),
            "layer": _("Layer"),
            "category": _("Category"),
            "tags": _("Tags"),
            "preconditions": _("When it applies"),
            "steps": _("Steps"),
            "early_warning": _("Early warning"),
            "expected_effect": _("Expected effect"),
        }

    def group(self, solution_id: int | None) -> str | None:
        """Name the solution that a field belongs to."""
        if solution_id is None:
            return None
        number = self.numbers.get(solution_id)
        return str(_("Solution %(number)s", number=number)) if number else str(_("Former solution"))

    def field(self, solution_id: int | None, path: str, key: str | None) -> str:
        """Name a field."""
        if solution_id is not None and path == "title":
            return str(_("Name of the solution"))
        if path == "steps" and key:
            return str(_("Step"))
        if path.startswith("fields."):
            found = self.template.find(path.removeprefix("fields."))
            return found.label(self.reader.locale) if found else path.removeprefix("fields.")
        return str(self.labels.get(path, path))

    def is_chosen(self, path: str) -> bool:
        """Tell whether a field holds a choice or a day: shown in words, and as a whole."""
        found = self.template.find(path.removeprefix("fields.")) if path.startswith("fields.") else None
        return path == "layer" or (found is not None and found.kind not in TEXTS)

    def value(self, path: str, value: Any) -> str:
        """Show a value in words."""
        if value in (None, "", []):
            return ""
        if path == "steps":
            return value if isinstance(value, str) else "\n".join(step["text"] for step in value)
        if path == "layer":
            return str(STATES["Layer"].get(value, value))
        if path == "category":
            node = taxonomy.tree().find(value)
            return taxonomy.title(node, self.reader.locale) if node else str(value)
        if path == "tags":
            names = listing.tag_names(read(), value)
            return presenting.SEPARATOR.join(names.get(id_, "") for id_ in value)
        found = self.template.find(path.removeprefix("fields.")) if path.startswith("fields.") else None
        return presenting.shown_value(found, value, self.reader)[0] if found else str(value)


def side(other: str, own: str) -> list[tuple[str, str]]:
    """Mark in a text what the other one does not have."""
    runs = diff.diff_text(other, own).runs
    return [("=" if run.op is Op.EQUAL else "!", run.text) for run in runs if run.op is not Op.DELETE]


def number_clash(mine: str, base: str, theirs: str) -> tuple[str, str, str] | None:
    """Return the first figures that differ, as written in (mine, base, theirs); None where none do."""
    for ours, old, other in zip_longest(*map(figures_in, (mine, base, theirs)), fillvalue=("", "")):
        if ours[0] != other[0]:
            return _figures([ours]), _figures([old]), _figures([other])
    return None


def merged_alone(entity: EntityConflict, names: Names) -> list[View]:
    """List the fields of an entity that were merged without help."""
    decided = {one.field for one in entity.conflicts}
    rows: list[View] = []
    for path, value in entity.merged.items():
        if path in decided or same(value, entity.base.get(path)):
            continue
        old, new = names.value(path, entity.base.get(path)), names.value(path, value)
        rows.append(
            View(
                name=_qualified(names, entity.solution_id, path),
                whose=_whose(entity, path),
                ops=list(runs(diff.diff_text(old, new))),
            )
        )
    return rows


def same(one: object, other: object) -> bool:
    """Tell whether two values of a field say the same; tags and choices have no order, steps have."""
    if (
        isinstance(one, list)
        and isinstance(other, list)
        and not any(isinstance(item, dict) for item in [*one, *other])
    ):
        return set(one) == set(other)
    return one == other


def _qualified(names: Names, solution_id: int | None, path: str) -> str:
    group = names.group(solution_id)
    field = names.field(solution_id, path, None)
    return f"{group} · {field}" if group else field


def _whose(entity: EntityConflict, path: str) -> str:
    if entity.ours.get(path) == entity.theirs.get(path):
        return "same"
    return "theirs" if entity.theirs.get(path) == entity.base.get(path) else "mine"


def runs(change: TextDiff) -> Iterator[RunView]:
    """Give the runs of a text as the template draws them, unchanged stretches shortened."""
    for run in diff.collapse(change.runs):
        if run.op is Op.GAP:
            yield "=", GAP, False
        else:
            yield SIGNS[run.op], run.text, run.op is not Op.EQUAL and _is_number(run.text)


def _is_number(text: str) -> bool:
    return bool(figures_in(text)) and len(text) <= 12


def field_views(entities: Sequence[EntityDiff], names: Names) -> list[View]:
    """List every changed field; a changed list of steps gives one entry for each step."""
    found: list[View] = []
    for entity in entities:
        for one in entity.fields:
            found.extend(_views(entity, one, names))
    for place, view in enumerate(found):
        view.id = f"d{place}"
    return found


def _views(entity: EntityDiff, one: FieldDiff, names: Names) -> Iterator[View]:
    common = {
        "part": "sit" if entity.solution_id is None else "sol",
        "group": names.group(entity.solution_id),
        "name": names.field(entity.solution_id, one.field, None),
        "restore": _address(entity.solution_id, one.field) if entity.before_seq else None,
        "path": (entity.solution_id, one.field),
        "authors": None,
    }
    change = one.change
    if isinstance(change, tuple):
        for item in change:
            if item.kind is not ItemChange.SAME:
                yield _item(item, common, names)
    elif isinstance(change, SetDiff):
        yield _set(one.field, change, common, names)
    elif isinstance(change, ValueDiff) or names.is_chosen(one.field):
        yield _value(one.field, change, common, names)
    else:
        yield _text(change, common, names)


def _address(solution_id: int | None, path: str) -> str:
    return path if solution_id is None else f"{solution_id}:{path}"


def _text(change: TextDiff, common: Mapping[str, Any], names: Names, **more: Any) -> View:
    old, new = _both(change)
    view = {
        "kind": _kind(change, old, new),
        "ops": list(runs(change)),
        "numbers": _numbers(old, new),
        "moved": None,
        "old": old,
        "new": new,
        "old_lang": names.reader.lang(old),
        "new_lang": names.reader.lang(new),
        "lang": names.reader.lang(new or old),
        "items": (),
        "rough": change.sentence_level,
    }
    return View(**{**common, **view, **more})


def _both(change: TextDiff) -> tuple[str, str]:
    old = "".join(run.text for run in change.runs if run.op is not Op.INSERT)
    return old, "".join(run.text for run in change.runs if run.op is not Op.DELETE)


def _kind(change: TextDiff, old: str, new: str) -> str:
    if change.script_only:
        return "script"
    if not old:
        return "added"
    return "removed" if not new else "text"


def _numbers(old: str, new: str) -> list[tuple[str, str]]:
    """Pair the figures that changed."""
    before, after = figures_in(old), figures_in(new)
    was, becomes = [reading for reading, _written in before], [reading for reading, _written in after]
    if was == becomes or not old or not new:
        return []
    pairs: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes():
        if tag != "equal":
            pairs.append((_figures(before[a:b]), _figures(after[c:d])))
    return pairs[:FIGURES]


def _figures(found: Sequence[tuple[str, str]]) -> str:
    """Show figures that follow each other as written, and words beside them in the reader's language."""
    return " ".join(str(DIRECTIONS.get(reading, written)) for reading, written in found[:FIGURES])


def _item(item: ItemDiff, common: Mapping[str, Any], names: Names) -> View:
    before, after = item.position_before, item.position_after
    place = (after if after is not None else before or 0) + 1
    more: dict[str, Any] = {"name": str(_("Step %(number)s", number=place))}
    view = _text(item.text, {**common, **more}, names)
    if item.kind is ItemChange.MOVED and before is not None and after is not None:
        view.moved = (before + 1, after + 1, view.new)
        view.kind = "moved" if view.old == view.new else view.kind
    elif item.kind in {ItemChange.ADDED, ItemChange.REMOVED}:
        view.kind = item.kind.value
    return view


def _set(path: str, change: SetDiff, common: Mapping[str, Any], names: Names) -> View:
    """Show what came and went of tags, or of the choices of a field."""
    both = (*change.removed, *change.added)
    ids = [int(id_) for id_ in both if str(id_).isdigit()] if path == "tags" else []
    tags = {str(id_): name for id_, name in listing.tag_names(read(), ids).items()}
    words = {id_: tags.get(str(id_), id_) if path == "tags" else names.value(path, [id_]) for id_ in both}
    items = [("-", words[id_]) for id_ in change.removed] + [("+", words[id_]) for id_ in change.added]
    return View(**common, kind="set", items=items, ops=(), numbers=(), moved=None, lang="", rough=False)


def _value(path: str, change: ValueDiff | TextDiff, common: Mapping[str, Any], names: Names) -> View:
    before, after = _both(change) if isinstance(change, TextDiff) else (change.before, change.after)
    old, new = names.value(path, before), names.value(path, after)
    return View(
        **common,
        kind="value",
        old=old,
        new=new,
        old_lang=names.reader.lang(old),
        new_lang=names.reader.lang(new),
        lang="",
        ops=(),
        items=(),
        numbers=(),
        moved=None,
        rough=False,
    )
