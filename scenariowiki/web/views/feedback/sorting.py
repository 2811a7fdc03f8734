"""Passing a ticket on, or setting it aside."""

import re

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.feedback.commands import sorting
from scenariowiki.feedback.queries import tickets
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback import ticket
from scenariowiki.web.views.feedback.blueprint import bp

NUMBER = re.compile(r"(?:[Ff]-)?([0-9]{1,9})")


@bp.post("/feedback/<int:ticket_id>/assign")
@limits.edit
def assign(ticket_id: int) -> ResponseReturnValue:
    """Ask somebody else."""
    person = actor()
    tickets.get_ticket(read(), person, ticket_id)
    chosen = number_or_none(request.form.get("assignee"))
    if chosen is None:
        return ticket.refused(ticket_id, Invalid(fields={"assignee": "required"}))
    try:
        with write() as uow:
            sorting.assign_ticket(uow, person, ticket_id, chosen)
    except Invalid as error:
        return ticket.refused(ticket_id, error)
    except Conflict as error:
        return ticket.late(ticket_id, error)
    flash(_("Passed on. The time goes on as before."), "ok")
    return redirect(url_for(".ticket", ticket_id=ticket_id), 303)


@bp.post("/feedback/<int:ticket_id>/set-aside")
@limits.edit
def set_aside(ticket_id: int) -> ResponseReturnValue:
    """Say that there is nothing to answer, or that it was asked before."""
    person = actor()
    tickets.get_ticket(read(), person, ticket_id)
    given = request.form.get("of", "").strip()
    first = NUMBER.fullmatch(given)
    if given and first is None:
        return ticket.refused(ticket_id, Invalid(fields={"of": "no_ticket"}))
    try:
        with write() as uow:
            if first is None:
                sorting.invalidate_ticket(uow, person, ticket_id)
            else:
                sorting.mark_duplicate(uow, person, ticket_id, int(first[1]))
    except Invalid as error:
        return ticket.refused(ticket_id, error)
    except Conflict as error:
        return ticket.late(ticket_id, error)
    flash(_("Set aside. The asker is told."), "ok")
    return redirect(url_for(".ticket", ticket_id=ticket_id), 303)
