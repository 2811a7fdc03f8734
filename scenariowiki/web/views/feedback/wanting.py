"""What people do on the wanted board: ask, take, give back, name the answer, take off, put back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.feedback.commands import wanting
from scenariowiki.feedback.queries import gaps
from scenariowiki.feedback.rules.gaps import OPEN, GapState
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.wanted import DropForm, GapAnswerForm, RequestForm
from scenariowiki.web.once import Answer, act_once
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.feedback import wanted
from scenariowiki.web.views.feedback.blueprint import bp


@bp.post("/wanted")
@limits.comment
def ask_for() -> ResponseReturnValue:
    """Ask for what is missing."""
    person, form = require_permission(Permission.COMMENT), RequestForm(request.form)
    try:
        given = wanting.prepare_request(read(), form.text.data or "")
        made = act_once(person, lambda uow: _ask(uow, given))
    except Invalid as error:
        form.refuse(error)
        return wanted.board(form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_asked(GapState(made["state"])), "ok" if made["state"] in OPEN else "info")
    return wanted.to_gap(made["id"])


@bp.post("/wanted/<int:gap_id>/join")
@limits.comment
def join_gap(gap_id: int) -> ResponseReturnValue:
    """Want it too."""
    return _do(wanting.join_gap, gap_id, _("Noted. You are told as soon as it is written."))


@bp.post("/wanted/<int:gap_id>/take")
@limits.edit
def take_gap(gap_id: int) -> ResponseReturnValue:
    """Take it, and go to the form in which it is written."""
    person = actor()
    row = gaps.get_gap(read(), person, gap_id)
    try:
        with write() as uow:
            wanting.take_gap(uow, person, gap_id)
    except Conflict as error:
        return wanted.refused(gap_id, error)
    flash(_("It is yours for a week. Hand it in, and whoever asked is told once it is published."), "ok")
    return redirect(wanted.writing_url(gap_id, row.title), 303)


@bp.post("/wanted/<int:gap_id>/release")
@limits.edit
def release_gap(gap_id: int) -> ResponseReturnValue:
    """Give it back."""
    return _do(wanting.release_gap, gap_id, _("Given back. Somebody else may write it."))


@bp.post("/wanted/<int:gap_id>/answer")
@limits.edit
def answer_gap(gap_id: int) -> ResponseReturnValue:
    """Name the scenario that answers it."""
    person, form = actor(), GapAnswerForm(request.form)
    gaps.get_gap(read(), person, gap_id)
    try:
        number = form.number()
        with write() as uow:
            state = wanting.name_answer(uow, person, gap_id, number).state
    except NotFound:
        return wanted.refused(gap_id, Invalid(fields={"no": "no_scenario"}), form)
    except (Invalid, Conflict) as error:
        return wanted.refused(gap_id, error, form)
    if state == GapState.ANSWERED:
        flash(_("Closed. Whoever asked is told."), "ok")
    else:
        flash(_("Noted. It closes as soon as that scenario is published."), "ok")
    return wanted.to_gap(gap_id)


@bp.post("/wanted/<int:gap_id>/drop")
@limits.edit
def drop_gap(gap_id: int) -> ResponseReturnValue:
    """Take it off the board."""
    person, form = actor(), DropForm(request.form)
    gaps.get_gap(read(), person, gap_id)
    try:
        with write() as uow:
            wanting.drop_gap(uow, person, gap_id, form.note.data or "")
    except (Invalid, Conflict) as error:
        return wanted.refused(gap_id, error, form)
    flash(_("Taken off the board."), "ok")
    return wanted.to_gap(gap_id)


@bp.post("/wanted/<int:gap_id>/reopen")
@limits.edit
def reopen_gap(gap_id: int) -> ResponseReturnValue:
    """Put it back on the board."""
    return _do(wanting.want_again, gap_id, _("Back on the board."))


def _ask(uow: UnitOfWork, given: wanting.Request) -> Answer:
    gap = wanting.request_gap(uow, actor(), given)
    return {"id": gap.id, "state": gap.state}


def _asked(state: GapState) -> str:
    if state is GapState.ANSWERED:
        return str(_("This is written already. If it is not what you mean, say so here."))
    if state is GapState.DROPPED:
        return str(_("This was taken off the board; the reason stands here."))
    return str(_("Noted. You are told as soon as it is written."))


def _do(act: Callable[[UnitOfWork, Any, int], Any], gap_id: int, done: str) -> ResponseReturnValue:
    person = actor()
    gaps.get_gap(read(), person, gap_id)
    try:
        with write() as uow:
            act(uow, person, gap_id)
    except Conflict as error:
        return wanted.refused(gap_id, error)
    flash(done, "ok")
    return wanted.to_gap(gap_id)
