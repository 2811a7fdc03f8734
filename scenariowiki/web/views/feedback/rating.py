"""What the asker does with an answer: rates it, asks again, or lets it be."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import rating
from scenariowiki.feedback.commands.rating import RatingInput
from scenariowiki.feedback.queries import tickets
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.feedback import RatingForm
from scenariowiki.web.once import Answer, act_once
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback import ticket
from scenariowiki.web.views.feedback.blueprint import bp


@bp.post("/feedback/<int:ticket_id>/rate")
@limits.comment
def rate(ticket_id: int) -> ResponseReturnValue:
    """Rate the answer; where it did not help, ask again in the same step if wanted."""
    person, form = actor(), RatingForm(request.form)
    tickets.get_ticket(read(), person, ticket_id)
    again = request.form.get("again") == "1"
    try:
        given = rating.prepare_rating(form.to_input())
        act_once(person, lambda uow: _rate(uow, person, ticket_id, given, again=again))
    except Invalid as error:
        return ticket.refused(ticket_id, error, form)
    except Conflict as error:
        return ticket.late(ticket_id, error, form)
    flash(_("Thank you. This helps whoever answers."), "ok")
    return redirect(url_for(".ticket", ticket_id=ticket_id), 303)


@bp.post("/feedback/<int:ticket_id>/reopen")
@limits.comment
def reopen(ticket_id: int) -> ResponseReturnValue:
    """Ask again."""
    return _do(rating.reopen_ticket, ticket_id, _("Asked again. The clock starts anew."))


@bp.post("/feedback/<int:ticket_id>/close")
@limits.comment
def close(ticket_id: int) -> ResponseReturnValue:
    """Let the answer stand."""
    return _do(rating.close_ticket, ticket_id, _("Closed."))


def _rate(uow: UnitOfWork, person: Actor, ticket_id: int, given: RatingInput, *, again: bool) -> Answer:
    row = rating.rate_ticket(uow, person, ticket_id, given)
    if again and row.closed_at is None:
        rating.reopen_ticket(uow, person, ticket_id)
    return {"id": ticket_id}


def _do(act: Callable[..., Any], ticket_id: int, done: str) -> ResponseReturnValue:
    person = actor()
    tickets.get_ticket(read(), person, ticket_id)
    try:
        with write() as uow:
            act(uow, person, ticket_id)
    except Conflict as error:
        return ticket.late(ticket_id, error)
    flash(done, "ok")
    return redirect(url_for(".ticket", ticket_id=ticket_id), 303)
