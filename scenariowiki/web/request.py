"""Who sends this request, and whether it may be heard: sign-in, origin, one-time token of forms."""

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import OperationalError

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import LiveSession
from scenariowiki.accounts.rules import ABSOLUTE_TIMEOUT, SEEN_EVERY, Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import DomainError, Forbidden, Unauthenticated
from scenariowiki.runtime.session import read, write
from scenariowiki.web.measure import SAFE, require_measure

# The only endpoints that answer strangers; everything else needs a session.
PUBLIC = frozenset(
    {"static", "accounts.sign_in", "accounts.sign_in_now", "home.brand_stylesheet", "home.brand_logo"}
    | {"health.healthz", "health.readyz", "health.metrics"}
)
# Where a person with a password that somebody else chose may go.
FIRST_STEPS = frozenset({"accounts.change_password", "accounts.save_password", "accounts.sign_out"})
# The API proves its caller by bearer token alone: it never reads the cookie, so nothing can be forged.
API = "api"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass
class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login is untyped
    """What Flask-Login calls the user: a live session of ours."""

    live: LiveSession

    def get_id(self) -> str:
        return str(self.live.actor.id)


class _Sessions(LoginManager):  # type: ignore[misc]  # the same
    """Finds whoever is signed in by our own cookie alone, where the library would look in four places."""

    def _load_user(self) -> None:
        self._update_request_context_with_user(_load())


def init_request(app: Flask) -> None:
    """Ask at the door of every request; Flask-Login only finds the session, it keeps none of its own.

    It is not initialised as a whole: that would look after a remember-me cookie, which we have not, in every
    answer.
    """
    app.login_manager = _Sessions()  # type: ignore[attr-defined]
    app.before_request(_guard)
    app.after_request(_note_seen)


def actor() -> Actor:
    """Return whoever is signed in; raise Unauthenticated when nobody is."""
    return live_session().actor


def find_actor() -> Actor | None:
    """Return whoever is signed in, or None."""
    live = find_session()
    return live.actor if live else None


def live_session() -> LiveSession:
    """Return the session of this request; raise Unauthenticated when there is none."""
    live = find_session()
    if live is None:
        raise Unauthenticated
    return live


def find_session() -> LiveSession | None:
    """Return the session of this request, or None; asked often, so not through the library's proxy."""
    user = g.get("_login_user") or current_user
    return user.live if user.is_authenticated else None


def require_permission(*any_of: Permission) -> Actor:
    """Return the actor if any of their roles grants one of the permissions; raise Forbidden otherwise."""
    person = actor()
    if not any(person.may(permission) for permission in any_of):
        raise Forbidden
    return person


def may_sign_in_here() -> bool:
    """Tell whether a password may travel this way: https, the same machine, or plain http by decision."""
    return request.is_secure or current_app.config["ALLOW_HTTP"] or _host() in LOOPBACK


def cookie_name(name: str) -> str:
    """Return a cookie's name, bound to this host by its prefix wherever the browser lets us."""
    prefixed = request.is_secure and not current_app.config["ALLOW_HTTP"]
    return f"__Host-{name}" if prefixed else name


def set_cookie(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set one of our cookies: never readable by scripts, never sent from other sites."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser its session; the limits that count are those of the row."""
    set_cookie(response, "session", token, max_age=int(ABSOLUTE_TIMEOUT.total_seconds()))


def forget_cookie(response: Response, name: str) -> None:
    """Take one of our cookies away."""
    response.delete_cookie(
        cookie_name(name), path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )


def client_address() -> str:
    """Return the address of the peer, as the trusted proxies tell it."""
    return request.remote_addr or ""


def known_device() -> int | None:
    """Return the account that signed in on this device before, from its signed cookie."""
    try:
        payload = _devices().loads(request.cookies.get(cookie_name("device"), ""))
    except BadSignature:
        return None
    return payload.get("account") if isinstance(payload, dict) else None


def remember_device(response: Response, account_id: int) -> None:
    """Mark this device as one the account has signed in on; it is no proof of identity."""
    value = _devices().dumps({"account": account_id, "device": secrets.token_hex(8)})
    set_cookie(response, "device", str(value), max_age=365 * 24 * 3600)


def csrf_token() -> str:
    """Return the token that forms and scripts send back: fixed per session, so that pages can be cached."""
    live = find_session()
    return live.csrf_secret if live else _visitor_token(_visitor_secret())


def keep_visitor(response: Response) -> Response:
    """Give a stranger the cookie that the token of the sign-in form is bound to."""
    secret = g.get("visitor_secret")
    if secret and request.cookies.get(cookie_name("visitor")) != secret:
        set_cookie(response, "visitor", secret)
    return response


def safe_next(target: str | None) -> str | None:
    """Return a path of this site to go on to, or None for anything that could lead elsewhere."""
    if not target or not target.startswith("/") or len(target) > 2000 or not target.isprintable():
        return None
    if "\\" in target or " " in target or "//" in target.partition("?")[0] or "/." in target:
        return None
    lowered = target.lower()
    if any(code in lowered.partition("?")[0] for code in ("%2f", "%5c", "%0", "%2e")) or ";" in target:
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def _load() -> Visitor | None:
    token = request.cookies.get(cookie_name("session"))
    if not token or _is_api():
        return None
    live = accounts.actor_for_session(read(), token, now=clock.now())
    if live is None:
        return None
    g.session_id = live.id  # a save notes there what the person's next search has to wait for
    g.roles = live.actor.roles
    return Visitor(live)


def _guard() -> ResponseReturnValue | None:
    """Refuse foreign origins, then strangers, then forms without their token."""
    if request.endpoint is None or _is_api():
        return None
    if request.method not in SAFE:
        _require_own_origin()
    live = None if request.endpoint in PUBLIC else live_session()
    require_measure()
    if request.method not in SAFE:
        _require_token()
    if live and live.must_change_password and request.endpoint not in FIRST_STEPS:
        return redirect(url_for("accounts.change_password"), 303)
    return None


def _note_seen(response: Response) -> Response:
    """Note every few minutes that the session is in use; a busy database is no reason to fail the page."""
    user = g.get("_login_user")
    if user is None or not user.is_authenticated or response.is_streamed:
        return response
    live: LiveSession = user.live
    now = clock.now()
    if now - live.last_seen_at >= SEEN_EVERY:
        try:
            with write() as uow:
                commands.note_seen(uow.session, live.id, at=now)
        except (OperationalError, DomainError):
            current_app.logger.warning("last seen not written")
    return response


def _is_api() -> bool:
    return (request.blueprint or "").partition(".")[0] == API


def _require_own_origin() -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("foreign_origin")
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins():
        raise Forbidden("foreign_origin")


def _own_origins() -> set[str]:
    base = current_app.config["BASE_URL"]
    own = {request.host_url.rstrip("/")}
    return own | {f"{urlsplit(base).scheme}://{urlsplit(base).netloc}"} if base else own


def _require_token() -> None:
    sent = request.headers.get("X-CSRFToken") or request.form.get("csrf_token") or ""
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), csrf_token().encode()):
        raise Forbidden("csrf")


def _visitor_secret() -> str:
    if "visitor_secret" not in g:
        g.visitor_secret = request.cookies.get(cookie_name("visitor")) or secrets.token_urlsafe(32)
    secret: str = g.visitor_secret
    return secret


def _visitor_token(secret: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"csrf:" + secret.encode("utf-8", "replace"), "sha256").hexdigest()


def _devices() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")


def _host() -> str:
    return urlsplit(f"//{request.host}").hostname or ""
