"""Administration of sites: time zone, the turn of the day, the working calendar."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import SiteRow
from scenariowiki.accounts.rules import Permission
from scenariowiki.accounts.rules.day_files import BYTES_MAX, read_days
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.people import DaysForm, SiteForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/sites")
def sites() -> ResponseReturnValue:
    """List the sites, with the form of a new one."""
    require_permission(Permission.MANAGE_SITE)
    return _page(SiteForm(), None)


@bp.post("/sites")
def add_site() -> ResponseReturnValue:
    """Add a site."""
    return _save(None)


@bp.get("/sites/<int:site_id>")
def site(site_id: int) -> ResponseReturnValue:
    """Show one site in the form."""
    require_permission(Permission.MANAGE_SITE)
    row = accounts.get_site(read(), site_id)
    return _page(_form(row), row)


def _form(row: SiteRow) -> SiteForm:
    return SiteForm(
        name=row.name,
        timezone=row.timezone,
        cutover=row.cutover,
        week=list(row.week),
        opens=row.opens,
        closes=row.closes,
        holidays="\n".join(day.isoformat() for day in row.holidays),
        workdays="\n".join(day.isoformat() for day in row.workdays),
        boards_off=list(row.boards_off),
    )


@bp.post("/sites/<int:site_id>")
def change_site(site_id: int) -> ResponseReturnValue:
    """Set a site."""
    return _save(site_id)


@bp.post("/sites/<int:site_id>/days")
@limits.edit
def import_days(site_id: int) -> ResponseReturnValue:
    """Take holidays and make-up workdays from a file; the years that it does not tell of stay."""
    actor = require_permission(Permission.MANAGE_SITE)
    row = accounts.get_site(read(), site_id)
    form, sent = DaysForm(request.files), request.files.get("days")
    try:
        days = read_days(sent.read(BYTES_MAX + 1) if sent else b"")
        with write() as uow:
            commands.import_days(uow, actor, site_id, days)
    except Invalid as error:
        form.refuse(error)
        return _page(_form(row), row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(
        _(
            "Taken over: %(holidays)s holidays, %(workdays)s make-up workdays.",
            holidays=len(days.holidays),
            workdays=len(days.workdays),
        ),
        "ok",
    )
    return redirect(url_for(".site", site_id=site_id), 303)


def _save(site_id: int | None) -> ResponseReturnValue:
    actor = require_permission(Permission.MANAGE_SITE)
    row = accounts.get_site(read(), site_id) if site_id else None
    form = SiteForm(request.form)
    try:
        if not form.validate():
            return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            commands.save_site(uow, actor, form.to_input(), site_id)
    except Invalid as error:
        form.refuse(error)
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".sites"), 303)


def _page(form: SiteForm, editing: SiteRow | None, days_form: DaysForm | None = None) -> str:
    return render_template(
        "admin/sites.html",
        sites=[_line(row) for row in accounts.list_sites(read())],
        form=form,
        editing=editing,
        days_form=days_form or DaysForm(),
        days_url=url_for(".import_days", site_id=editing.id) if editing else None,
    )


def _line(row: SiteRow) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "zone": row.timezone,
        "cutover": row.cutover.strftime("%H:%M"),
        "people": row.people,
        "url": url_for(".site", site_id=row.id),
    }
