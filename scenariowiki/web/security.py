"""What every response says to the browser, and what the server believes of the request's way here."""

import secrets
from http import HTTPStatus

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from scenariowiki.web.request import find_session, keep_visitor

# Nothing is inline anywhere, so no nonce is needed; a nonce would break pages after a 304.
CSP = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"
SECRET_MIN = 32


def init_security(app: Flask) -> None:
    """Refuse a weak secret; trust as many proxies as told; put the headers on every response."""
    if len(app.config["SECRET_KEY"]) < SECRET_MIN:
        raise RuntimeError(f"SECRET_KEY needs at least {SECRET_MIN} characters")
    app.config.update(
        SESSION_COOKIE_NAME="flash", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True
    )
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    app.before_request(_name_request)
    app.after_request(_finish)


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    response.headers.setdefault("Cache-Control", _freshness(response))
    response.vary.add("Cookie")
    return keep_visitor(response)


def _freshness(response: Response) -> str:
    """Let pages of a signed-in person be kept and asked about, not failures, answers or secrets."""
    kept = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
    return "private, no-cache" if kept and _is_page() else "no-store"


def _is_page() -> bool:
    private = (request.blueprint or "").partition(".")[0] in ("accounts", "admin", "api")
    return not private and find_session() is not None
