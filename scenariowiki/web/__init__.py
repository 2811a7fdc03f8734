"""Pages: one function per URL and method, forms, and what they share."""

from pathlib import Path

from flask import Blueprint, Flask

from scenariowiki.web.assets import init_assets
from scenariowiki.web.errors import init_errors
from scenariowiki.web.jinja import init_jinja
from scenariowiki.web.limits import init_limits
from scenariowiki.web.log import init_log
from scenariowiki.web.request import init_request
from scenariowiki.web.security import init_security
from scenariowiki.web.views import accounts, admin

BLUEPRINTS: tuple[tuple[Blueprint, str], ...] = (
    (accounts.bp, ""),
    (admin.bp, "/admin"),
)


def init_web(app: Flask, root: Path) -> None:
    """Give the application its pages."""
    init_security(app)
    init_log(app)
    init_assets(app, root / "static")
    init_jinja(app, root / "scenariowiki" / "translations")
    init_request(app)
    init_limits(app)
    init_errors(app)
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
