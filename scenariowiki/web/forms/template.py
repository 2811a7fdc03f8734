"""The form of the capture template: a list of fields that can be added, moved and removed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.messages import STATES, text_for
from scenariowiki.scenarios.commands.templates import FIELDS_MAX
from scenariowiki.scenarios.rules.content import SHORT_MAX
from scenariowiki.scenarios.rules.template import LABEL_MAX, Choice, Field, FieldKind
from scenariowiki.web.forms import rows
from scenariowiki.web.forms.base import Form, options, stripped

LOCALES = {"hans": "zh-Hans", "hant": "zh-Hant", "en": "en"}
# Where the code of a wrong field is shown; all others stand at its key.
PLACES = {
    "label_missing": "label_hans",
    "choices_missing": "vocabulary",
    "bad_choice": "vocabulary",
    "duplicate_choice": "vocabulary",
    "too_many": "vocabulary",
    "facet_needs_choices": "facet",
    "kind_changed": "kind",
}


class FieldForm(Form):
    """One field; `vocabulary` holds a choice a line: key = 简体 | 繁體 | English."""

    key = StringField(
        _("Key"),
        [InputRequired(_("Please fill this in.")), Length(max=40)],
        filters=[stripped],
        description=_("Small letters, digits and _; it stays as it is, for imports and searches"),
    )
    kind = SelectField(_("Kind"), choices=options(STATES["FieldKind"].items()), default="text")
    required = BooleanField(_("Required to submit"))
    facet = BooleanField(_("Filter by it"))
    label_hans = StringField(_("Label, simplified"), [Length(max=LABEL_MAX)], filters=[stripped])
    label_hant = StringField(_("Label, traditional"), [Length(max=LABEL_MAX)], filters=[stripped])
    label_en = StringField(_("Label, English"), [Length(max=LABEL_MAX)], filters=[stripped])
    vocabulary = TextAreaField(
        _("Choices"),
        [Length(max=20_000)],
        description=_("One a line: key = 简体 | 繁體 | English"),
    )
    help_hans = StringField(_("Help, simplified"), [Length(max=SHORT_MAX)], filters=[stripped])
    help_hant = StringField(_("Help, traditional"), [Length(max=SHORT_MAX)], filters=[stripped])
    help_en = StringField(_("Help, English"), [Length(max=SHORT_MAX)], filters=[stripped])

    def to_field(self) -> Field:
        """Leave as a field of the template."""
        return Field(
            key=self.key.data or "",
            kind=FieldKind(self.kind.data),
            labels=_texts(self.label_hans, self.label_hant, self.label_en),
            help=_texts(self.help_hans, self.help_hant, self.help_en),
            choices=choices_of(self.vocabulary.data or ""),
            required=self.required.data,
            facet=self.facet.data,
        )


def _texts(*fields: StringField) -> dict[str, str]:
    return {locale: one.data for locale, one in zip(LOCALES.values(), fields, strict=True) if one.data}


class TemplateForm(Form):
    """All fields in order, and the version they were shown from."""

    base = HiddenField()
    # One more than the domain takes, so that it is the one to refuse; each row costs milliseconds.
    fields = FieldList(FormField(FieldForm), max_entries=FIELDS_MAX + 1)

    def rows(self) -> list[FieldForm]:
        """Return the form of every field."""
        return [entry.form for entry in self.fields]

    def to_input(self) -> tuple[Field, ...]:
        """Leave as the template's fields."""
        return tuple(row.to_field() for row in self.rows())

    def base_number(self) -> int:
        """Return the number of the version that was shown; -1 where it was lost."""
        return int(self.base.data) if re.fullmatch(r"\d{1,9}", self.base.data or "") else -1

    def refuse(self, error: Invalid | Conflict) -> None:
        """Show what is wrong with a field at that field: its last one where a key is there twice."""
        fields = dict(error.fields) if isinstance(error, Invalid) else {}
        for row in reversed(self.rows()):
            code = fields.pop(row.key.data or "", None)
            if code:
                shown = row[PLACES.get(code, "key")]
                shown.errors = [*shown.errors, text_for(code)]
        # A list of fields remembers what its fields said when it was validated.
        self.fields.errors = [entry.errors for entry in self.fields]
        if fields or not isinstance(error, Invalid):
            super().refuse(Invalid(fields=fields) if fields else error)


def form_of(fields: Sequence[Field], number: int) -> TemplateForm:
    """Make the form of a template version."""
    return _form([_values(one) for one in fields], str(number))


def rearranged(form: TemplateForm, act: str) -> TemplateForm | None:
    """Return the form after a button without script: a field added, moved or removed; None for other acts."""
    moved = rows.rearranged([row.data for row in form.rows()], "fields", act)
    return None if moved is None else _form(moved, form.base.data or "")


def _form(fields: Sequence[Mapping[str, Any]], base: str) -> TemplateForm:
    return TemplateForm(data={"fields": fields, "base": base})


def _values(one: Field) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind.value,
        "required": one.required,
        "facet": one.facet,
        "vocabulary": "\n".join(f"{choice.key} = {_line(choice.labels)}" for choice in one.choices),
        **{f"label_{short}": one.labels.get(locale, "") for short, locale in LOCALES.items()},
        **{f"help_{short}": one.help.get(locale, "") for short, locale in LOCALES.items()},
    }


def _line(labels: Mapping[str, str]) -> str:
    words = [labels.get(locale, "") for locale in LOCALES.values()]
    while words and not words[-1]:
        words.pop()
    return " | ".join(words)


def choices_of(text: str) -> tuple[Choice, ...]:
    """Read the choices of a vocabulary; a line without a key gets the next free one, c1, c2, …"""
    lines = [line.partition("=") for line in text.splitlines() if line.strip()]
    used = {key.strip() for key, sign, _labels in lines if sign}
    free = (f"c{number}" for number in range(1, 10_000) if f"c{number}" not in used)
    return tuple(
        Choice(key=key.strip() if sign else next(free), labels=_labels_of(labels if sign else key))
        for key, sign, labels in lines
    )


def _labels_of(text: str) -> dict[str, str]:
    words = [word.strip() for word in text.split("|")]
    return {locale: word for locale, word in zip(LOCALES.values(), words, strict=False) if word}
