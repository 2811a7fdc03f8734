"""Forms that were sent too late, after the session or its token had ended: nothing typed is thrown away."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.kernel.errors import Forbidden, Unauthenticated
from scenariowiki.runtime import messages
from scenariowiki.runtime.status import status_of
from scenariowiki.web.errors import ask_to_sign_in, error_page, typed_words, wants_page
from scenariowiki.web.request import find_actor
from scenariowiki.web.views.scenarios import edit, new, solutions
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.drafts import NOT_CONTENT

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
    return error_page(status_of(error), error.reason, text=text, typed=typed_words())


@bp.errorhandler(Unauthenticated)
def signed_out(error: Unauthenticated) -> ResponseReturnValue:
    """Give back what was typed to somebody whose session has ended."""
    if request.endpoint not in REDRAWN or request.method != "POST" or not wants_page():
        return ask_to_sign_in(error)
    typed = [
        value
        for name, value in request.form.items(multi=True)
        if name not in NOT_CONTENT and value.strip() and not name.endswith(("-key", "-id", "base_seq"))
    ]
    page = render_template(
        "scenarios/signed_out.html",
        text=messages.text_of(error),
        typed="\n\n".join(typed),
        sign_in_url=url_for("accounts.sign_in", next=request.path),
    )
    return page, HTTPStatus.UNAUTHORIZED
