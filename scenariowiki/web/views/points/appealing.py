"""Asking that what was taken back be looked at again."""

from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.points.commands import appealing
from scenariowiki.points.queries.wallet import get_reversed, is_settled
from scenariowiki.points.rules.statement import APPEAL, may_be_appealed
from scenariowiki.runtime.messages import points as words
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.points import AppealForm
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import lines
from scenariowiki.web.views.points.blueprint import bp


@bp.get("/me/points/appeals/<int:award_id>")
def appeal(award_id: int) -> ResponseReturnValue:
    """Show what was taken back, with the form."""
    return _page(award_id, AppealForm())


@bp.post("/me/points/appeals/<int:award_id>")
@limits.edit
def send_appeal(award_id: int) -> ResponseReturnValue:
    """Appeal against a reversal; what was typed stays when it is refused."""
    person, form = actor(), AppealForm(request.form)
    if not form.validate():
        return _page(award_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            appealing.appeal(uow, person, award_id, form.note.data or "")
    except (Invalid, Conflict) as error:
        form.refuse(error)
        is_late = isinstance(error, Conflict)
        return _page(award_id, form), HTTPStatus.CONFLICT if is_late else HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Your appeal is in the queue; what comes of it stands here."), "ok")
    return redirect(url_for(".statement"), 303)


def _page(award_id: int, form: AppealForm) -> str:
    person = actor()
    row = get_reversed(read(), person.id, award_id)
    is_open = may_be_appealed(row.amount, row.resolved_at, row.reason, clock.now()) and row.no is not None
    return render_template(
        "points/appeal.html",
        form=form,
        may=is_open and not is_settled(read(), award_id),
        award=View(
            points=row.amount,
            about=lines.about(person, row),
            rule=row.rule,
            rule_name=words.text_of_rule(row.rule),
            rule_url=lines.rule_url(row.rule),
            reason=words.text_of_reason(row.reason),
            taken_at=row.resolved_at,
            until=row.resolved_at + APPEAL,
        ),
    )
