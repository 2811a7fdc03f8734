"""What an item is about, by its kind, as the templates draw it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for

from scenariowiki.accounts import queries as accounts
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.messages import text_for, text_of
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.commands.pending import prepare_acceptance
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries import history
from scenariowiki.web.views.curation import approving, claims, listing, pairs, reviewing, undoing
from scenariowiki.web.views.curation.changes import changes_between
from scenariowiki.web.views.curation.looking import Opened
from scenariowiki.web.views.scenarios import frozen, presenting

Problems = Mapping[str, Any]


def body_of(opened: Opened) -> dict[str, Any]:
    """Return the template of the item's kind and what it draws."""
    return _BODIES.get(ItemKind(opened.item.kind), _page)(opened)


def _pair(opened: Opened) -> dict[str, Any]:
    return pairs.pair_body(opened) or _page(opened)


def _page(opened: Opened) -> dict[str, Any]:
    """Show the page that an item is about, or its one solution, as it stands."""
    scenario = read().get_one(Scenario, opened.item.scenario_id)
    state = history.page_at(read(), scenario.id, scenario.last_seq)
    wanted = opened.item.solution_id
    kind = subjects.entity_kind(opened.item)
    return {
        "template": "curation/_page.html",
        "review": reviewing.why(opened.item, opened.reader),
        "successor": opened.draft.successor,
        "successor_problem": text_for(str(wrong)) if (wrong := opened.problems.get("successor")) else "",
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
    ItemKind.SOP: approving.sop_body,
}
