"""Reporting how a solution worked, and deciding about such reports."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import outcomes
from scenariowiki.scenarios.commands.outcomes import OutcomeInput
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.page import PageContent, SolutionPart
from scenariowiki.scenarios.rules.states import OutcomeState
from scenariowiki.web import limits
from scenariowiki.web.forms.outcomes import OutcomeForm
from scenariowiki.web.once import Answer, act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import drafts, presenting
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.merged import sent_via


@bp.get("/scenarios/<no:no>/solutions/<int:solution_id>/outcomes/new")
def report(no: int, solution_id: int) -> ResponseReturnValue:
    """Ask how a solution worked."""
    content, number, part = addressed(actor(), no, solution_id)
    form = OutcomeForm(data={"applied_on": drafts.today(actor()).isoformat()})
    return _page(content, number, part, form)


@bp.post("/scenarios/<no:no>/solutions/<int:solution_id>/outcomes/new")
@limits.edit
def save_report(no: int, solution_id: int) -> ResponseReturnValue:
    """Report how a solution worked."""
    person = actor()
    content, number, part = addressed(person, no, solution_id)
    form = OutcomeForm(request.form)
    try:
        given = form.to_input(today=drafts.today(person))
        act_once(person, lambda uow: _report(uow, person, solution_id, given))
    except Invalid as error:
        form.refuse_outcome(error)
        return _page(content, number, part, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Thank you; your report counts from now on."), "ok")
    return redirect(url_for(".show", no=no, via=sent_via(), _anchor=f"solution-{number}"), 303)


@bp.post("/scenarios/<no:no>/outcomes/<int:outcome_id>/transition")
@limits.edit
def move_outcome(no: int, outcome_id: int) -> ResponseReturnValue:
    """Verify, dispute or retract an outcome."""
    person = actor()
    page.get_page_row(read(), person, no)
    to = request.form.get("to", "")
    if to not in set(OutcomeState):
        raise Invalid(fields={"to": "not_a_choice"})
    with write() as uow:
        outcomes.move_outcome(uow, person, outcome_id, OutcomeState(to), note=request.form.get("note", ""))
    return redirect(url_for(".show", no=no), 303)


def _report(uow: UnitOfWork, person: Actor, solution_id: int, given: OutcomeInput) -> Answer:
    return {"id": outcomes.report_outcome(uow, person, solution_id, given, via=sent_via()).id}


def addressed(person: Actor, no: int, solution_id: int) -> tuple[PageContent, int, SolutionPart]:
    """Return a page, and the solution of it that a report is about; NotFound for one of another page."""
    row = page.get_page_row(read(), person, no)
    policy.require(policy.may_report_outcome(person, row))
    content = page.load_page(read(), row.id)
    for number, part in enumerate(content.solutions, start=1):
        if part.row.id == solution_id:
            return content, number, part
    raise NotFound("no_solution")


def _page(content: PageContent, number: int, part: SolutionPart, form: OutcomeForm) -> str:
    reader = Reader.of(actor())
    form.result.flags.required = True
    return render_template(
        "scenarios/report.html",
        scenario=presenting.head(content.row.no, content.snapshot["title"], reader),
        number=number,
        steps=presenting.steps(part.snapshot, part.html, reader),
        form=form,
        once=kept_key(),
    )
