"""The queue as a list: what waits, overdue first, narrowed by kind."""

from flask import render_template
from flask.typing import ResponseReturnValue

from scenariowiki.curation.policy import WORKING
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation import listing
from scenariowiki.web.views.curation.blueprint import bp


@bp.get("/queue")
def queue() -> ResponseReturnValue:
    """List what waits, and say where to begin."""
    person = require_permission(*WORKING)
    return render_template("curation/queue.html", **listing.queue_context(person))
