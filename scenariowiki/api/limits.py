"""How often one token, or one address without a good one, may ask."""

from flask import Flask, request
from flask_limiter import Limiter

from scenariowiki.api.auth import find_token


def _who() -> str:
    live = find_token()
    return f"token:{live.id}" if live else f"address:{request.remote_addr or ''}"


limiter = Limiter(key_func=_who, strategy="moving-window", key_prefix="api")

reading = limiter.shared_limit("1200 per minute", scope="api_reading")
asking = limiter.shared_limit("240 per minute", scope="api_asking")
writing = limiter.shared_limit("240 per minute; 10000 per day", scope="api_writing")


def init_limits(app: Flask) -> None:
    """Count in memory, or in Redis when several nodes share the work."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["REDIS_URL"] or "memory://")
    limiter.init_app(app)
    # Every limit stands on its view and is counted there; the library would look for more at every request.
    if limiter.enabled:
        app.before_request_funcs[None].remove(limiter._check_request_limit)  # noqa: SLF001 - it has no setting
