"""Taking what was being written as a new scenario over into a solution of one that is the same."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.commands import personal
from scenariowiki.web import limits
from scenariowiki.web.forms import solutions as forms
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import drafts, moved, new, solutions
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.merged import sent_via


@bp.post("/scenarios/<no:no>/solutions/take")
@limits.edit
def take_solution(no: int) -> ResponseReturnValue:
    """Move what was being written as a new scenario into a new solution of one that is the same."""
    person = actor()
    solutions.editable_row(person, no, None)
    with write() as uow:
        if moved.sent_from() is None:
            _keep_draft(uow, person)
        personal.keep_working_copy(uow, person, solutions.target(no, None), _as_solution(request.form))
    drafts.arrived(person, url_for(".autosave_new"))
    flash(_("Your text is here as a new solution; what you had typed is kept as well."), "info")
    return redirect(url_for(".solution", no=no, via=sent_via()), 303)


def _as_solution(data: "MultiDict[str, str]") -> dict[str, Any]:
    """Take the first solution that was typed; without one, the situation is where it applies.

    What came of it goes along. Of the form of a whole page only a new solution is taken.
    """
    typed = [one for one in forms.read_solutions(data) if not one.to_input().is_empty()]
    if "situation" in data:
        typed = [one for one in typed if not one.id]
    more = {} if moved.sent_from() is not None else {"from_warning": ["1"]}
    if typed:
        first = typed[0]
        kept = {f"solutions-0-{name}": [getattr(first, name)] for name in forms.TEXTS}
        steps = {f"solutions-0-steps-{at}-text": [step.text] for at, step in enumerate(first.steps)}
        outcome = {name: values for name, values in data.lists() if name.startswith("outcome-")}
        return {**kept, **steps, **outcome, **more}
    return {
        "solutions-0-preconditions": [data.get("situation", "")],
        "solutions-0-steps-0-text": [""],
        **more,
    }


def _keep_draft(uow: UnitOfWork, person: Actor) -> None:
    """Keep the scenario that was being written: its text is copied from, never moved away."""
    personal.keep_working_copy(uow, person, f"new:{new.sent_copy()}", drafts.body())
