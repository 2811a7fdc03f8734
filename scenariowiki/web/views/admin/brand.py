"""Administration of the instance's name, colour and logo."""

from http import HTTPStatus

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import LOGO_MAX_BYTES, Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.people import BrandForm, LogoForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/brand")
def brand() -> ResponseReturnValue:
    """Show name, colour and logo."""
    require_permission(Permission.MANAGE_SITE)
    return _page(_present(), LogoForm())


@bp.post("/brand")
def save_brand() -> ResponseReturnValue:
    """Set name and colour; other workers show them within seconds."""
    actor = require_permission(Permission.MANAGE_SITE)
    form = BrandForm(request.form)
    try:
        if not form.validate():
            return _page(form, LogoForm()), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            commands.set_brand(uow, actor, name=form.name.data, accent=(form.accent.data or "").lower())
    except Invalid as error:
        form.refuse(error)
        return _page(form, LogoForm()), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved()


@bp.post("/brand/logo")
@limits.edit
def save_logo() -> ResponseReturnValue:
    """Set the logo; what the browser says about the file counts for nothing."""
    actor = require_permission(Permission.MANAGE_SITE)
    form, sent = LogoForm(request.files), request.files.get("logo")
    try:
        with write() as uow:
            commands.set_logo(uow, actor, sent.read(LOGO_MAX_BYTES + 1) if sent else b"")
    except Invalid as error:
        form.refuse(error)
        return _page(_present(), form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _saved()


@bp.post("/brand/logo/remove")
def remove_logo() -> ResponseReturnValue:
    """Show the product's own mark again."""
    actor = require_permission(Permission.MANAGE_SITE)
    with write() as uow:
        commands.remove_logo(uow, actor)
    return _saved()


def _saved() -> ResponseReturnValue:
    current_app.extensions.pop("brand", None)
    flash(_("Saved."), "ok")
    return redirect(url_for(".brand"), 303)


def _present() -> BrandForm:
    now = accounts.get_brand(read())
    return BrandForm(name=now.name, accent=now.accent or "")


def _page(form: BrandForm, logo_form: LogoForm) -> str:
    return render_template("admin/brand.html", form=form, logo_form=logo_form)
