"""What every response says to the browser, and what the server believes of the request's way here."""

import re
import secrets
from http import HTTPStatus

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from scenariowiki.web.request import cookie_name, find_session, keep_visitor

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
SECRET_SIGNS = 10
EXAMPLES = re.compile(r"change.?me|change.?this|your.{0,3}secret|insecure|0123456789abcdef", re.IGNORECASE)


def init_security(app: Flask) -> None:
    """Refuse a weak secret; trust as many proxies as told; put the headers on every response."""
    if fault := secret_fault(app.config["SECRET_KEY"]):
        raise RuntimeError(fault)
    app.session_interface = FlashCookie()
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    app.before_request(_name_request)
    app.after_request(_finish)


def secret_fault(secret: str) -> str:
    """Say what is wrong with a secret: too short, hardly any signs, or one that stands in examples."""
    if len(secret) < SECRET_MIN:
        return f"SECRET_KEY needs at least {SECRET_MIN} characters"
    if len(set(secret)) < SECRET_SIGNS or EXAMPLES.search(secret):
        return "SECRET_KEY can be guessed; leave it out to have one made and kept in DATA_DIR"
    return ""


class FlashCookie(SecureCookieSessionInterface):
    """Flask's own session carries nothing but messages; its cookie is bound to the host like ours."""

    def get_cookie_name(self, app: Flask) -> str:
        """Name it by the way the request came."""
        del app
        return cookie_name("flash")

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep it off plain http wherever there is https."""
        del app
        return request.is_secure


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
