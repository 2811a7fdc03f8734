"""One line of JSON for every request: who, what, how long, how it ended; never what was written or asked."""

import json
import logging
import secrets
import time

from flask import Flask, Response, g, request

from scenariowiki.kernel import clock

LOG = logging.getLogger("scenariowiki.request")


def init_log(app: Flask) -> None:
    """Write the line after each response; quiet unless the logger is switched to INFO."""
    app.before_request(_start)
    app.after_request(_line)


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()


def _line(response: Response) -> Response:
    if LOG.isEnabledFor(logging.INFO):
        LOG.info("%s", json.dumps(_facts(response), ensure_ascii=True))
    return response


def _facts(response: Response) -> dict[str, object]:
    user = g.get("_login_user")
    return {
        "at": clock.now().isoformat(timespec="milliseconds"),
        "request_id": g.get("request_id"),
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        "account": user.live.actor.id if user and user.is_authenticated else None,
        "address": request.remote_addr,
    }
