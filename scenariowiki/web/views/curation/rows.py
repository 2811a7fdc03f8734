"""The fields of two sides as the merge form draws them: what differs, what was chosen, what must be."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace as View
from typing import Any

from scenariowiki.curation.rules.fields import ONE_OF, FieldRow
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.messages.wiki import DIRECTIONS
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import listing
from scenariowiki.scenarios.rules.template import FieldKind
from scenariowiki.text.numbers import figures_in
from scenariowiki.web.forms.curation import WINNER, Draft, fingerprint
from scenariowiki.web.views.curation import aligning
from scenariowiki.web.views.curation.aligning import Pair
from scenariowiki.web.views.scenarios.comparing import Names

FIGURES = 3
WRITTEN = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


def differing(
    rows: Sequence[FieldRow], draft: Draft, problems: Mapping[str, Any], names: Names, *, is_solution: bool
) -> list[View]:
    """Show the fields that differ, tags last: they are ticked, not chosen."""
    found = [_row(row, draft, problems, names) for row in rows if not row.is_same and row.path != "tags"]
    for view in found:
        view.name = names.field(0 if is_solution else None, view.path, None)
        view.part = "sol" if is_solution else "sit"
    return found


def equal(rows: Sequence[FieldRow], names: Names, *, is_solution: bool) -> list[tuple[str, str, str]]:
    """List what both sides have alike as (name, value, language)."""
    found = [(row.path, names.reader.text(names.value(row.path, row.winner))) for row in rows if row.is_same]
    group = 0 if is_solution else None
    return [(names.field(group, path, None), text, names.reader.lang(text)) for path, text in found if text]


def tags(rows: Sequence[FieldRow], draft: Draft, names: Names) -> list[View]:
    """List the tags of both sides, each ticked unless it was unticked (M13)."""
    row = next((one for one in rows if one.path == "tags"), None)
    if row is None:
        return []
    own, other = row.winner or [], row.loser or []
    known = listing.tag_names(read(), {*own, *other})
    return [
        View(
            id=id_,
            name=names.reader.text(known.get(id_, "")),
            lang=names.reader.lang(known.get(id_, "")),
            whose="both" if id_ in own and id_ in other else "winner" if id_ in own else "loser",
            ticked=id_ not in draft.unticked,
        )
        for id_ in dict.fromkeys([*own, *other])
    ]


def _row(row: FieldRow, draft: Draft, problems: Mapping[str, Any], names: Names) -> View:
    mine, theirs = (names.reader.text(names.value(row.path, value)) for value in (row.winner, row.loser))
    proposal = _proposal(row, names)
    chosen = draft.choices.get(row.path, "" if row.is_clash else WINNER)
    problem = problems.get(row.path)
    return View(
        path=row.path,
        id=row.path.replace(".", "-"),
        pairs=_pairs(row, mine, theirs, names),
        lang=names.reader.lang(f"{mine}{theirs}"),
        is_clash=row.is_clash,
        figures=_figures(mine, theirs) if row.is_clash else None,
        choice=chosen,
        problem=str(text_for(str(problem))) if problem else None,
        combines=proposal is not None or _is_several(row),
        own=draft.texts.get(row.path, proposal),
        united=names.value(row.path, row.proposal) if _is_several(row) else None,
        fingerprint=fingerprint(proposal) if proposal is not None and row.proposal is not None else "",
    )


def _figures(mine: str, theirs: str) -> tuple[str, str] | None:
    """Name the figures that only one side has, as it writes them; None where a side has none of its own."""
    ours, other = dict(figures_in(mine)), dict(figures_in(theirs))
    own = (_own(ours, other), _own(other, ours))
    return own if all(own) else None


def _own(figures: Mapping[str, str], others: Mapping[str, str]) -> str:
    own = [str(DIRECTIONS.get(one, written)) for one, written in figures.items() if one not in others]
    return "、".join(own[:FIGURES])


def _pairs(row: FieldRow, mine: str, theirs: str, names: Names) -> list[Pair]:
    if row.path == "steps":
        return aligning.align_lists(*(_steps(value, names) for value in (row.winner, row.loser)))
    return aligning.align_texts(mine, theirs)


def _steps(value: Any, names: Names) -> list[str]:
    return [names.reader.text(step["text"]) for step in value or ()]


def _proposal(row: FieldRow, names: Names) -> str | None:
    """Return the text to begin with where both sides are wanted; None where nothing can be worded."""
    if row.path in ONE_OF or _is_several(row):
        return None
    if row.path == "steps":
        return "\n".join(step["text"].replace("\n", " ") for step in row.proposal or ())
    if row.path.startswith("fields."):
        found = names.template.find(row.path.removeprefix("fields."))
        if found is None or found.kind not in WRITTEN:
            return None
    if row.proposal is not None:
        return str(row.proposal)
    return (
        "；".join(str(value) for value in (row.winner, row.loser) if value) if row.path == "title" else None
    )


def _is_several(row: FieldRow) -> bool:
    return row.path != "steps" and isinstance(row.proposal, list)
