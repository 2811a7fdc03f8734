"""Forms that came with the token of a session that has ended: drawn again, nothing typed is thrown away."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import request
from flask.typing import ResponseReturnValue

from scenariowiki.kernel.errors import Forbidden
from scenariowiki.runtime import messages
from scenariowiki.runtime.status import status_of
from scenariowiki.web.errors import error_page, wants_page
from scenariowiki.web.request import find_actor
from scenariowiki.web.views.scenarios import edit, new, solutions
from scenariowiki.web.views.scenarios.blueprint import bp

REDRAWN: Mapping[str, Callable[..., str]] = {
    "scenarios.create": new.redraw,
    "scenarios.save": edit.redraw,
    "scenarios.save_solution": solutions.redraw,
}


@bp.errorhandler(Forbidden)
def refused(error: Forbidden) -> ResponseReturnValue:
    """Draw a form again that came with the token of another session; it carries a good one then."""
    redraw = REDRAWN.get(request.endpoint or "")
    text = messages.text_of(error)
    if error.reason == "csrf" and redraw and find_actor() and wants_page():
        return redraw(text, **(request.view_args or {})), HTTPStatus.FORBIDDEN
    return error_page(status_of(error), error.reason, text=text)
