"""The words of templates, looked up with little ado: a form asks for three hundred of them.

Flask-Babel finds the request's catalogue anew for every word; here it is found once a request.
"""

from typing import Any

from flask import Flask, g
from flask_babel import get_translations


def init_wording(app: Flask) -> None:
    """Let templates take their words from the request's catalogue."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that Babel adds
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue
