"""Coarse limits per person or, signed out, per address; the sign-in throttle proper is in `accounts`."""

from flask import Flask
from flask_limiter import Limiter

from scenariowiki.web.request import client_address, find_actor
from scenariowiki.web.sweeping import SCHEME


def _who() -> str:
    person = find_actor()
    return f"account:{person.id}" if person else f"address:{client_address()}"


limiter = Limiter(key_func=_who, strategy="moving-window", headers_enabled=False)

# One shared allowance for each kind of work, whatever the endpoint: decorate views with these.
edit = limiter.shared_limit("120 per minute; 2000 per day", scope="edit")
comment = limiter.shared_limit("30 per minute", scope="comment")
search = limiter.shared_limit("120 per minute", scope="search")
typing = limiter.shared_limit("600 per minute", scope="typing")
export = limiter.shared_limit("10 per minute; 100 per day", scope="export")
sign_in = limiter.shared_limit("60 per minute", scope="sign_in")


def init_limits(app: Flask) -> None:
    """Count in memory, or in Redis when several nodes share the work."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["REDIS_URL"] or f"{SCHEME}://")
    limiter.init_app(app)
    # Every limit stands on its view and is counted there; the library would look for more at every request.
    # What it does after each is headers and deductions, and we have neither.
    if limiter.enabled:
        app.before_request_funcs[None].remove(limiter._check_request_limit)  # noqa: SLF001 - it has no setting
        app.after_request_funcs[None].pop()
