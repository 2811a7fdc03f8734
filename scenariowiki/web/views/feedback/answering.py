"""Answering a ticket."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import answering
from scenariowiki.feedback.commands.answering import AnswerInput
from scenariowiki.feedback.queries import tickets
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.web import limits
from scenariowiki.web.forms.feedback import AnswerForm
from scenariowiki.web.once import Answer, act_once
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback import ticket
from scenariowiki.web.views.feedback.blueprint import bp


@bp.post("/feedback/<int:ticket_id>/answer")
@limits.comment
def answer(ticket_id: int) -> ResponseReturnValue:
    """Send the answer to the asker."""
    person, form = actor(), AnswerForm(request.form)
    tickets.get_ticket(read(), person, ticket_id)
    try:
        given = answering.prepare_answer(form.to_input())
        act_once(person, lambda uow: _answer(uow, person, ticket_id, given))
    except Invalid as error:
        return ticket.refused(ticket_id, error, form)
    except Conflict as error:
        return ticket.late(ticket_id, error, form)
    flash(_("Answered. The asker is told and says whether it helped."), "ok")
    return redirect(url_for(".ticket", ticket_id=ticket_id), 303)


def _answer(uow: UnitOfWork, person: Actor, ticket_id: int, given: AnswerInput) -> Answer:
    return {"id": answering.answer_ticket(uow, person, ticket_id, given).id}
