"""Changing my password."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts.rules import PASSWORD_ADVISED, PASSWORD_MIN
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.accounts import PasswordForm
from scenariowiki.web.request import live_session
from scenariowiki.web.views.accounts.blueprint import bp


@bp.get("/me/password")
def change_password() -> ResponseReturnValue:
    """Ask for the present and the new password."""
    return _page(PasswordForm())


@bp.post("/me/password")
@limits.sign_in
def save_password() -> ResponseReturnValue:
    """Set the new password; every other session ends."""
    form, live = PasswordForm(request.form), live_session()
    try:
        if not form.validate():
            return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
        prepared = commands.prepare_own_password(
            read(), live.actor, current=form.current.data, new=form.new.data
        )
    except Invalid as error:
        form.refuse(error)
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    with write() as uow:
        commands.change_password(uow, live.actor, prepared, keep_session=live.id)
    flash(_("Your password is changed."), "ok")
    return redirect(url_for("accounts.settings"), 303)


def _page(form: PasswordForm) -> str:
    rules = [
        _(
            "At least %(num)s characters; %(advised)s or more are better.",
            num=PASSWORD_MIN,
            advised=PASSWORD_ADVISED,
        ),
        _("Any characters will do; a sentence is easy to keep in mind."),
        _("Not a well-known password, and not your name."),
    ]
    return render_template(
        "accounts/change_password.html",
        form=form,
        rules=rules,
        forced=live_session().must_change_password,
    )
