"""Refusals and faults as pages: what happened, is the work safe, what to do next; never a stack trace."""

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from scenariowiki.kernel.errors import DomainError, Invalid, Unauthenticated
from scenariowiki.runtime import messages
from scenariowiki.runtime.faults import is_disk_full
from scenariowiki.runtime.session import db
from scenariowiki.runtime.status import status_of
from scenariowiki.web.measure import SAFE
from scenariowiki.web.request import find_actor
from scenariowiki.web.typed import page_before, typed_text


def init_errors(app: Flask) -> None:
    """Register the handlers; the API's own handlers come before these for its routes."""
    app.register_error_handler(Unauthenticated, ask_to_sign_in)
    app.register_error_handler(DomainError, _refuse)
    app.register_error_handler(RateLimitExceeded, _slow_down)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(PoolTimeout, _database_error)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OverflowError, _unstorable)
    app.register_error_handler(Exception, _fault)


def wants_page() -> bool:
    """Tell whether a whole page is wanted: not by scripts that fetch a fragment, nor under /api."""
    return "X-Fragment" not in request.headers and not request.path.startswith("/api/")


def ask_to_sign_in(error: Unauthenticated) -> ResponseReturnValue:
    """Send whoever wants to read a page to the door, and back afterwards; tell others that they must."""
    if request.method in SAFE and wants_page():
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    return _refuse(error)


def _refuse(error: DomainError) -> ResponseReturnValue:
    status = status_of(error)
    return error_page(status, error.reason, text=_said(error), retry_after=error.facts.get("retry_after"))


def _said(error: DomainError) -> str:
    """Say what is wrong with what was typed, where that is all that is wrong."""
    codes = error.fields.values() if isinstance(error, Invalid) and error.reason == "invalid" else ()
    why = (messages.text_for(str(code)) for code in dict.fromkeys(codes))
    return " ".join((str(messages.text_of(error)), *why))


def _slow_down(error: RateLimitExceeded) -> ResponseReturnValue:
    seconds = error.limit.limit.get_expiry() if error.limit else 60
    return error_page(HTTPStatus.TOO_MANY_REQUESTS, "throttled", retry_after=min(seconds, 60))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST or isinstance(error, SecurityError):
        return error  # a foreign host gets the bare refusal: a page of ours would have to name an address
    response = error_page(HTTPStatus(error.code), messages.HTTP_CODES.get(error.code, "bad_request"))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _database_error(error: Exception) -> ResponseReturnValue:
    """Tell a full disk from a busy or absent database; the write was rolled back in every case."""
    db.session.rollback()
    if is_disk_full(error):
        return error_page(HTTPStatus.INSUFFICIENT_STORAGE, "disk_full")
    text = str(getattr(error, "orig", error)).lower()
    if any(word in text for word in ("locked", "busy", "timeout", "connect", "terminat", "closed")):
        return error_page(HTTPStatus.SERVICE_UNAVAILABLE, "database_away", retry_after=5)
    return _fault(error)


def _unstorable(error: Exception) -> ResponseReturnValue:
    """Refuse what no column can hold or look for: a number too large, a NUL."""
    db.session.rollback()
    current_app.logger.warning("%s in %s", type(error).__name__, request.endpoint)
    return error_page(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")


def _fault(error: Exception) -> ResponseReturnValue:
    db.session.rollback()  # PostgreSQL answers nothing more after a failed statement, not even for this page
    g.fault = error
    current_app.logger.error("fault in %s", request.endpoint, exc_info=error)
    return error_page(HTTPStatus.INTERNAL_SERVER_ERROR, "fault")


def error_page(
    status: HTTPStatus,
    code: str,
    *,
    text: Any = None,
    retry_after: int | None = None,
    typed: str | None = None,
) -> Response:
    """Make the answer of a refusal or a fault: a page, or a problem document where no page is wanted.

    A page gives back the words that came with a form, or what the caller made of them.
    """
    text = text or messages.ERRORS.get(code, messages.ERRORS["refused"])
    title = messages.TITLES.get(status, messages.TITLES[HTTPStatus.BAD_REQUEST])
    if wants_page():
        response = Response(_page(status, title, text, retry_after, typed), status, mimetype="text/html")
    else:
        response = jsonify(
            type="about:blank", title=str(title), status=int(status), code=code, detail=str(text)
        )
        response.mimetype = "application/problem+json"
        response.status_code = status
    if retry_after:
        response.headers["Retry-After"] = str(int(retry_after))
    return response


def _page(status: HTTPStatus, title: Any, text: Any, retry_after: int | None, typed: str | None) -> str:
    try:
        return render_template(
            "errors/error.html",
            code=int(status),
            title=title,
            text=text,
            actions=_actions(),
            request_id=g.get("request_id", "") if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "",
            retry_after=retry_after,
            typed=typed_text() if typed is None else typed,
        )
    except Exception:  # the page that tells of a fault must not be a second one
        if current_app.testing:
            raise
        current_app.logger.exception("the error page failed")
        return f"<!doctype html><title>{int(status)}</title><p>{int(status)} {status.phrase}</p>"


def _actions() -> list[tuple[Any, str]]:
    if find_actor() is None:
        return [(_("Sign in"), url_for("accounts.sign_in", next=page_before()))]
    back = page_before() if request.method not in SAFE else None
    return [*([(_("Back"), back)] if back else ()), (_("Home"), url_for("home.index"))]
