"""Moving a scenario or a solution between states, and the facts outside its text."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import text_for, word_for
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import discussion, facts, transitions
from scenariowiki.scenarios.commands.discussion import PreparedComment
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.templates import current_template
from scenariowiki.scenarios.rules.states import ArchiveReason, Audience, RejectReason, State
from scenariowiki.web import limits
from scenariowiki.web.forms.outcomes import FactsForm
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios.blueprint import bp


@bp.post("/scenarios/<no:no>/transition")
@limits.edit
def move(no: int) -> ResponseReturnValue:
    """Hand in, publish, send back, reject, archive or bring back; a note becomes a comment."""
    person = actor()
    page.get_page_row(read(), person, no)
    to, reason = _state(), _reason()
    note = _note(no, to)
    try:
        with write() as uow:
            transitions.move_scenario(uow, person, no, to, reason=reason)
            if note is not None:
                discussion.add_comment(uow, person, note)
    except Invalid as error:
        raise _explained(error) from error
    flash(_("Now: %(state)s.", state=word_for(to)), "ok")
    return redirect(url_for(".show", no=no), 303)


@bp.post("/scenarios/<no:no>/solutions/<int:solution_id>/transition")
@limits.edit
def move_solution(no: int, solution_id: int) -> ResponseReturnValue:
    """Publish, send back, reject, archive or bring back one solution."""
    person = actor()
    page.get_page_row(read(), person, no)
    to, reason = _state(), _reason()
    with write() as uow:
        transitions.move_solution(uow, person, solution_id, to, reason=reason)
    flash(_("Now: %(state)s.", state=word_for(to)), "ok")
    return redirect(url_for(".show", no=no), 303)


@bp.post("/scenarios/<no:no>/facts")
@limits.edit
def save_facts(no: int) -> ResponseReturnValue:
    """Change who may read it, whose team it is, who maintains it."""
    person, form = actor(), FactsForm(request.form)
    page.get_page_row(read(), person, no)
    audience = form.audience.data
    if audience and audience not in set(Audience):
        raise Invalid(fields={"audience": "not_a_choice"})
    given = FactsInput(
        audience=Audience(audience) if audience else None,
        team=form.team_id(),
        owner=_owner(form.owner.data),
    )
    with write() as uow:
        facts.change_facts(uow, person, no, given)
    flash(_("Saved."), "ok")
    return redirect(url_for(".show", no=no), 303)


def _state() -> State:
    to = request.form.get("to", "")
    if to not in set(State):
        raise Invalid(fields={"to": "not_a_choice"})
    return State(to)


def _reason() -> RejectReason | ArchiveReason | None:
    reason = request.form.get("reason", "")
    if request.form.get("to") == State.REJECTED and reason not in set(RejectReason):
        raise Invalid("reason_needed")
    if request.form.get("to") == State.ARCHIVED:
        return ArchiveReason(reason) if reason in set(ArchiveReason) else None
    return RejectReason(reason) if reason in set(RejectReason) else None


def _note(no: int, to: State) -> PreparedComment | None:
    text = request.form.get("note", "").strip()
    if not text and to is State.NEEDS_WORK:
        raise Invalid("note_needed")
    return discussion.prepare_comment(no, text) if text else None


def _owner(name: str | None) -> int | None:
    if not name or not name.strip():
        return None
    found = accounts.find_account(read(), name.strip())
    if found is None:
        raise Invalid("no_account")
    return found.id


def _explained(error: Invalid) -> Invalid:
    """Name what is missing in the reader's words."""
    if error.reason != "incomplete":
        return error
    template, locale = current_template(read()), actor().locale
    labels = {"layer": _("Layer"), "tags": _("Tags")}
    missing = []
    for path in error.fields:
        found = template.find(path.removeprefix("fields."))
        missing.append(found.label(locale) if found else str(labels.get(path, text_for("required"))))
    return Invalid("incomplete", fields=error.fields, missing="、".join(missing))
