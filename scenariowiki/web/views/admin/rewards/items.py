"""The rewards themselves: new ones, changes, stocks, what is offered no longer."""

from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.points.commands import rewards as commands
from scenariowiki.points.models import RewardItem
from scenariowiki.points.queries.rewards import redemptions
from scenariowiki.runtime.session import read, write
from scenariowiki.web.forms.base import number_or_none, options
from scenariowiki.web.forms.rewards import NewRewardForm, RewardForm, StockForm
from scenariowiki.web.forms.taxonomy import label_values
from scenariowiki.web.once import act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.admin.blueprint import bp
from scenariowiki.web.views.admin.rewards.deciding import MANAGE
from scenariowiki.web.views.points import presenting


@bp.get("/rewards/new")
def new_reward() -> ResponseReturnValue:
    """Show the form of a new reward."""
    require_permission(MANAGE)
    return _new(_with_sites(NewRewardForm()))


@bp.post("/rewards/new")
def add_reward() -> ResponseReturnValue:
    """Offer a new reward."""
    person = require_permission(MANAGE)
    form = _with_sites(NewRewardForm(request.form))
    if not form.validate():
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    given, stock = form.to_input(), form.stock.data
    try:
        answer = act_once(person, lambda uow: {"id": commands.add_reward(uow, person, given, stock=stock).id})
    except Invalid as error:
        form.refuse(error)
        return _new(form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".reward", item_id=answer["id"]), 303)


@bp.get("/rewards/<int:item_id>")
def reward(item_id: int) -> ResponseReturnValue:
    """Show a reward in its form, its stock and what happened to it."""
    require_permission(MANAGE)
    item = redemptions.get_item(read(), item_id)
    return _page(item, _form_of(item), StockForm(stock=item.stock))


@bp.post("/rewards/<int:item_id>")
def change_reward(item_id: int) -> ResponseReturnValue:
    """Change a reward; requests made before keep the price they saw."""
    person = require_permission(MANAGE)
    item = redemptions.get_item(read(), item_id)
    form = _with_sites(RewardForm(request.form))
    if not form.validate():
        return _page(item, form, StockForm(stock=item.stock)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with write() as uow:
            base = number_or_none(request.form.get("base_version")) or 0
            commands.change_reward(uow, person, item_id, form.to_input(), base_version=base)
    except (Invalid, Conflict) as error:
        form.refuse(error)
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        item = redemptions.get_item(read(), item_id)
        return _page(item, form, StockForm(stock=item.stock)), status
    flash(_("Saved."), "ok")
    return redirect(url_for(".reward", item_id=item_id), 303)


@bp.post("/rewards/<int:item_id>/stock")
def set_stock(item_id: int) -> ResponseReturnValue:
    """Count a reward's stock anew; who waits is called."""
    person = require_permission(MANAGE)
    item = redemptions.get_item(read(), item_id)
    form = StockForm(request.form)
    if not form.validate():
        return _page(item, _form_of(item), form), HTTPStatus.UNPROCESSABLE_ENTITY
    with write() as uow:
        commands.set_stock(uow, person, item_id, form.stock.data, note=form.note.data or "")
    flash(_("Saved."), "ok")
    return redirect(url_for(".reward", item_id=item_id), 303)


@bp.post("/rewards/<int:item_id>/archive")
def archive_reward(item_id: int) -> ResponseReturnValue:
    """Offer a reward no longer."""
    person = require_permission(MANAGE)
    with write() as uow:
        commands.archive_reward(uow, person, item_id)
    return redirect(url_for(".rewards", _anchor="items"), 303)


@bp.post("/rewards/<int:item_id>/restore")
def restore_reward(item_id: int) -> ResponseReturnValue:
    """Offer an archived reward again."""
    person = require_permission(MANAGE)
    with write() as uow:
        commands.restore_reward(uow, person, item_id)
    return redirect(url_for(".rewards", _anchor="items"), 303)


def _new(form: RewardForm) -> str:
    return render_template("admin/new_reward.html", form=form, once=kept_key())


def _page(item: RewardItem, form: RewardForm, stock_form: StockForm) -> str:
    reader = Reader.of(actor())
    history = redemptions.stock_history(read(), item.id)
    return render_template(
        "admin/reward.html",
        name=presenting.name(item, reader),
        item=item,
        form=form,
        stock_form=stock_form,
        history=[
            View(
                at=row.at,
                by=name,
                change=row.change,
                left=row.left,
                note=reader.text(row.note),
                no=f"R-{row.redemption_id:04d}" if row.redemption_id else "",
            )
            for row, name in history
        ],
    )


def _form_of(item: RewardItem) -> RewardForm:
    values = {
        name: getattr(item, name)
        for name in ("name", "description", "kind", "icon", "price", "per_quarter", "sites")
    }
    return _with_sites(
        RewardForm(
            data={
                **values,
                **label_values(item.labels),
                "active_from": item.active_from,
                "active_until": item.active_until,
            }
        )
    )


def _with_sites(form: RewardForm) -> RewardForm:
    form.sites.choices = options((row.id, row.name) for row in accounts.list_sites(read()))
    return form
