"""Administration of the instance's name and colour."""

from http import HTTPStatus

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web.forms.people import BrandForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/brand")
def brand() -> ResponseReturnValue:
    """Show name and colour."""
    require_permission(Permission.MANAGE_SITE)
    now = accounts.get_brand(read())
    return render_template("admin/brand.html", form=BrandForm(name=now.name, accent=now.accent or ""))


@bp.post("/brand")
def save_brand() -> ResponseReturnValue:
    """Set name and colour; other workers show them within seconds."""
    actor = require_permission(Permission.MANAGE_SITE)
    form = BrandForm(request.form)
    try:
        if not form.validate():
            return render_template("admin/brand.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            commands.set_brand(uow, actor, name=form.name.data, accent=(form.accent.data or "").lower())
    except Invalid as error:
        form.refuse(error)
        return render_template("admin/brand.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    current_app.extensions.pop("brand", None)
    flash(_("Saved."), "ok")
    return redirect(url_for(".brand"), 303)
