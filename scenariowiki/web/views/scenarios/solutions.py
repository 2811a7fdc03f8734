"""Adding one's own solution, editing one, and moving it between states."""

from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, report_outcome
from scenariowiki.scenarios.commands.revise import EditConflict, PreparedPage, revise_page
from scenariowiki.scenarios.models import WorkingCopy
from scenariowiki.scenarios.queries import page, parts
from scenariowiki.scenarios.queries import personal as own
from scenariowiki.scenarios.queries.page import PageContent
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.web import limits, tickets
from scenariowiki.web.forms import solutions as forms
from scenariowiki.web.forms.outcomes import OutcomeForm
from scenariowiki.web.forms.solutions import SolutionDraft, SummaryForm
from scenariowiki.web.once import Answer, act_once, new_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import (
    conflict,
    drafts,
    from_comment,
    hinting,
    moved,
    parted,
    presenting,
)
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.merged import sent_via


@bp.get("/scenarios/<no:no>/solutions/new")
@bp.get("/scenarios/<no:no>/solutions/<int:solution_id>/edit")
def solution(no: int, solution_id: int | None = None) -> ResponseReturnValue:
    """Show the form of one solution, filled with what was typed and not saved the last time."""
    person = actor()
    copy = own.find_working_copy(read(), person, target(no, solution_id))
    if moved.is_merged(person, page.get_page_row(read(), person, no)):
        return moved.lead_on(person, no, copy, solution_id)
    content = _editable(person, no, solution_id)
    if solution_id is not None and copy is not None and moved.is_solution_merged(solution_id):
        return moved.ask(person, no, copy, solution_id=solution_id, is_page=False)
    typed = forms.read_solutions(drafts.data_of(copy)) if copy else []
    draft = typed[0] if typed else _stored(content, solution_id)
    if solution_id is None:
        from_comment.fill(draft, content)
    data = drafts.data_of(copy) if copy else MultiDict()
    return _page(content, solution_id, draft, SummaryForm(), copy, data=data)


@bp.post("/scenarios/<no:no>/solutions/new")
@bp.post("/scenarios/<no:no>/solutions/<int:solution_id>/edit")
@limits.edit
def save_solution(no: int, solution_id: int | None = None) -> ResponseReturnValue:
    """Add or revise one solution; somebody else's change to the same sentence is settled on the edit page."""
    person, act = actor(), request.form.get("act", "save")
    if moved.is_merged(person, page.get_page_row(read(), person, no)):
        copy = _keep(person, no, solution_id)
        return moved.refuse(person, no, copy, solution_id=solution_id, is_page=False)
    if led := parted.carry(person, no, solution_id):
        return led
    content = _editable(person, no, solution_id)
    if act in {"later", "drop"}:
        return _put_away(person, no, solution_id, act)
    typed, form = forms.read_solutions(request.form)[:1] or [forms.blank()], SummaryForm(request.form)
    if act == hinting.ACT or forms.rearrange(typed, act):
        return _page(content, solution_id, typed[0], form)
    return _settle(person, content, typed, form, solution_id)


def _settle(
    person: Actor,
    content: PageContent,
    typed: list[SolutionDraft],
    form: SummaryForm,
    solution_id: int | None,
) -> ResponseReturnValue:
    """Save what was typed, or give it back with what is in its way."""
    no = content.row.no
    try:
        outcome = _outcome(person, solution_id)
        prepared = conflict.prepare(person, no, _input(typed, solution_id, form))
        act_once(person, lambda uow: _save(uow, person, prepared, solution_id, outcome))
    except Invalid as error:
        _refuse(form, typed, error)
        return _page(content, solution_id, typed[0], form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        copy = _keep(person, no, solution_id)
        if isinstance(error, EditConflict):
            return conflict.page(person, content, error, copy), HTTPStatus.CONFLICT
        return moved.refuse(person, no, copy, solution_id=solution_id, is_page=False, error=error)
    drafts.arrived(person, _autosave_url(no, solution_id))
    flash(_("Your solution is saved."), "ok")
    return redirect(url_for(".show", no=no, via=sent_via()), 303)


@bp.post("/scenarios/<no:no>/solutions/autosave")
@limits.typing
def autosave_solution(no: int) -> ResponseReturnValue:
    """Keep what is being typed of one solution."""
    solution_id = request.args.get("solution", type=int)
    if moved.is_merged(actor(), page.get_page_row(read(), actor(), no)):
        copy = _keep(actor(), no, solution_id)
        return moved.refuse(actor(), no, copy, solution_id=solution_id, is_page=False)
    editable_row(actor(), no, solution_id)
    _keep(actor(), no, solution_id)
    return "", HTTPStatus.NO_CONTENT


@bp.post("/scenarios/<no:no>/solutions/discard")
def discard_solution(no: int) -> ResponseReturnValue:
    """Forget what was typed of one solution and not saved."""
    solution_id = request.args.get("solution", type=int)
    with write() as uow:
        personal.drop_working_copy(uow, actor(), target(no, solution_id))
    drafts.arrived(actor(), _autosave_url(no, solution_id))
    return redirect(url_for(".show", no=no), 303)


def redraw(problem: str, no: int, solution_id: int | None = None) -> str:
    """Draw the form again as it was sent, with what went wrong above it."""
    typed = forms.read_solutions(request.form)[:1] or [forms.blank()]
    form = SummaryForm(request.form)
    form.form_errors = [problem]
    return _page(_editable(actor(), no, solution_id), solution_id, typed[0], form)


def _keep(person: Actor, no: int, solution_id: int | None) -> WorkingCopy:
    with write() as uow:
        return personal.keep_working_copy(uow, person, target(no, solution_id), conflict.typed())


def _put_away(person: Actor, no: int, solution_id: int | None, act: str) -> ResponseReturnValue:
    if act == "later":
        _keep(person, no, solution_id)
        flash(_("Kept as your working copy."), "ok")
    else:
        with write() as uow:
            personal.drop_working_copy(uow, person, target(no, solution_id))
    drafts.arrived(person, _autosave_url(no, solution_id))
    return redirect(url_for(".show", no=no), 303)


def _autosave_url(no: int, solution_id: int | None) -> str:
    return url_for(".autosave_solution", no=no, solution=solution_id)


def target(no: int, solution_id: int | None) -> str:
    """Name what a working copy of one solution, or of a new one, is kept for."""
    return f"solution:{no}:{solution_id}" if solution_id else f"solution:{no}"


def editable_row(person: Actor, no: int, solution_id: int | None) -> Any:
    """Return the page whose solution, or to which a new one, this person may write; raise otherwise."""
    row = page.get_page_row(read(), person, no)
    (policy.require_revise if solution_id else policy.require_add_solution)(person, row)
    return row


def _editable(person: Actor, no: int, solution_id: int | None) -> PageContent:
    return page.load_texts(read(), editable_row(person, no, solution_id).id)


def _stored(content: PageContent, solution_id: int | None) -> SolutionDraft:
    if solution_id is None:
        return forms.blank()
    part = next((part for part in content.solutions if part.row.id == solution_id), None)
    if part is None:
        raise NotFound("no_solution")
    return forms.from_snapshot(part.snapshot, solution_id=part.row.id, seq=part.seq)


def _input(typed: list[SolutionDraft], solution_id: int | None, form: SummaryForm) -> PageInput:
    typed[0].id = str(solution_id or "")
    if typed[0].to_input().is_empty():
        raise Invalid(fields={"solutions.0.steps": "required"})
    begun_on = moved.sent_from()
    return PageInput(
        solutions=forms.inputs(typed),
        base_seq=dict(forms.base_seqs(typed)),
        summary=form.summary.data or "",
        via=sent_via(),
        begun_on={solution_id: begun_on} if begun_on and solution_id else {},
        from_warning=solution_id is None and bool(request.form.get("from_warning")),
    )


def _outcome(person: Actor, solution_id: int | None) -> OutcomeInput | None:
    """Return what came of a solution that was taken over from a new scenario, if that was said."""
    form = OutcomeForm(request.form, prefix="outcome-")
    if solution_id is not None or form.is_empty():
        return None
    return form.to_input(today=drafts.today(person))


def _save(
    uow: UnitOfWork,
    person: Actor,
    prepared: PreparedPage,
    solution_id: int | None,
    outcome: OutcomeInput | None = None,
) -> Answer:
    scenario = revise_page(uow, person, prepared)
    if outcome is not None:
        newest = parts.newest_solution(uow.session, scenario.id)
        report_outcome(uow, person, newest, outcome, via=sent_via())
    tickets.settle(uow, person, scenario.no, scenario.last_seq)
    personal.drop_working_copy(uow, person, target(prepared.no, solution_id))
    begun_at = sent_via()
    if begun_at is not None and solution_id is not None:  # what was kept of it when it was refused (M24)
        kept = target(begun_at, moved.sent_from() or solution_id)
        personal.drop_working_copy(uow, person, kept)
    return {"no": prepared.no}


def _refuse(form: SummaryForm, typed: list[SolutionDraft], error: Invalid) -> None:
    above = forms.show_problems(typed, error)
    placed = [text for some in typed[0].errors.values() for text in some]
    placed += [text for step in typed[0].steps for text in step.errors]
    if "summary" in error.fields:
        form.refuse(Invalid(fields={"summary": error.fields["summary"]}))
    form.form_errors = [*above, *dict.fromkeys(placed)] or [text_of(error)]


def _page(
    content: PageContent,
    solution_id: int | None,
    draft: SolutionDraft,
    form: SummaryForm,
    copy: WorkingCopy | None = None,
    data: "MultiDict[str, str] | None" = None,
) -> str:
    """Draw the form; `data` is what was sent or kept, of which the outcome and the warning go along."""
    data = request.form if data is None else data
    outcome = OutcomeForm(data, prefix="outcome-")
    no, reader = content.row.no, Reader.of(actor())
    html = content.html.get("situation", "")
    situation: Markup = reader.html(html)
    return render_template(
        "scenarios/solution.html",
        scenario=presenting.head(no, content.snapshot["title"], reader),
        s=draft,
        hints=hinting.shown("", "", [draft]),
        form=form,
        urls=View(autosave=_autosave_url(no, solution_id)),
        saved_text=drafts.saved_text(copy),
        working_copy=copy,
        discard_url=url_for(".discard_solution", no=no, solution=solution_id),
        once=new_key(),
        adding=solution_id is None,
        outcome_form=outcome if solution_id is None and not outcome.is_empty() else None,
        from_warning=bool(data.get("from_warning")),
        situation_html=situation,
    )
