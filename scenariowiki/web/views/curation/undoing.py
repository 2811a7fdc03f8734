"""One merge as its pages draw it: both sides as they were, and what undoing it would change."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace as View
from typing import Any

from flask import current_app, url_for

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.foretelling import effects_of_undoing
from scenariowiki.curation.commands.unmerging import PreparedUnmerge, prepare_unmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules import fields
from scenariowiki.curation.rules.merging import MergeKind, MergeReason, UnmergeReason
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.messages import text_of, word_for
from scenariowiki.runtime.messages.curation import UNDOING
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries import current_template
from scenariowiki.scenarios.rules.content import Snapshot, solution_title
from scenariowiki.web.forms.curation import Draft
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.curation import rows
from scenariowiki.web.views.curation.changes import changes_between
from scenariowiki.web.views.scenarios import comparing


def merge_context(person: Actor, op: MergeOp) -> dict[str, Any]:
    """Return a merge as its page and an objection's page show it."""
    reader = Reader.of(person)
    names = comparing.Names(current_template(read()), reader, {})
    kind = MergeKind(op.kind)
    is_solution = kind is MergeKind.SOLUTION
    before = read().get_one(Revision, op.journal["first_parent"]).snapshot
    loser = get_entity(read(), kind, op.loser_id)
    other = read().get_one(Revision, loser.head_rev_id).snapshot
    compared = fields.compare(before, other)
    return {
        "op": _op(op, reader),
        "is_solution": is_solution,
        "winner": end_of(kind, op.winner_id, reader, before),
        "loser": end_of(kind, op.loser_id, reader, other),
        "rows": rows.differing(compared, Draft(), {}, names, is_solution=is_solution),
        "contested": subjects.is_contested(
            read(), kind, (min(op.winner_id, op.loser_id), max(op.winner_id, op.loser_id))
        ),
        **_undoing(person, op, names),
    }


def _op(op: MergeOp, reader: Reader) -> View:
    people = accounts.names_of(read(), [op.applied_by, *([op.undone_by] if op.undone_by else [])])
    undone = op.undone_at and View(
        at=op.undone_at,
        by=people.get(op.undone_by or 0, ""),
        reason=word_for(UnmergeReason(op.undo_reason)) if op.undo_reason else "",
        note=reader.text(op.undo_note),
        lang=reader.lang(op.undo_note),
    )
    return View(
        id=op.id,
        at=op.applied_at,
        by=people.get(op.applied_by, ""),
        reason=word_for(MergeReason(op.reason)),
        note=reader.text(op.note),
        lang=reader.lang(op.note),
        undone=undone,
        item_url=url_for("curation.item", item_id=op.item_id),
        url=url_for("curation.merge", op_id=op.id),
    )


def end_of(kind: MergeKind, id_: int, reader: Reader, then: Snapshot | None = None) -> View:
    """Show one side of a merge: the number it was written under, its title now or `then`."""
    row = get_entity(read(), kind, id_)
    scenario = row if isinstance(row, Scenario) else read().get_one(Scenario, row.scenario_id)
    title = row.title
    if then is not None:
        title = then["title"] if isinstance(row, Scenario) else solution_title(then)
    return View(
        no=scenario.no,
        title=reader.text(title),
        lang=reader.lang(title),
        url=url_for("scenarios.show", no=scenario.no, redirect="no" if scenario.state == "merged" else None),
    )


def _undoing(person: Actor, op: MergeOp, names: comparing.Names) -> dict[str, Any]:
    """Say what undoing would change; why it cannot be done where it cannot."""
    nothing: dict[str, Any] = {
        **dict.fromkeys(("changes", "conflicts", "cascade", "told"), ()),
        "conflict_of_interest": False,
    }
    if op.undone_at is not None:
        return {**nothing, "blocked": None, "few": False}
    try:
        prepared = prepare_unmerge(read(), person, op.id)
    except DomainError as refusal:
        return {**nothing, "blocked": text_of(refusal), "few": False}
    head = read().get_one(Revision, prepared.head_id).snapshot
    solution_id = op.winner_id if op.kind == MergeKind.SOLUTION else None
    return {
        "blocked": None,
        "changes": changes_between(head, prepared.text.snapshot, solution_id, names),
        "conflicts": list(_conflicts(prepared, names)),
        "told": _told(prepared),
        "cascade": [_pair_of(one.op, names.reader) for one in prepared.cascade],
        "conflict_of_interest": prepared.has_conflict_of_interest,
        "few": prepared.few_curators,
    }


def _told(prepared: PreparedUnmerge) -> list[str]:
    """Say what becomes of SOPs and points."""
    effects = effects_of_undoing(read(), [prepared], current_app.extensions["unmerge_effects"])
    return [str(UNDOING[one.code]) % {**one.facts} for one in effects if one.code in UNDOING]


def _conflicts(prepared: PreparedUnmerge, names: comparing.Names) -> Iterator[Mapping[str, Any]]:
    for one in prepared.all_conflicts():
        is_solution = prepared.op.kind == MergeKind.SOLUTION
        now, then = (names.reader.text(names.value(one.field, value)) for value in (one.ours, one.theirs))
        yield {
            "name": names.field(0 if is_solution else None, one.field, one.key),
            "now": comparing.side(then, now),
            "then": comparing.side(now, then),
            "lang": names.reader.lang(f"{now}{then}"),
        }


def _pair_of(op: MergeOp, reader: Reader) -> tuple[View, View]:
    kind = MergeKind(op.kind)
    return end_of(kind, op.winner_id, reader), end_of(kind, op.loser_id, reader)
