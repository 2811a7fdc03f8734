"""What monitoring asks: is the process there, can it serve, how is it doing."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from scenariowiki.kernel.errors import NotFound
from scenariowiki.runtime.health import Health, check_all, check_readiness
from scenariowiki.web.metrics import exposition

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer as long as the process can."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Tell whether requests should be sent here; strangers learn states, never details."""
    checks = check_readiness()
    ready = all(check.state is not Health.BAD for check in checks)
    body = {"ready": ready, "checks": {check.name: check.state for check in checks}}
    return jsonify(body), 200 if ready else 503, {"Cache-Control": "no-store"}


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give figures to whoever has the token, or to this machine when there is none."""
    if not _may_read_metrics():
        raise NotFound
    return Response(exposition(check_all()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics() -> bool:
    """With a proxy in front every request seems to come from this machine: then only a token counts."""
    token: str = current_app.config["METRICS_TOKEN"]
    if token:
        sent = request.headers.get("Authorization", "")
        return hmac.compare_digest(sent.encode("utf-8", "replace"), f"Bearer {token}".encode())
    proxied = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return not proxied and _is_loopback(request.remote_addr)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
