"""Forms of import and export: the file, its columns, the format."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField
from wtforms.form import BaseForm
from wtforms.validators import Length

from scenariowiki.exchange.exporting import Format
from scenariowiki.exchange.jobs import Settings
from scenariowiki.exchange.rules import HEADINGS, MARKS, heading
from scenariowiki.runtime.messages import STATES, text_for
from scenariowiki.scenarios.rules.template import Field
from scenariowiki.web.forms.base import Form, Meta, stripped

OFFERED = (Format.XLSX, Format.CSV, Format.JSON, Format.MARKDOWN)
AS_SOURCE = ""
# What may be said once for all rows.
FIXED = ("layer", "tags", "category", "team")
VALUE_MAX = 200


class UploadForm(Form):
    file = FileField(_("File"), render_kw={"required": True})


class OptionsForm(Form):
    """What is the same for all rows, and what is done with them."""

    layer = SelectField(_("Layer"), choices=[("", "–"), *STATES["Layer"].items()], default="")
    tags = StringField(_("Tags, parted by |"), [Length(max=VALUE_MAX)], filters=[stripped])
    category = StringField(_("Category, as a path A/B"), [Length(max=VALUE_MAX)], filters=[stripped])
    team = SelectField(_("Team"), choices=[("", "–")], default="")
    strip_glued = BooleanField(_("Take the pinyin out"))
    publish = BooleanField(_("Publish at once instead of handing in"))

    def fixed(self) -> dict[str, str]:
        """Return what is said for all rows."""
        return {name: self[name].data for name in FIXED if self[name].data}


class ColumnsForm:
    """A choice of field for every column; kept apart from attributes, since a column may have any name."""

    def __init__(
        self,
        columns: Sequence[str],
        template: Sequence[Field],
        locale: str,
        data: Any = None,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        self._columns = {f"column-{place}": column for place, column in enumerate(columns)}
        choices = [(AS_SOURCE, _("(keep as source)")), *_choices(template, locale)]
        fields = {name: SelectField(column, choices=choices) for name, column in self._columns.items()}
        self._form = BaseForm(fields, meta=Meta())
        given = {name: (chosen or {}).get(column, AS_SOURCE) for name, column in self._columns.items()}
        self._form.process(data, data=given)

    def validate(self) -> bool:
        """Tell whether every choice is one of those offered."""
        return bool(self._form.validate())

    def field(self, column: str) -> Any:
        """Return the choice for a column."""
        return next(self._form[name] for name, known in self._columns.items() if known == column)

    def mapping(self) -> dict[str, str]:
        """Return what was chosen, the columns that are kept as source among it."""
        return {column: self._form[name].data or AS_SOURCE for name, column in self._columns.items()}


class AuthorsForm:
    """The account of every author's name, or none; an administrator's alone."""

    def __init__(
        self, names: Sequence[str], data: Any = None, chosen: Mapping[str, str] | None = None
    ) -> None:
        self._names = {f"author-{place}": name for place, name in enumerate(names)}
        checks = [Length(max=VALUE_MAX)]
        fields = {name: StringField(known, checks, filters=[stripped]) for name, known in self._names.items()}
        self._form = BaseForm(fields, meta=Meta())
        given = {name: (chosen or {}).get(known, "") for name, known in self._names.items()}
        self._form.process(data, data=given)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._form)

    def validate(self, find: Callable[[str], int | None]) -> bool:
        """Tell whether every name that was given is an account's; `find` returns its id."""
        if not self._form.validate():
            return False
        for one in self._form:
            if one.data and find(one.data) is None:
                one.errors = [*one.errors, text_for("no_account")]
        return not self._form.errors

    def accounts(self, find: Callable[[str], int | None]) -> dict[str, int]:
        """Return which account each author's name is, those left open not among them."""
        found = {self._names[one.name]: find(one.data) for one in self._form if one.data}
        return {name: id_ for name, id_ in found.items() if id_ is not None}


def settings(columns: ColumnsForm, options: OptionsForm, authors: Mapping[str, int]) -> Settings:
    """Leave as what the import is to do, a dry run first."""
    return Settings(
        authors=authors,
        mapping=columns.mapping(),
        fixed=options.fixed(),
        strip_glued=options.strip_glued.data,
        publish="publish" in options and options.publish.data,
    )


def _choices(template: Sequence[Field], locale: str) -> list[tuple[str, str]]:
    own = [one.key for one in template if one.key not in HEADINGS]
    names = [*(name for name in HEADINGS if name not in MARKS), *own, *sorted(MARKS)]
    return [(name, heading(name, template, locale)) for name in names]


class ExportForm(Form):
    format = RadioField(
        _("Format"),
        choices=[(one.value, STATES["Format"][one.value]) for one in OFFERED],
        default=Format.XLSX.value,
    )
