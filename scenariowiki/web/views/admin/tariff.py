"""Administration of the tariff: what is in force, a new version, what it would have done, its history."""

import datetime as dt
from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.points.commands.tariffs import change_tariff
from scenariowiki.points.commands.tariffs import withdraw_tariff as withdraw
from scenariowiki.points.queries import tariffs
from scenariowiki.points.queries.simulating import WINDOW, Simulation, activity_share, simulate
from scenariowiki.points.rules.tariff import TARGET, Tariff, differences
from scenariowiki.runtime.messages import points as words
from scenariowiki.runtime.messages.limits import LIMITS
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.tariff import TariffBase, TariffForm, form_of
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

TOMORROW = dt.timedelta(days=1)


@bp.get("/tariff")
def tariff() -> ResponseReturnValue:
    """Show what is in force, what comes, and a form that begins with it."""
    person = require_permission(Permission.MANAGE_TARIFF)
    today = _today(person)
    planned = tariffs.next_after(read(), today) or tariffs.tariff_on(read(), today)
    return _page(person, form_of(planned, tariffs.newest_number(read()), today + TOMORROW))


@bp.post("/tariff")
@limits.edit
def save_tariff() -> ResponseReturnValue:
    """Replay the last 90 days under what is typed, or save it as a new version."""
    person, form = require_permission(Permission.MANAGE_TARIFF), TariffForm(request.form)
    if not form.validate():
        return _page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        if request.form.get("act") == "simulate":
            typed = Tariff.from_json(form.base_number() + 1, form.effective_from.data, form.to_rules())
            return _page(person, form, simulate(read(), typed, clock.now()))
        with write() as uow:
            saved = change_tariff(uow, person, form.to_input(), base_number=form.base_number())
    except (Invalid, Conflict) as error:
        return _refused(person, form, error)
    flash(_("Version %(number)s is saved.", number=saved.number), "ok")
    return redirect(url_for(".tariff_version", number=saved.number), 303)


def _refused(person: Actor, form: TariffBase, error: Invalid | Conflict) -> tuple[str, HTTPStatus]:
    form.refuse(error)
    if isinstance(error, Invalid):
        return _page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
    form.base.data = str(tariffs.newest_number(read()))
    return _page(person, form), HTTPStatus.CONFLICT


@bp.get("/tariff/versions/<int:number>")
def tariff_version(number: int) -> ResponseReturnValue:
    """Show one version beside the one before it; asked for, replay the last 90 days under it."""
    person = require_permission(Permission.MANAGE_TARIFF)
    shown = tariffs.get_tariff(read(), number)
    earlier = tariffs.before(read(), number)
    row = next((one for one in tariffs.list_versions(read()) if one.number == number), None)
    is_future = row is not None and row.withdrawn_at is None and row.effective_from > _today(person)
    return render_template(
        "admin/tariff_version.html",
        version=shown,
        row=row,
        before=earlier.number if earlier else None,
        changes=[_change(one) for one in differences(earlier, shown)] if earlier else [],
        is_now=tariffs.tariff_on(read(), _today(person)).number == number,
        withdraw_url=url_for(".withdraw_tariff", number=number) if is_future else None,
        simulation=_simulation(simulate(read(), shown, clock.now())) if "simulate" in request.args else None,
        simulate_url=url_for(".tariff_version", number=number, simulate=1),
    )


@bp.post("/tariff/versions/<int:number>/withdraw")
def withdraw_tariff(number: int) -> ResponseReturnValue:
    """Withdraw a version before its day."""
    person = require_permission(Permission.MANAGE_TARIFF)
    with write() as uow:
        withdraw(uow, person, number)
    flash(_("Version %(number)s is withdrawn.", number=number), "ok")
    return redirect(url_for(".tariff"), 303)


def _page(person: Actor, form: TariffBase, simulation: Simulation | None = None) -> str:
    today = _today(person)
    now = tariffs.tariff_on(read(), today)
    share, total = activity_share(read(), clock.now())
    return render_template(
        "admin/tariff.html",
        form=form,
        now=now,
        coming=tariffs.next_after(read(), today),
        rows=form.rows(now),
        guards=form.guards(now),
        next_number=tariffs.newest_number(read()) + 1,
        today=today,
        versions=[_version(one, now.number, today) for one in tariffs.list_versions(read())],
        gauge=View(share=share, total=total, target=TARGET, is_over=share >= TARGET),
        simulation=_simulation(simulation) if simulation else None,
    )


def _version(row: Any, now: int, today: dt.date) -> View:
    is_future = row.effective_from > today
    state = _("Withdrawn") if row.withdrawn_at else _("To come") if is_future else _("Replaced")
    return View(
        number=row.number,
        url=url_for(".tariff_version", number=row.number),
        effective_from=row.effective_from,
        note=row.note,
        by=row.author or "–",
        state=_("In force") if row.number == now else state,
        tone="ok" if row.number == now else "warn" if is_future and not row.withdrawn_at else "",
    )


def _change(one: Any) -> View:
    return View(
        code=one.code,
        name=words.text_of_rule(one.code),
        what=words.AMOUNTS.get(one.what) or LIMITS.get(one.what, one.what),
        before=_("none") if one.before is None else one.before,
        after=_("none") if one.after is None else one.after,
    )


def _simulation(found: Simulation) -> View:
    by = found.after - found.before
    return View(
        found=found,
        days=WINDOW.days,
        by=by,
        percent=f"{100 * by / found.before:+.1f}%" if found.before else "–",
        target=TARGET,
        is_over=found.share_after >= TARGET,
        people=[*found.gains, *reversed(found.losses)],
    )


def _today(person: Actor) -> dt.date:
    return clock.business_day(clock.now(), person.timezone, person.cutover)
