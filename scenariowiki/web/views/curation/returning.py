"""Decisions on what is no longer there, or no longer theirs to see: what was typed is given back."""

from flask import request
from flask.typing import ResponseReturnValue

from scenariowiki.kernel.errors import DomainError, Forbidden, NotFound, Unauthenticated
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.status import status_of
from scenariowiki.web.errors import ask_to_sign_in, error_page, wants_page
from scenariowiki.web.forms.curation import Draft
from scenariowiki.web.views.curation.blueprint import bp
from scenariowiki.web.views.curation.typed import in_words


@bp.errorhandler(Forbidden)
@bp.errorhandler(NotFound)
@bp.errorhandler(Unauthenticated)
def give_back(error: DomainError) -> ResponseReturnValue:
    """Say what happened, and show the words of a decision, which nothing else keeps."""
    typed = in_words(Draft.typed(request.form)) if request.method == "POST" and wants_page() else []
    if isinstance(error, Unauthenticated) and not typed:
        return ask_to_sign_in(error)
    text = "\n\n".join(typed)
    return error_page(status_of(error), error.reason, text=text_of(error), typed=text)
