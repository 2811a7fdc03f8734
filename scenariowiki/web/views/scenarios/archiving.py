"""Putting a scenario into the archive, and saying which one takes its place."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands import discussion, transitions
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.succession import find_successor
from scenariowiki.scenarios.rules.states import ArchiveReason, State, transition_by
from scenariowiki.web import limits
from scenariowiki.web.forms.archiving import ArchiveForm
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.scenarios import presenting, similar
from scenariowiki.web.views.scenarios.blueprint import bp


@bp.get("/scenarios/<no:no>/archive")
def archive(no: int) -> ResponseReturnValue:
    """Ask what takes the place of a scenario, and why it goes."""
    return _form(_archivable(no), ArchiveForm())


@bp.post("/scenarios/<no:no>/archive")
@limits.edit
def archive_now(no: int) -> ResponseReturnValue:
    """Archive a scenario; the note becomes a comment."""
    row, form = _archivable(no), ArchiveForm(request.form)
    if not form.validate():
        return _form(row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    person, note = actor(), (form.note.data or "").strip()
    try:
        comment = discussion.prepare_comment(no, note) if note else None
        with write() as uow:
            if comment is not None:
                discussion.add_comment(uow, person, comment)
            transitions.move_scenario(
                uow,
                person,
                no,
                State.ARCHIVED,
                reason=ArchiveReason(form.reason.data),
                successor=form.successor_no(),
            )
    except (Invalid, Conflict) as refusal:
        form.refuse(refusal)
        return _form(row, form), status_of(refusal)
    flash(_("Now: %(state)s.", state=word_for(State.ARCHIVED)), "ok")
    return redirect(url_for(".show", no=no), 303)


def successor_line(person: Actor, scenario_id: int, reader: Reader) -> tuple[str, str, str, int] | None:
    """Return what the page of an archived scenario links to, as (title, address, language, number)."""
    found = find_successor(read(), person, scenario_id)
    if found is None:
        return None
    address = url_for("scenarios.show", no=found.no)
    return reader.text(found.title), address, reader.lang(found.title), found.no


def _archivable(no: int) -> AnyRow:
    """Return the page that this person may archive now; raises what a transition would."""
    person = require_permission(Permission.CURATE)
    row = page.get_page_row(read(), person, no)
    by = transition_by(State(row.state), State.ARCHIVED)
    if not policy.may_transition(person, by, row.author_id):
        raise Forbidden("own_work")
    return row


def _form(row: AnyRow, form: ArchiveForm) -> str:
    reader = Reader.of(actor())
    title = queries.get_readable(read(), actor(), row.no).title
    likely = page.open_titles(read(), similar.related(row.no, title))
    return render_template(
        "scenarios/archive.html",
        scenario=presenting.head(row.no, title, reader),
        form=form,
        likely=[(f"S-{no}", reader.text(name), reader.lang(name)) for no, name in likely],
        has_sop=row.has_sop,
    )
