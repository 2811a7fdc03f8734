"""Pages: one function per URL and method, forms, and what they share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask

from scenariowiki.web.assets import init_assets
from scenariowiki.web.compression import init_compression
from scenariowiki.web.converters import IdConverter, NumberConverter
from scenariowiki.web.errors import init_errors
from scenariowiki.web.jinja import init_jinja
from scenariowiki.web.limits import init_limits
from scenariowiki.web.log import init_log
from scenariowiki.web.metrics import init_metrics
from scenariowiki.web.moments import init_moments
from scenariowiki.web.request import init_request
from scenariowiki.web.security import init_security
from scenariowiki.web.sent import init_sent
from scenariowiki.web.tickets import init_tickets
from scenariowiki.web.views import (
    accounts,
    admin,
    curation,
    exchange,
    feedback,
    health,
    inbox,
    points,
    quality,
    scenarios,
    sops,
)
from scenariowiki.web.views.brand import init_brand
from scenariowiki.web.wording import init_wording

BLUEPRINTS: tuple[tuple[Blueprint, str], ...] = (
    (accounts.bp, ""),
    (admin.bp, "/admin"),
    (exchange.bp, ""),
    (health.bp, ""),
    (inbox.bp, ""),
    (scenarios.bp, ""),
    (curation.bp, ""),
    (points.bp, ""),
    (feedback.bp, ""),
    (sops.bp, ""),
    (quality.bp, ""),
)


def init_web(app: Flask, root: Path) -> None:
    """Give the application its pages."""
    app.ensure_sync = _as_it_is  # type: ignore[assignment,method-assign]  # meant to be replaced
    init_sent(app)
    init_compression(app)
    init_security(app)
    init_log(app)
    init_metrics(app)
    init_assets(app, root / "static")
    init_jinja(app, root / "scenariowiki" / "translations")
    init_wording(app)
    init_moments(app)
    init_request(app)
    init_limits(app)
    init_errors(app)
    init_brand(app)
    init_tickets(app)
    app.url_map.converters["int"] = IdConverter
    app.url_map.converters["no"] = NumberConverter
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix or None)


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    """Spare every request the question whether any of twenty functions is a coroutine: none of ours is."""
    return function
