"""What every form of ours has: messages in the reader's language, and a place for the domain's refusals."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import wtforms
from flask_babel import get_locale
from wtforms import SelectChoice, i18n
from wtforms.meta import DefaultMeta

from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.messages import text_for

# WTForms brings its own texts, under these names.
_TEXTS = {"zh_Hans": "zh", "zh_Hant": "zh_TW", "en": "en"}
# Python reads digits of every script, and more of them than a database has room for.
NUMBER = re.compile(r"[0-9]{1,9}")


class Meta(DefaultMeta):  # type: ignore[misc]  # WTForms is untyped
    def bind_field(self, form: object, unbound_field: Any, options: Any) -> Any:
        """Let forms write their choices as plain pairs, which the library calls legacy."""
        pairs = unbound_field.kwargs.get("choices")
        if isinstance(pairs, list | tuple) and pairs and not isinstance(pairs[0], SelectChoice):
            unbound_field.kwargs["choices"] = [SelectChoice(value, label) for value, label in pairs]
        return super().bind_field(form, unbound_field, options)

    def get_translations(self, form: object) -> Any:
        del form
        return _texts(_TEXTS.get(str(get_locale()), "zh"))


@cache
def _texts(language: str) -> Any:
    return _Texts(i18n.get_translations([language]))


class _Texts:
    """The library's own texts, but for the one that its Chinese lacks."""

    def __init__(self, library: Any) -> None:
        self.gettext = library.gettext
        self._ngettext = library.ngettext

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Give a text that counts; of these forms it is only that some choice is none."""
        if "is not a valid choice" in singular:
            return str(text_for("not_a_choice"))
        return str(self._ngettext(singular, plural, number))


class Form(wtforms.Form):  # type: ignore[misc]  # WTForms is untyped
    Meta = Meta

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; one that was sent twice is refused: who knows which would be read."""
        good: bool = super().validate(extra_validators)
        for field in self:
            if len(field.raw_data or ()) > 1 and not isinstance(field, wtforms.SelectMultipleField):
                field.errors = [*field.errors, text_for("twice")]
                good = False
        return good

    def refuse(self, error: Invalid | Conflict) -> None:
        """Show a refusal of the domain where it belongs: at its field, or above the form."""
        fields = error.fields if isinstance(error, Invalid) else {}
        for name, code in fields.items():
            text = text_for(str(code), error.facts)
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, text]
            else:
                self.form_errors.append(text)
        if not fields:
            self.form_errors.append(text_for(error.reason, error.facts))


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Make the options of a choice from values and their words."""
    return [SelectChoice(value, label) for value, label in pairs]


def stripped(value: str | None) -> str | None:
    """Take blanks off both ends of what was typed."""
    return value.strip() if value else value


def number_or_none(value: str | None) -> int | None:
    """Read the id that a choice or a hidden field names; what cannot be one means nothing."""
    return int(value) if value and NUMBER.fullmatch(value) else None
