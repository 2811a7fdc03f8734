"""My settings: language, script, light or dark, shortcuts, leaderboards."""

from http import HTTPStatus

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.runtime.session import read, write
from scenariowiki.web.forms.accounts import QuickSettingsForm, SettingsForm
from scenariowiki.web.request import actor, live_session, safe_next
from scenariowiki.web.views.accounts.blueprint import bp

YEAR = 365 * 24 * 3600


@bp.get("/me/settings")
def settings() -> ResponseReturnValue:
    """Show what I have chosen."""
    live = live_session()
    row = accounts.get_account(read(), live.actor.id)
    form = SettingsForm(
        locale=live.actor.locale,
        script=live.actor.script.value,
        shortcuts=live.shortcuts,
        board_visibility=row.board_visibility.value,
        theme=request.cookies.get("theme", ""),
    )
    return _page(form)


@bp.post("/me/settings")
def save_settings() -> ResponseReturnValue:
    """Keep my choices; the menu of every page sends one of them and where to come back to."""
    if "next" in request.form:
        return _quick()
    form = SettingsForm(request.form)
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    with write() as uow:
        commands.change_settings(uow, actor(), form.to_input())
    flash(_("Saved."), "ok")
    response = redirect(url_for(".settings"), 303)
    _keep(response, "theme", form.theme.data)  # type: ignore[arg-type]  # Flask's redirect is Werkzeug's class
    return _with_locale(response, form.locale.data)  # type: ignore[arg-type]  # the same


def _quick() -> ResponseReturnValue:
    form = QuickSettingsForm(request.form)
    given = form.to_input()
    with write() as uow:
        commands.change_settings(uow, actor(), given)
    response = redirect(safe_next(form.next.data) or url_for(".settings"), 303)
    return _with_locale(response, given.locale)  # type: ignore[arg-type]  # Flask's redirect is Werkzeug's class


def _with_locale(response: Response, locale: str | None) -> Response:
    """Keep the language in the browser too, so that the sign-in page speaks it."""
    if locale:
        _keep(response, "locale", locale)
    return response


def _keep(response: Response, name: str, value: str) -> None:
    if value:
        response.set_cookie(name, value, max_age=YEAR, path="/", secure=request.is_secure, samesite="Lax")
    else:
        response.delete_cookie(name, path="/", secure=request.is_secure, samesite="Lax")


def _page(form: SettingsForm) -> str:
    row = accounts.get_account(read(), actor().id)
    teams = [member.team for member in accounts.list_memberships(read(), row.id) if member.until is None]
    me = {
        "name": row.display_name,
        "login": row.name,
        "team": ", ".join(teams),
        "site": row.site,
        "roles": sorted(row.roles),
    }
    return render_template("accounts/settings.html", form=form, me=me)
