"""Turning a merge round: what both sides say, what is chosen, what it changes; doing it."""

from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands.swapping import PreparedSwap, SwapRequest, prepare_swap, swap
from scenariowiki.curation.commands.unmerging import get_op
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.merging import Choice, MergeKind
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from scenariowiki.runtime.messages import text_for, text_of
from scenariowiki.runtime.messages.curation import EFFECTS, SECOND
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.scenarios.queries import current_template
from scenariowiki.web import limits
from scenariowiki.web.forms.curation import NAMES, Draft, read_decision
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation import rows, undoing
from scenariowiki.web.views.curation.blueprint import bp
from scenariowiki.web.views.curation.looking import asked
from scenariowiki.web.views.scenarios import comparing


@bp.get("/merges/<int:op_id>/swap")
def swap_form(op_id: int) -> ResponseReturnValue:
    """Show what keeping the other side would do, with every field as it reads now."""
    person = require_permission(Permission.CURATE)
    get_op(read(), person, op_id)
    return _page(person, prepare_swap(read(), person, op_id, asked()))


@bp.post("/merges/<int:op_id>/swap")
@limits.edit
def swap_merge(op_id: int) -> ResponseReturnValue:
    """Undo the merge and make it the other way round, in one go."""
    person = require_permission(Permission.CURATE)
    get_op(read(), person, op_id)
    given = _request()
    try:
        with write() as uow:
            prepared = prepare_swap(uow.session, person, op_id, uow.merge_effects)
            (made,) = swap(uow, person, prepared, given)
            id_ = made.id
    except (Conflict, Forbidden, Invalid) as refusal:
        read().rollback()
        return _refused(person, op_id, refusal)
    flash(_("Turned round: the other one is kept now."), "ok")
    return redirect(url_for(".merge", op_id=id_), 303)


def _request() -> SwapRequest:
    typed = read_decision(request.form)
    return SwapRequest(
        versions=typed.versions,
        note=typed.note,
        fields=typed.fields,
        unticked=typed.unticked,
        keep_current=typed.keep_current,
        override=typed.override,
    )


def _refused(person: Actor, op_id: int, refusal: DomainError) -> ResponseReturnValue:
    """Show the form again with what was typed; where nothing is left to turn round, the merge itself."""
    try:
        prepared = prepare_swap(read(), person, op_id, asked())
    except DomainError:
        flash(text_of(refusal), "warn")
        return redirect(url_for(".merge", op_id=op_id), 303)
    return _page(person, prepared, refusal), status_of(refusal)


def _page(person: Actor, prepared: PreparedSwap, refusal: DomainError | None = None) -> str:
    problems = refusal.fields if isinstance(refusal, Invalid) else {}
    reader, op = Reader.of(person), prepared.op
    names = comparing.Names(current_template(read()), reader, {})
    is_solution = MergeKind(op.kind) is MergeKind.SOLUTION
    draft = _mirrored(prepared) if refusal is None else Draft.typed(request.form)
    kept, merged = (undoing.end_of(MergeKind(op.kind), id_, reader) for id_ in (op.loser_id, op.winner_id))
    return render_template(
        "curation/swap_form.html",
        op=View(id=op.id, url=url_for(".merge", op_id=op.id)),
        versions=subjects.versions_of_ops(read(), [op]),
        winner=kept,
        loser=merged,
        is_solution=is_solution,
        confirming=False,
        typed=draft,
        refusal=_told(refusal),
        problem=text_for(str(problems["note"])) if "note" in problems else None,
        rows=rows.differing(prepared.rows, draft, problems, names, is_solution=is_solution),
        tags=rows.tags(prepared.rows, draft, names),
        effects=[str(EFFECTS[one.code]) % {**one.facts} for one in prepared.effects if one.code in EFFECTS],
        second=[SECOND.get(code, code) for code in prepared.needs_second],
        conflicts=bool(prepared.undoing.conflicts),
        conflict_of_interest=prepared.undoing.has_conflict_of_interest,
        few=prepared.undoing.few_curators,
    )


def _told(refusal: DomainError | None) -> str | None:
    if isinstance(refusal, Invalid) and refusal.fields:
        return str(_("Nothing was done yet: please look at the marked places."))
    return text_of(refusal) if refusal is not None else None


def _mirrored(prepared: PreparedSwap) -> Draft:
    """Begin with every field as readers see it now."""
    chosen = prepared.fields
    return Draft(
        choices={path: NAMES.get(one.choice.value, "both") for path, one in chosen.items()},
        texts={
            path: "\n".join(one.value) if isinstance(one.value, list) else str(one.value)
            for path, one in chosen.items()
            if one.choice is Choice.EDITED
        },
        unticked=prepared.unticked,
    )
