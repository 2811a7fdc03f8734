"""Did it help: one tap under a solution says so, with the number of the outside case where there is one."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from scenariowiki.feedback.commands import using
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.feedback.queries.uses import get_told
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import parts
from scenariowiki.web import limits
from scenariowiki.web.forms.feedback import UseForm
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp
from scenariowiki.web.views.scenarios import outcomes, presenting
from scenariowiki.web.views.scenarios.drafts import today
from scenariowiki.web.views.scenarios.merged import sent_via


@bp.post("/scenarios/<no:no>/solutions/<int:solution_id>/used")
@limits.edit
def use(no: int, solution_id: int) -> ResponseReturnValue:
    """Keep that a solution was used today, and whether it helped; the same tap twice counts once."""
    person, form, via = actor(), UseForm(request.form), sent_via()
    content, number, _part = outcomes.addressed(person, no, solution_id)
    try:
        given = using.prepare_use(
            UseInput(helped=form.answer(), day=today(person), case_no=form.case_no.data or "")
        )
        with write() as uow:
            told = using.record_use(uow, person, solution_id, given, via=via).id
    except (Invalid, Conflict) as error:
        form.refuse(error)
        about = presenting.head(content.row.no, content.snapshot["title"], Reader.of(person))
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return render_template("feedback/used.html", form=form, scenario=about, number=number), status
    flash(_thanks(url_for(".used", no=no, use_id=told, via=via)), "ok")
    return redirect(url_for("scenarios.show", no=no, via=via, _anchor=f"use-{solution_id}"), 303)


@bp.get("/scenarios/<no:no>/uses/<int:use_id>")
def used(no: int, use_id: int) -> ResponseReturnValue:
    """Show what one told of a solution, to take it back."""
    person = actor()
    row = parts.get_canonical(read(), person, no)
    told = get_told(read(), person, use_id)
    return render_template(
        "feedback/taking_back.html",
        scenario=presenting.head(row.no, row.title, Reader.of(person)),
        use=told.use,
        standing=told.standing.value,
        may_take_back=told.may_be_taken_back(clock.now()),
        via=sent_via(),
    )


@bp.post("/scenarios/<no:no>/uses/<int:use_id>")
@limits.edit
def take_back(no: int, use_id: int) -> ResponseReturnValue:
    """Take back what one told of a solution."""
    person, via = actor(), sent_via()
    parts.get_canonical(read(), person, no)
    with write() as uow:
        solution_id = using.take_use_back(uow, person, use_id).solution_id
    flash(_("Taken back; it no longer counts."), "ok")
    return redirect(url_for("scenarios.show", no=no, via=via, _anchor=f"use-{solution_id}"), 303)


def _thanks(url: str) -> Markup:
    """Say thank you, with a way back for a slip of the finger."""
    thanks, back = _("Thank you for telling."), _("A slip? Take it back")
    return Markup('{} <a href="{}">{}</a>').format(thanks, url, back)
