"""The form of a scenario: its situation, the template's own fields, tags; solutions are read beside it."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.widgets import DateInput

from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import STATES, text_for
from scenariowiki.scenarios.queries import Template
from scenariowiki.scenarios.rules.content import SituationInput
from scenariowiki.scenarios.rules.states import Audience, Layer
from scenariowiki.scenarios.rules.template import Field, FieldKind, localised
from scenariowiki.web.forms.base import Form, Meta, number_or_none

SEPARATORS = re.compile(r"[,，、;；|\n]+")
PREFIX = "fields-"


class Marked:
    """Marks a field as asked for; what it lacks the domain refuses, with all else that is wrong."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse nothing."""


class ToSubmit(Marked):
    """Marks a field that a draft may lack and handing in asks for."""

    field_flags: ClassVar = {"to_submit": True}


class ScenarioForm(Form):
    """`category` and `team` get their options from the view; `team` empty means everyone reads it."""

    title = StringField(_("Title"), [Marked()], render_kw={"maxlength": 120})
    situation = TextAreaField(_("What happened"), [Marked()])
    layer = RadioField(_("Layer"), [ToSubmit()], choices=list(STATES["Layer"].items()), default="")
    category = SelectField(_("Category"), default="", coerce=str)
    team = SelectField(_("Who may read it"), default="", coerce=str)
    tags = StringField(_("Tags"))
    summary = StringField(_("What changed in this revision"), render_kw={"maxlength": 300})
    base_seq = HiddenField()

    def validate_layer(self, field: Any) -> None:
        """Take no choice as an answer; handing in asks for one."""

    def chosen_layer(self) -> Layer | None:
        """Return the layer, None while none is chosen."""
        if self.layer.data and self.layer.data not in set(Layer):
            raise Invalid(fields={"layer": "not_a_choice"})
        return Layer(self.layer.data) if self.layer.data else None

    def to_situation(self, values: Mapping[str, Any]) -> SituationInput:
        """Leave as a frozen input, with the template's values beside."""
        return SituationInput(
            title=self.title.data or "",
            situation=self.situation.data or "",
            layer=self.chosen_layer(),
            category=_chosen(self.category),
            tags=split_tags(self.tags.data),
            fields=values,
        )

    def audience(self) -> tuple[Audience, int | None]:
        """Return who is to read it."""
        team = _chosen(self.team) if self.team else None
        return (Audience.TEAM, team) if team else (Audience.ALL, None)

    def base(self) -> int | None:
        """Return the seq the situation was shown with."""
        return number_or_none(self.base_seq.data)


def _chosen(field: Any) -> int | None:
    """Return the id that is chosen; what no list offers is not taken for none."""
    if field.data and number_or_none(field.data) is None:
        raise Invalid(fields={field.short_name: "not_a_choice"})
    return number_or_none(field.data)


def split_tags(text: str | None) -> tuple[str, ...]:
    """Read tags parted by commas of either kind."""
    return tuple(name.strip() for name in SEPARATORS.split(text or "") if name.strip())


def join_tags(names: Sequence[str]) -> str:
    """Write tags as the form shows them."""
    return "、".join(names)


class DateText(StringField):  # type: ignore[misc]  # WTForms is untyped
    """A date kept as it was typed: what cannot be read is shown again, not thrown away."""

    widget = DateInput()


class TemplateForm:
    """The template's fields in one language; kept apart from attributes, since any word may be a key."""

    def __init__(
        self,
        template: Template,
        locale: str,
        data: "MultiDict[str, str] | None" = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self._template, self._locale = template, locale
        self._data, self._values = data, dict(values or {})

    @cached_property
    def _form(self) -> BaseForm:
        """Bind the fields, once they are asked for: a form that is drawn from memory never does."""
        form = BaseForm(_fields(self._template, self._locale), prefix=PREFIX, meta=Meta())
        form.process(self._data, data=self._values)
        return form

    @property
    def key(self) -> Hashable:
        """Name what the untouched fields of stored values show, in one language of one database."""
        return (self._template.number, repr(self._values))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._form)

    def values(self) -> dict[str, Any]:
        """Return what was typed, by key."""
        return {field.short_name: field.data for field in self._form}

    def refuse(self, error: Invalid) -> list[tuple[str, str, str]]:
        """Show a refusal of values at their fields; return (id, label, problem) of each."""
        found: list[tuple[str, str, str]] = []
        for path, code in error.fields.items():
            key = path.removeprefix("fields.")
            if key != path and key in self._form:
                field, text = self._form[key], text_for(str(code), error.facts)
                field.errors = [text]
                found.append((field.id, field.label.text, text))
        return found


def _fields(template: Template, locale: str) -> dict[str, Any]:
    """Make the fields once; a version's number alone would not tell two databases of one process apart."""
    key = (locale, repr(template.fields))
    if key not in _MADE:
        _MADE[key] = {one.key: _field(one, locale) for one in template.fields}
    return _MADE[key]


_MADE: dict[tuple[str, str], dict[str, Any]] = {}


def _field(one: Field, locale: str) -> Any:
    label, about = one.label(locale), localised(one.help, locale)
    options = [(choice.key, localised(choice.labels, locale) or choice.key) for choice in one.choices]
    asked = [ToSubmit()] if one.required else []
    common = {"label": label, "description": about, "validators": asked}
    if one.kind is FieldKind.CHOICE:
        return SelectField(**common, choices=[("", Markup("&nbsp;")), *options], validate_choice=False)
    if one.kind is FieldKind.MULTI_CHOICE:
        return SelectMultipleField(**common, choices=options, validate_choice=False)
    if one.kind is FieldKind.LONG_TEXT:
        return TextAreaField(**common)
    if one.kind is FieldKind.DATE:
        return DateText(**common)
    number = {"inputmode": "decimal"} if one.kind is FieldKind.NUMBER else {}
    return StringField(**common, render_kw=number)
