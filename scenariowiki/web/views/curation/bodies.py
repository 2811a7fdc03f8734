"""What an item is about, by its kind, as the templates draw it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace as View
from typing import Any

from flask import current_app, url_for

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging import PreparedMerge, preview_merge
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import said, shown, subjects
from scenariowiki.curation.queries.shown import ShownSide
from scenariowiki.curation.rules import fields
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.curation.rules.merging import MergeKind, MergeRequest
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.messages.curation import EFFECTS, LIKENESS, SECOND, SOLUTION_EFFECTS
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.commands.pending import prepare_acceptance
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries import current_template, history
from scenariowiki.web.forms.curation import Draft
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.curation import claims, listing, rows, undoing
from scenariowiki.web.views.curation.changes import changes_between
from scenariowiki.web.views.scenarios import comparing, frozen, presenting

Problems = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An item as one curator looks at it; `problems` are codes by field."""

    person: Actor
    item: QueueItem
    draft: Draft
    problems: Problems

    @property
    def reader(self) -> Reader:
        """Read as this curator chose to."""
        return Reader.of(self.person)

    @property
    def names(self) -> comparing.Names:
        """Name fields and values in this curator's language."""
        return comparing.Names(current_template(read()), self.reader, {})


def body_of(opened: Opened) -> dict[str, Any]:
    """Return the template of the item's kind and what it draws."""
    return _BODIES.get(ItemKind(opened.item.kind), _page)(opened)


def asked() -> Any:
    """Return who is asked before a merge."""
    return current_app.extensions["merge_effects"]


def _pair(opened: Opened) -> dict[str, Any]:
    kind, pair = subjects.entity_kind(opened.item), subjects.pair_of(opened.item)
    if pair is None:
        return _page(opened)
    winner = opened.draft.winner
    if winner not in pair:
        winner = subjects.winner_of(read(), kind, pair)
    loser = pair[0] if winner == pair[1] else pair[1]
    prepared, blocked = (None, None) if opened.item.closed_at else _preview(opened, kind, winner, loser)
    return {
        "template": "curation/_pair.html",
        "is_solution": kind is MergeKind.SOLUTION,
        "versions": subjects.versions_of(read(), kind, subjects.merge_ids(read(), opened.item)),
        "winner_id": winner,
        "blocked": blocked,
        "sides": _sides(opened, kind, winner, loser),
        "likeness": [LIKENESS[code] for code in shown.reasons(read(), kind, pair) if code in LIKENESS],
        "contested": subjects.is_contested(read(), kind, pair),
        "called_different": kind is MergeKind.SCENARIO and said.says_distinct(read(), *pair),
        **_fields(opened, kind, winner, loser),
        **_effects(prepared, kind),
    }


def _preview(
    opened: Opened, kind: MergeKind, winner: int, loser: int
) -> tuple[PreparedMerge | None, str | None]:
    try:
        request = MergeRequest(kind=kind, winner=winner, losers=(loser,))
        return preview_merge(read(), opened.person, request, asked()), None
    except DomainError as refusal:
        return None, text_of(refusal)


def _fields(opened: Opened, kind: MergeKind, winner: int, loser: int) -> dict[str, Any]:
    snapshots = [
        read().get_one(Revision, get_entity(read(), kind, id_).head_rev_id).snapshot
        for id_ in (winner, loser)
    ]
    compared = fields.compare(snapshots[0], snapshots[1])
    is_solution, names = kind is MergeKind.SOLUTION, opened.names
    return {
        "rows": rows.differing(compared, opened.draft, opened.problems, names, is_solution=is_solution),
        "equal": rows.equal(compared, names, is_solution=is_solution),
        "tags": rows.tags(compared, opened.draft, names),
    }


def _sides(opened: Opened, kind: MergeKind, winner: int, loser: int) -> tuple[View, View]:
    known = shown.sides(read(), kind, (winner, loser))
    return _side(known[winner], opened.reader), _side(known[loser], opened.reader)


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


def _page(opened: Opened) -> dict[str, Any]:
    """Show the page that an item is about, or its one solution, as it stands."""
    scenario = read().get_one(Scenario, opened.item.scenario_id)
    state = history.page_at(read(), scenario.id, scenario.last_seq)
    wanted = opened.item.solution_id
    kind = subjects.entity_kind(opened.item)
    return {
        "template": "curation/_page.html",
        "versions": subjects.versions_of(read(), kind, subjects.merge_ids(read(), opened.item)),
        "scenario": frozen.old_page(scenario, state[None], opened.reader),
        "author": _author(scenario.author_id),
        "at": scenario.submitted_at or scenario.created_at,
        "only_solution": wanted is not None,
        "solutions": [
            frozen.old_solution(number, one, opened.reader)
            for number, one in enumerate(_solutions(state, wanted), start=1)
        ],
    }


def _solutions(state: Mapping[int | None, Revision], wanted: int | None) -> list[Revision]:
    if wanted is None:
        return [one for id_, one in state.items() if id_ is not None]
    return [read().get_one(Revision, get_entity(read(), MergeKind.SOLUTION, wanted).head_rev_id)]


def _author(account_id: int) -> str:
    return accounts.names_of(read(), [account_id]).get(account_id, "")


def _revision(opened: Opened) -> dict[str, Any]:
    item = opened.item
    pending = read().get_one(Revision, item.revision_id)
    kind, ids = subjects.entity_kind(item), subjects.entity_ids(item)
    scenario = read().get_one(Scenario, item.scenario_id)
    blocked = None
    try:
        after = prepare_acceptance(read(), pending.id).text.snapshot
    except DomainError as refusal:
        after, blocked = pending.snapshot, text_of(refusal)
    head = read().get_one(Revision, get_entity(read(), kind, ids[0]).head_rev_id)
    return {
        "template": "curation/_revision.html",
        "versions": subjects.versions_of(read(), kind, ids),
        "blocked": blocked if item.closed_at is None else None,
        "scenario": presenting.head(scenario.no, scenario.title, opened.reader),
        "author": _author(pending.author_id),
        "at": pending.created_at,
        "summary": opened.reader.text(pending.summary),
        "summary_lang": opened.reader.lang(pending.summary),
        "changes": changes_between(head.snapshot, after, pending.solution_id, opened.names),
    }


def _appeal(opened: Opened) -> dict[str, Any]:
    item, reader = opened.item, opened.reader
    op = read().get_one(MergeOp, item.op_id)
    kind, ids = subjects.entity_kind(item), subjects.entity_ids(item)
    note = str(item.facts.get("note", ""))
    return {
        "template": "curation/_appeal.html",
        "versions": subjects.versions_of(read(), kind, ids),
        "objection": reader.text(note),
        "objection_lang": reader.lang(note),
        "objector": _author(item.created_by),
        "objected_at": item.created_at,
        **undoing.merge_context(opened.person, op),
    }


def _audit(opened: Opened) -> dict[str, Any]:
    """Show what was decided by somebody who had a hand in it, and where to see all of it."""
    item, reader = opened.item, opened.reader
    audited = read().get(QueueItem, item.facts.get("audited", 0))
    op = read().get(MergeOp, item.op_id or 0)
    kind, ids = subjects.entity_kind(item), subjects.entity_ids(item)
    if audited is not None:
        note, at, about = audited.note, audited.decided_at, listing.told(audited)
        url = url_for("curation.item", item_id=audited.id)
    else:
        note, at = (op.undo_note, op.undone_at) if op is not None else ("", None)
        about, url = "", url_for("curation.merge", op_id=item.op_id)
    people = accounts.names_of(read(), item.facts.get("deciders", ()))
    merged = subjects.ops_of(read(), audited.id) if audited is not None else ()
    return {
        "template": "curation/_audit.html",
        "versions": subjects.versions_of(read(), kind, ids),
        "deciders": list(people.values()),
        "decided_at": at,
        "about": about,
        "note": reader.text(note),
        "note_lang": reader.lang(note),
        "audited_url": url,
        "undoes": any(one.undone_at is None for one in merged),
    }


def _points(opened: Opened) -> dict[str, Any]:
    return claims.claims_of(opened.item, opened.reader, opened.person)


_BODIES: Mapping[ItemKind, Callable[[Opened], dict[str, Any]]] = {
    ItemKind.DUP_SCENARIO: _pair,
    ItemKind.DUP_SOLUTION: _pair,
    ItemKind.REVISION: _revision,
    ItemKind.UNMERGE_APPEAL: _appeal,
    ItemKind.AUDIT: _audit,
    ItemKind.FRAUD: _points,
    ItemKind.POINTS_APPEAL: _points,
}
