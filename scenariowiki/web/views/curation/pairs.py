"""Two that may be one, or several: field by field, with all that merging them would do."""

from collections.abc import Sequence
from types import SimpleNamespace as View
from typing import Any

from flask import url_for

from scenariowiki.curation.commands.merging import PreparedMerge, preview_merge
from scenariowiki.curation.queries import said, shown, subjects
from scenariowiki.curation.queries.shown import ShownSide
from scenariowiki.curation.rules import fields
from scenariowiki.curation.rules.fields import FieldRow
from scenariowiki.curation.rules.merging import MergeKind, MergeRequest
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.messages.curation import EFFECTS, LIKENESS, SECOND, SOLUTION_EFFECTS
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.models import Revision
from scenariowiki.web.forms.curation import WINNER, Draft
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.curation import rows
from scenariowiki.web.views.curation.looking import Opened, asked


def pair_body(opened: Opened) -> dict[str, Any]:
    """Return the template of two that may be one, or of several; nothing for what is one by now."""
    kind, pair = subjects.entity_kind(opened.item), subjects.pair_of(opened.item)
    if pair is None:
        return {}
    ids = subjects.merge_ids(read(), opened.item)
    if len(ids) > 2:
        return _batch(opened, kind, ids)
    winner = opened.draft.winner
    if winner not in pair:
        winner = subjects.winner_of(read(), kind, pair)
    loser = pair[0] if winner == pair[1] else pair[1]
    prepared, blocked = (None, None) if opened.item.closed_at else _preview(opened, kind, winner, (loser,))
    return {
        "template": "curation/_pair.html",
        "is_solution": kind is MergeKind.SOLUTION,
        "versions": subjects.versions_of(read(), kind, ids),
        "winner_id": winner,
        "blocked": blocked,
        "sides": _sides(opened, kind, (winner, loser)),
        "likeness": [LIKENESS[code] for code in shown.reasons(read(), kind, pair) if code in LIKENESS],
        "contested": subjects.is_contested(read(), kind, pair),
        "called_different": kind is MergeKind.SCENARIO and said.says_distinct(read(), *pair),
        **_fields(opened, kind, winner, loser),
        **_effects(prepared, kind),
    }


def _preview(
    opened: Opened, kind: MergeKind, winner: int, losers: tuple[int, ...]
) -> tuple[PreparedMerge | None, str | None]:
    try:
        request = MergeRequest(kind=kind, winner=winner, losers=losers)
        return preview_merge(read(), opened.person, request, asked()), None
    except DomainError as refusal:
        return None, text_of(refusal)


def _batch(opened: Opened, kind: MergeKind, ids: Sequence[int]) -> dict[str, Any]:
    """Show all that go into one (M10): each beside the kept one, whose texts stay as they are (M12)."""
    typed = opened.draft.winner
    winner = typed if typed is not None and typed in ids else ids[0]
    losers = tuple(id_ for id_ in ids if id_ != winner)
    prepared, blocked = (None, None) if opened.item.closed_at else _preview(opened, kind, winner, losers)
    sides = _sides(opened, kind, (winner, *losers))
    compared = [(side, _compared(kind, winner, side.id)) for side in sides[1:]]
    names, is_solution = opened.names, kind is MergeKind.SOLUTION
    for side, found in compared:
        side.rows = rows.differing(found, Draft(), {}, names, is_solution=is_solution)
    clashes = {row.path for _side, found in compared for row in found if row.is_clash}
    return {
        "template": "curation/_batch.html",
        "is_solution": is_solution,
        "versions": subjects.versions_of(read(), kind, ids),
        "winner_id": winner,
        "blocked": blocked,
        "sides": sides,
        "clashes": [
            View(
                path=path,
                name=names.field(0 if is_solution else None, path, None),
                kept=opened.draft.choices.get(path) == WINNER,
                problem=path in opened.problems,
            )
            for path in sorted(clashes)
        ],
        "tags": _all_tags(opened, [found for _side, found in compared]),
        **_effects(prepared, kind),
    }


def _all_tags(opened: Opened, compared: Sequence[Sequence[FieldRow]]) -> list[View]:
    """List the tags of all sides once each."""
    found = [tag for one in compared for tag in rows.tags(one, opened.draft, opened.names)]
    return list({tag.id: tag for tag in reversed(found)}.values())[::-1]


def _compared(kind: MergeKind, winner: int, loser: int) -> list[FieldRow]:
    heads = [get_entity(read(), kind, id_).head_rev_id for id_ in (winner, loser)]
    own, other = (read().get_one(Revision, head).snapshot for head in heads)
    return fields.compare(own, other)


def _fields(opened: Opened, kind: MergeKind, winner: int, loser: int) -> dict[str, Any]:
    compared = _compared(kind, winner, loser)
    is_solution, names = kind is MergeKind.SOLUTION, opened.names
    return {
        "rows": rows.differing(compared, opened.draft, opened.problems, names, is_solution=is_solution),
        "equal": rows.equal(compared, names, is_solution=is_solution),
        "tags": rows.tags(compared, opened.draft, names),
    }


def _sides(opened: Opened, kind: MergeKind, ids: Sequence[int]) -> list[View]:
    known = shown.sides(read(), kind, ids)
    return [_side(known[id_], opened.reader) for id_ in ids]


def _side(one: ShownSide, reader: Reader) -> View:
    return View(
        id=one.id,
        no=one.no,
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        url=url_for("scenarios.show", no=one.no),
        audience_url=url_for("scenarios.show", no=one.no, _anchor="audience"),
        state=one.state,
        seq=one.seq,
        author=one.author,
        author_id=one.author_id,
        at=one.at,
        solutions=[(reader.text(title), reader.lang(title)) for title in one.solutions],
        outcomes=one.outcomes,
        comments=one.comments,
        watchers=one.watchers,
    )


def _effects(prepared: PreparedMerge | None, kind: MergeKind) -> dict[str, Any]:
    if prepared is None:
        return {"effects": [], "second": []}
    texts = SOLUTION_EFFECTS if kind is MergeKind.SOLUTION else EFFECTS
    return {
        "effects": [
            str(texts[effect.code]) % {**effect.facts} for effect in prepared.effects if effect.code in texts
        ],
        "second": [SECOND.get(code, code) for code in prepared.needs_second],
    }
