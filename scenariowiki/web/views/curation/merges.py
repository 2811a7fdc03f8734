"""A merge by itself: what was merged, by whom and why; what undoing it changes; undoing it."""

from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands.rehoming import rehome
from scenariowiki.curation.commands.unmerging import UnmergeRequest, get_op, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.queries.since import Added, written_since
from scenariowiki.curation.rules.merging import UnmergeReason
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from scenariowiki.runtime.messages import STATES, text_for, text_of
from scenariowiki.runtime.messages.curation import NOTES, PARTS
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.curation import Draft, read_versions
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation import undoing
from scenariowiki.web.views.curation.blueprint import bp


@bp.get("/merges/<int:op_id>")
def merge(op_id: int) -> ResponseReturnValue:
    """Show a merge and what undoing it would change."""
    person = require_permission(Permission.CURATE)
    return _page(person, get_op(read(), person, op_id))


@bp.post("/merges/<int:op_id>/undo")
@limits.edit
def undo(op_id: int) -> ResponseReturnValue:
    """Undo a merge (U1); where later edits stand in the way, ask whether they may stay (U5)."""
    person = require_permission(Permission.CURATE)
    op = get_op(read(), person, op_id)
    try:
        given = _request()
        prepared = prepare_unmerge(read(), person, op_id)
        with write() as uow:
            unmerge(uow, person, prepared, given)
    except (Conflict, Forbidden, Invalid) as refusal:
        read().rollback()
        return _page(person, get_op(read(), person, op.id), refusal), status_of(refusal)
    flash(_("The merge is undone; both stand by themselves again."), "ok")
    return redirect(url_for(".merge", op_id=op_id), 303)


@bp.post("/merges/<int:op_id>/rehome")
@limits.edit
def give_over(op_id: int) -> ResponseReturnValue:
    """Give one solution, comment or outcome written since to the other side (U7)."""
    person = require_permission(Permission.CURATE)
    get_op(read(), person, op_id)
    part, id_ = request.form.get("part", ""), number_or_none(request.form.get("id")) or 0
    if part not in set(Added):
        raise NotFound("no_object")
    try:
        with write() as uow:
            rehome(uow, person, op_id, Added(part), id_, str(_("Belongs to another scenario")))
    except Conflict as refusal:
        read().rollback()
        return _page(person, get_op(read(), person, op_id), refusal), status_of(refusal)
    flash(_("It belongs to the other side now. The same button brings it back."), "ok")
    return redirect(url_for(".merge", op_id=op_id, _anchor="since"), 303)


def _since(op: MergeOp, reader: Reader) -> list[View]:
    return [
        View(
            part=one.part.value,
            word=PARTS[one.part],
            id=one.id,
            text=reader.text(one.text)[:120],
            lang=reader.lang(one.text),
            by=one.by,
            at=one.at,
            with_winner=one.side == op.winner_id,
        )
        for one in written_since(read(), op)
    ]


def _request() -> UnmergeRequest:
    reason = request.form.get("reason", "")
    if reason not in set(UnmergeReason):
        raise Invalid(fields={"reason": "reason_needed"})
    note = request.form.get("note", "").strip() or str(NOTES.get(reason, ""))
    return UnmergeRequest(
        reason=UnmergeReason(reason),
        note=note,
        keep_current="keep_current" in request.form,
        override="override" in request.form,
        versions=read_versions(request.form),
    )


def _page(person: Actor, op: MergeOp, refusal: DomainError | None = None) -> str:
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    can_swap = op.undone_at is None and subjects.is_on_top(read(), op)
    return render_template(
        "curation/merge.html",
        refusal=text_of(refusal) if refusal is not None and not fields else None,
        problems={
            name: text_for(str(fields[name])) if name in fields else None for name in ("reason", "note")
        },
        typed=Draft.typed(request.form),
        reasons=[
            (value, word, NOTES.get(value, ""))
            for value, word in STATES["UnmergeReason"].items()
            if value != UnmergeReason.SWAPPED
        ],
        since=_since(op, Reader.of(person)),
        rehome_url=url_for(".give_over", op_id=op.id),
        versions=subjects.versions_of_ops(read(), [op]),
        swap_url=url_for(".swap_form", op_id=op.id) if can_swap else None,
        **undoing.merge_context(person, op),
    )
