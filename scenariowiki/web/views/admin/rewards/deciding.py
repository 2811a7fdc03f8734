"""What waits for a decision, oldest first, with budgets beside it."""

import datetime as dt
from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import redeeming
from scenariowiki.points.commands.rewards import save_budget
from scenariowiki.points.models import RewardItem
from scenariowiki.points.queries.rewards import redemptions
from scenariowiki.points.rules.rewards import after_quarter, quarter_of
from scenariowiki.runtime.session import read, write
from scenariowiki.web.forms.base import number_or_none, options
from scenariowiki.web.forms.rewards import BudgetForm
from scenariowiki.web.once import Answer, act_once, new_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp
from scenariowiki.web.views.points import presenting

SETTLED = 20
MANAGE = Permission.MANAGE_REWARDS


@bp.get("/rewards")
def rewards() -> ResponseReturnValue:
    """List what waits, what was decided, what there is and what it may cost."""
    return _page(require_permission(MANAGE), None)


@bp.post("/redemptions/<int:redemption_id>")
def decide_redemption(redemption_id: int) -> ResponseReturnValue:
    """Approve, turn down, hand over or refund."""
    person = require_permission(MANAGE)
    try:
        act_once(person, lambda uow: _decide(uow, person, redemption_id))
    except Invalid as error:
        if "note" not in error.fields:
            raise
        flash(_("Please say why; whoever asked reads it."), "bad")
        return redirect(url_for(".rewards", _anchor=f"r-{redemption_id}"), 303)
    flash(_("Done; whoever asked is told."), "ok")
    return redirect(url_for(".rewards"), 303)


@bp.post("/budgets")
def set_budget() -> ResponseReturnValue:
    """Set what a quarter may cost."""
    person = require_permission(MANAGE)
    form = _budget_form(person, sent=True)
    try:
        if not form.validate():
            return _page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            save_budget(uow, person, form.site.data, form.first_day(), form.points.data)
    except Invalid as error:
        form.refuse(error)
        return _page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".rewards", _anchor="budgets"), 303)


def _decide(uow: UnitOfWork, person: Actor, redemption_id: int) -> Answer:
    note = request.form.get("note", "")
    act = request.form.get("act", "")
    if act == "approve":
        made = redeeming.approve(uow, person, redemption_id, note=note)
    elif act == "fulfil":
        made = redeeming.fulfil(uow, person, redemption_id, note=note)
    elif act == "reject":
        made = redeeming.reject(uow, person, redemption_id, note=note)
    elif act == "refund":
        made = redeeming.refund(uow, person, redemption_id, note=note)
    else:
        raise Invalid(fields={"act": "not_a_choice"})
    return {"id": made.id}


def _page(person: Actor, form: BudgetForm | None) -> str:
    reader = Reader.of(person)
    before = number_or_none(request.args.get("before"))
    settled = redemptions.list_settled(read(), before=before, limit=SETTLED + 1)
    today = facts.stamp(read(), person.id, clock.now()).day
    budgets = redemptions.list_budgets(read(), since=quarter_of(today))
    return render_template(
        "admin/rewards.html",
        waiting=[_waiting(one, person, reader) for one in redemptions.list_waiting(read())],
        settled=[_waiting(one, person, reader) for one in settled[:SETTLED]],
        older_url=url_for(".rewards", before=settled[SETTLED - 1].redemption.id, _anchor="settled")
        if len(settled) > SETTLED
        else None,
        items=[_item(one, reader) for one in redemptions.list_items(read())],
        budgets=[
            View(site=name, quarter=_quarter(row.quarter), points=row.points, used=row.used)
            for row, name in budgets
        ],
        form=form or _budget_form(person),
        once=new_key(),
    )


def _waiting(one: redemptions.Shown, person: Actor, reader: Reader) -> View:
    view = presenting.redemption(one, reader)
    view.is_own = one.redemption.account_id == person.id
    view.days = (clock.now() - one.redemption.requested_at).days
    view.url = url_for(".decide_redemption", redemption_id=one.redemption.id)
    return view


def _item(item: RewardItem, reader: Reader) -> View:
    return View(
        name=presenting.name(item, reader),
        icon=item.icon,
        price=item.price,
        stock=item.stock,
        is_archived=item.archived_at is not None,
        url=url_for(".reward", item_id=item.id),
    )


def _budget_form(person: Actor, *, sent: bool = False) -> BudgetForm:
    form = BudgetForm(request.form if sent else None)
    form.site.choices = options(
        [(0, _("All sites without their own")), *((row.id, row.name) for row in accounts.list_sites(read()))]
    )
    this = quarter_of(facts.stamp(read(), person.id, clock.now()).day)
    form.quarter.choices = options([(day.isoformat(), _quarter(day)) for day in (this, after_quarter(this))])
    return form


def _quarter(day: dt.date) -> str:
    return str(_("Quarter %(no)s of %(year)s", no=(day.month + 2) // 3, year=day.year))
