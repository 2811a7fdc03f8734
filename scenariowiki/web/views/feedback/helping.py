"""Did it help: one tap under a solution says so, with the number of the outside case where there is one."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.feedback.commands import using
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import write
from scenariowiki.web import limits
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp
from scenariowiki.web.views.scenarios import outcomes
from scenariowiki.web.views.scenarios.drafts import today
from scenariowiki.web.views.scenarios.merged import sent_via

ANSWERS = {"yes": True, "no": False}


@bp.post("/scenarios/<no:no>/solutions/<int:solution_id>/used")
@limits.edit
def use(no: int, solution_id: int) -> ResponseReturnValue:
    """Keep that a solution was used today, and whether it helped; the same tap twice counts once."""
    person = actor()
    outcomes.addressed(person, no, solution_id)
    helped = ANSWERS.get(request.form.get("helped", ""))
    if helped is None:
        raise Invalid(fields={"helped": "not_a_choice"})
    given = using.prepare_use(
        UseInput(helped=helped, day=today(person), case_no=request.form.get("case_no", ""))
    )
    via = sent_via()
    with write() as uow:
        using.record_use(uow, person, solution_id, given, via=via)
    flash(_("Thank you; your report counts from now on."), "ok")
    return redirect(url_for("scenarios.show", no=no, via=via, _anchor=f"use-{solution_id}"), 303)
