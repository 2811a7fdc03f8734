"""Prizes for ranks: what is promised, what will be paid and when, what was paid."""

from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import facts
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.points.commands.prizes import end_prizes, plan_prizes
from scenariowiki.points.models import PrizePlan
from scenariowiki.points.queries import prizes as queries
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.prizes import most_of
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.messages.points import WITHHELD
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.prizes import WORDS, PrizesForm
from scenariowiki.web.once import act_once, kept_key
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp
from scenariowiki.web.views.admin.rewards.deciding import MANAGE
from scenariowiki.web.views.points.periods import name_of


@bp.get("/prizes")
def prizes() -> ResponseReturnValue:
    """Show what is promised for ranks, what will be paid, and what was."""
    require_permission(MANAGE)
    return _page(PrizesForm())


@bp.post("/prizes")
@limits.edit
def plan_for_ranks() -> ResponseReturnValue:
    """Promise prizes from the next period on; sent twice it is one promise."""
    person, form = require_permission(MANAGE), PrizesForm(request.form)
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    period, places = Period(form.period.data), form.to_places()
    try:
        act_once(person, lambda uow: {"id": plan_prizes(uow, person, period, places).id})
    except Invalid as error:
        form.refuse(error)
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Promised from the next one on."), "ok")
    return redirect(url_for(".prizes"), 303)


@bp.post("/prizes/<int:plan_id>/end")
@limits.edit
def end_for_ranks(plan_id: int) -> ResponseReturnValue:
    """Promise no more; what has begun is still paid."""
    person = require_permission(MANAGE)
    with write() as uow:
        end_prizes(uow, person, plan_id)
    flash(_("Ended. What has begun is still paid."), "ok")
    return redirect(url_for(".prizes"), 303)


def _page(form: PrizesForm) -> str:
    now = clock.now()
    today = facts.earliest_day(read(), now)
    coming = list(queries.list_coming(read(), now, today))
    paid = queries.list_paid(read())
    winners = [one for each in coming for one in each.winners] + [one for _row, some in paid for one in some]
    names = accounts.names_of(read(), {one.account_id for one in winners})
    budget = queries.prize_budget(read(), today)
    return render_template(
        "admin/prizes.html",
        form=form,
        once=kept_key(),
        plans=[_plan(one) for one in queries.list_plans(read())],
        coming=[_coming(one, names) for one in coming],
        paid=[
            View(
                period=name_of(Period(row.period), row.start),
                at=row.paid_at,
                winners=[_winner(one.account_id, one.rank, one.amount, one.reason, names) for one in some],
            )
            for row, some in paid
        ],
        most=most_of(budget.points) if budget else None,
        given=queries.prizes_of(read(), budget.id) if budget else 0,
    )


def _plan(plan: PrizePlan) -> View:
    period = Period(plan.period)
    return View(
        period=WORDS[period],
        places=plan.places,
        since=name_of(period, plan.since),
        until=name_of(period, plan.until) if plan.until else None,
        end_url=url_for(".end_for_ranks", plan_id=plan.id),
    )


def _coming(one: queries.Coming, names: dict[int, str]) -> View:
    return View(
        period=name_of(one.period, one.start),
        due_at=one.due_at,
        waits=text_for(one.waits) if one.waits else _("Paid within the hour"),
        total=one.total,
        winners=[_winner(who.account_id, who.rank, who.points, who.reason, names) for who in one.winners],
    )


def _winner(account_id: int, rank: int, points: int, reason: str | None, names: dict[int, str]) -> View:
    return View(
        name=names.get(account_id, "–"), rank=rank, points=points, reason=WITHHELD[reason] if reason else ""
    )
