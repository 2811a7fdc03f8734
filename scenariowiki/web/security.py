"""What every response says to the browser, and what the server believes of the request's way here."""

import re
from http import HTTPStatus

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
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
_BY_LOWER_NAME = tuple((name.lower(), (name, value)) for name, value in HEADERS.items())
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

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the messages that wait; most requests bring none, and nothing that had to be checked."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the messages, where there are or were any; every answer varies by cookie as it is."""
        if session or session.modified:
            super().save_session(app, session, response)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep it off plain http wherever there is https."""
        del app
        return request.is_secure


def _finish(response: Response) -> Response:
    headers = response.headers
    given = {name.lower() for name, _value in headers}
    headers.extend([header for name, header in _BY_LOWER_NAME if name not in given])
    if request.is_secure and "strict-transport-security" not in given:
        headers.add("Strict-Transport-Security", HSTS)
    headers.add("X-Request-Id", g.get("request_id", ""))
    if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    if "cache-control" not in given:
        headers.add("Cache-Control", _freshness(response))
    if "vary" in given:
        response.vary.add("Cookie")
    else:
        headers.add("Vary", "Cookie")
    return keep_visitor(response)


def _freshness(response: Response) -> str:
    """Let pages of a signed-in person be kept and asked about, not failures, answers or secrets."""
    kept = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
    return "private, no-cache" if kept and _is_page() else "no-store"


def _is_page() -> bool:
    private = (request.blueprint or "").partition(".")[0] in ("accounts", "admin", "api")
    return not private and find_session() is not None
