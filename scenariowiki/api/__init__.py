"""The JSON API: the same commands as the pages, for programs that hold a bearer token."""

from flask import Flask

from scenariowiki.api import (  # noqa: F401 - importing the endpoints registers them
    comments,
    feedback,
    leaderboard,
    listing,
    me,
    merges,
    openapi,
    outcomes,
    queue,
    reference,
    revisions,
    rewards,
    scenarios,
    search,
    solutions,
    sops,
    statement,
    transitions,
    undoing,
    uses,
)
from scenariowiki.api.auth import init_auth
from scenariowiki.api.blueprint import bp
from scenariowiki.api.errors import init_errors
from scenariowiki.api.limits import init_limits

PREFIX = "/api/v1"

init_auth(bp)
init_errors(bp)


def init_api(app: Flask) -> None:
    """Give the application its API; called after the pages, whose door it passes by."""
    init_limits(app)
    app.register_blueprint(bp, url_prefix=PREFIX)
