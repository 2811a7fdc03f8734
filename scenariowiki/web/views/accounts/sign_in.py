"""Signing in and out."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import PreparedSignIn, SignInInput
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Throttled
from scenariowiki.runtime import messages
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.accounts import SignInForm
from scenariowiki.web.request import (
    client_address,
    find_session,
    forget_cookie,
    known_device,
    live_session,
    may_sign_in_here,
    remember_device,
    safe_next,
    set_session_cookie,
)
from scenariowiki.web.views.accounts.blueprint import bp


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for name and password; an instance without people says how the first one is made."""
    if find_session():
        return redirect(_onward(), 303)
    if accounts.is_empty(read()):
        flash(
            _("Nobody has an account yet. Make the first: flask accounts add NAME --role admin"),
            "info",
        )
    return _page(SignInForm())


@bp.post("/sign-in")
@limits.sign_in
def sign_in_now() -> ResponseReturnValue:
    """Begin a session; a wrong name, a wrong password and a closed account are answered alike."""
    form = SignInForm(request.form)
    if not may_sign_in_here():
        return _page(form), HTTPStatus.FORBIDDEN
    if not form.validate():
        return _page(form, _("Please fill in name and password.")), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        prepared = commands.prepare_sign_in(read(), _input(form), now=clock.now())
    except Throttled as error:
        headers = {"Retry-After": str(error.facts["retry_after"])}
        return _page(form, messages.text_of(error)), HTTPStatus.TOO_MANY_REQUESTS, headers
    return _wrong(form, prepared) if prepared.account_id is None else _begin(prepared)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session, on every worker at once."""
    live = live_session()
    with write() as uow:
        commands.sign_out(uow, live.actor, live.id)
    return signed_out()


def signed_out() -> ResponseReturnValue:
    """Take the cookie away and show the door."""
    response = redirect(url_for("accounts.sign_in"), 303)
    forget_cookie(response, "session")  # type: ignore[arg-type]  # Flask's redirect is Werkzeug's class
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _input(form: SignInForm) -> SignInInput:
    return SignInInput(
        name=form.name.data,
        password=form.password.data,
        address=client_address(),
        user_agent=request.user_agent.string,
        device_of=known_device(),
    )


def _wrong(form: SignInForm, prepared: PreparedSignIn) -> ResponseReturnValue:
    with write() as uow:
        commands.note_failure(uow, prepared)
    return _page(form, str(messages.ERRORS["sign_in_failed"])), HTTPStatus.UNAUTHORIZED


def _begin(prepared: PreparedSignIn) -> ResponseReturnValue:
    before = find_session()
    with write() as uow:
        if before:
            commands.end_session(uow, before.actor, before.id, reason="signed_in_again")
        begun = commands.begin_session(uow, prepared)
    response = redirect(_onward(), 303)
    set_session_cookie(response, begun.token)  # type: ignore[arg-type]  # Flask's redirect is Werkzeug's class
    remember_device(response, begun.actor.id)  # type: ignore[arg-type]  # the same
    return response


def _onward() -> str:
    return safe_next(request.values.get("next")) or url_for("home.index")


def _page(form: SignInForm, problem: str | None = None) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        problem=problem,
        over_http=not may_sign_in_here(),
        next=safe_next(request.values.get("next")) or "",
    )
