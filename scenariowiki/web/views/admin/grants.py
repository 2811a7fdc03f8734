"""Points by hand: one person proposes, another decides; a budget a month."""

from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import granting
from scenariowiki.points.queries.grants import budget, given_in_month, list_grants
from scenariowiki.points.rules.grants import GrantState
from scenariowiki.runtime.messages import STATES, text_of
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.base import options
from scenariowiki.web.forms.grants import GrantForm
from scenariowiki.web.once import act_once, kept_key
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

TONES = {"proposed": "gold", "approved": "ok", "refused": "bad", "withdrawn": ""}


@bp.get("/grants")
def grants() -> ResponseReturnValue:
    """Show what waits for a second person, what was decided, and the form of a proposal."""
    return _page(require_permission(Permission.GRANT_POINTS), GrantForm())


@bp.post("/grants")
@limits.edit
def propose_grant() -> ResponseReturnValue:
    """Propose points for somebody; sent twice it is one proposal."""
    person, form = require_permission(Permission.GRANT_POINTS), GrantForm(request.form)
    if not form.validate():
        return _page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY

    def act(uow: UnitOfWork) -> dict[str, Any]:
        return {"id": granting.propose_grant(uow, person, form.to_input()).id}

    try:
        act_once(person, act)
    except Invalid as error:
        form.refuse(error)
        return _page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Forbidden as error:
        form.account_id.errors = [*form.account_id.errors, text_of(error)]
        return _page(person, form), HTTPStatus.FORBIDDEN
    flash(_("Proposed. Another person decides."), "ok")
    return redirect(url_for(".grants"), 303)


@bp.post("/grants/<int:grant_id>/approve")
@limits.edit
def approve_grant(grant_id: int) -> ResponseReturnValue:
    """Approve what somebody else proposed; the points are posted."""
    person = require_permission(Permission.GRANT_POINTS)
    try:
        with write() as uow:
            granting.approve_grant(uow, person, grant_id)
    except Conflict as error:
        flash(text_of(error), "bad")
        return _page(person, GrantForm()), HTTPStatus.CONFLICT
    flash(_("Approved; the points are posted."), "ok")
    return redirect(url_for(".grants"), 303)


@bp.post("/grants/<int:grant_id>/refuse")
@limits.edit
def refuse_grant(grant_id: int) -> ResponseReturnValue:
    """Refuse a proposal, or withdraw one's own."""
    person = require_permission(Permission.GRANT_POINTS)
    try:
        with write() as uow:
            granting.refuse_grant(uow, person, grant_id, request.form.get("note", ""))
    except Conflict as error:
        flash(text_of(error), "bad")
        return _page(person, GrantForm()), HTTPStatus.CONFLICT
    return redirect(url_for(".grants"), 303)


def _page(person: Actor, form: GrantForm) -> str:
    people = [(str(id_), name) for id_, name in accounts.list_choices(read()) if id_ != person.id]
    form.account_id.choices = options([("", _("Choose")), *people])
    most, given = budget(read(), clock.now()), given_in_month(read(), clock.now())
    rows = list_grants(read())
    return render_template(
        "admin/grants.html",
        form=form,
        once=kept_key(),
        budget=most,
        given=given,
        percent=min(100, 100 * given // most) if most else 100,
        waiting=[_grant(row, person) for row in rows if row.state == GrantState.PROPOSED],
        decided=[_grant(row, person) for row in rows if row.state != GrantState.PROPOSED],
    )


def _grant(row: Any, person: Actor) -> View:
    return View(
        id=row.id,
        receiver=row.receiver,
        amount=row.amount,
        reason=row.reason,
        state=STATES["GrantState"][row.state],
        tone=TONES[row.state],
        proposer=row.proposer,
        decider=row.decider,
        at=row.decided_at or row.created_at,
        note=row.note,
        is_mine=row.proposed_by == person.id,
        may_decide=person.id not in (row.proposed_by, row.account_id),
        approve_url=url_for(".approve_grant", grant_id=row.id),
        refuse_url=url_for(".refuse_grant", grant_id=row.id),
    )
