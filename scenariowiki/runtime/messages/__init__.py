"""The texts of codes, states and enums as lazy strings, for pages, API, mail and command line."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import force_locale

from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.messages.errors import ERRORS, HTTP_CODES, TITLES
from scenariowiki.runtime.messages.states import STATES

__all__ = ["ERRORS", "HTTP_CODES", "STATES", "TITLES", "export_words", "text_for", "text_of", "word_for"]


def text_of(error: DomainError) -> str:
    """Return what a refusal says to the person who met it, its facts filled in."""
    return text_for(error.reason, error.facts)


def text_for(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """Return the text of a code; facts that the text does not name are left out."""
    text = str(ERRORS.get(code, ERRORS["refused"]))
    return text % _Facts(facts or {}) if "%(" in text else text


def word_for(state: Enum) -> str:
    """Return the word that people read for a value of an enum."""
    return str(STATES[type(state).__name__][state.value])


def export_words(language: str) -> dict[str, dict[str, str]]:
    """Return what people read for the keys of an export's fields, in a language such as zh-Hans."""
    with force_locale(language.replace("-", "_")):
        return {
            field: {key: str(word) for key, word in STATES[enum].items()}
            for field, enum in (("layer", "Layer"), ("state", "State"))
        }


class _Facts(dict[str, Any]):
    """A fact that was not given is shown as a dash rather than breaking the message."""

    def __missing__(self, name: str) -> str:
        return "–"
