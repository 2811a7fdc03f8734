"""The words of templates, looked up with little ado: a form asks for three hundred of them.

Flask-Babel finds the request's catalogue anew for every word, and Jinja makes safe HTML of it anew; here the
catalogue is found once a request, and a text without values is made once for each language.
"""

from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask, g
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def init_wording(app: Flask) -> None:
    """Let templates take their words from the request's catalogue."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that Babel adds
        gettext=_gettext,
        ngettext=_ngettext,
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _say


def _gettext(text: str) -> str:
    return str(_words().catalogue.ugettext(text))


def _ngettext(one: str, many: str, number: int) -> str:
    return str(_words().catalogue.ungettext(one, many, number))


class _Words:
    """A catalogue with its texts as HTML; `whole` are those that were asked for without values."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue
        self.whole: dict[str, Markup] = {}


_KNOWN: "WeakKeyDictionary[Any, _Words]" = WeakKeyDictionary()


@pass_eval_context
def _say(context: EvalContext, text: str, **values: Any) -> str:
    """Say a text in the reader's language, its values escaped."""
    words = _words()
    if not context.autoescape:
        return str(words.catalogue.ugettext(text) % values)
    if values:
        return Markup(words.catalogue.ugettext(text)) % values  # noqa: S704 - a translation is ours
    whole = words.whole.get(text)
    if whole is None:
        whole = words.whole[text] = Markup(words.catalogue.ugettext(text)) % {}  # noqa: S704 - the same
    return whole


def _words() -> _Words:
    found: _Words | None = g.get("words")
    if found is None:
        catalogue = get_translations()
        found = g.words = _KNOWN.get(catalogue) or _KNOWN.setdefault(catalogue, _Words(catalogue))
    return found
