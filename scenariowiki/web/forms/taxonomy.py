"""Forms that keep the catalogue in order: categories, tags, groups, synonyms, and the audit log's filter."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.messages.events import EVENTS
from scenariowiki.scenarios.commands.categories import DESCRIPTION_MAX, TITLE_MAX, CategoryInput
from scenariowiki.scenarios.commands.tags import TagInput
from scenariowiki.scenarios.queries.audit import AuditFilter
from scenariowiki.scenarios.queries.lint import MOST
from scenariowiki.scenarios.queries.taxonomy import TagFilter
from scenariowiki.scenarios.rules.content import TAG_MAX
from scenariowiki.text import characters
from scenariowiki.web.forms.base import Form, number_or_none, options, stripped
from scenariowiki.web.forms.people import NOBODY, choice

REQUIRED = InputRequired(_("Please fill this in."))
LABELS = {"label_hans": "zh-Hans", "label_hant": "zh-Hant", "label_en": "en"}
WORDS_MAX = 2_000


class LabelledForm(Form):
    """What has a name in three languages; an empty one falls back to the others."""

    label_hans = StringField("简体中文", [Length(max=TITLE_MAX)], filters=[stripped])
    label_hant = StringField("繁體中文", [Length(max=TITLE_MAX)], filters=[stripped])
    label_en = StringField("English", [Length(max=TITLE_MAX)], filters=[stripped])

    def labels(self) -> dict[str, str]:
        """Return the labels by locale."""
        fields = (self.label_hans, self.label_hant, self.label_en)
        return {locale: field.data or "" for locale, field in zip(LABELS.values(), fields, strict=True)}

    def refuse(self, error: Invalid | Conflict) -> None:
        """Show what is wrong with a label at its field."""
        names = {f"labels.{locale}": name for name, locale in LABELS.items()}
        if isinstance(error, Invalid):
            error.fields = {names.get(name, name): code for name, code in error.fields.items()}
        super().refuse(error)


def label_values(labels: Mapping[str, str]) -> dict[str, str]:
    """Return what the label fields of a form begin with."""
    return {name: labels.get(locale, "") for name, locale in LABELS.items()}


class CategoryForm(LabelledForm):
    title = StringField(_("Name"), [REQUIRED, Length(max=TITLE_MAX)], filters=[stripped])
    description = TextAreaField(
        _("Description"),
        [REQUIRED, Length(max=DESCRIPTION_MAX)],
        filters=[stripped],
        description=_("What belongs here, in the words of customers; one or two sentences"),
    )
    parent_id = SelectField(_("Stands below"), default="")
    owner_id = choice(_("Owner"))
    version = HiddenField()

    def to_input(self) -> CategoryInput:
        """Leave as a category."""
        return CategoryInput(
            title=self.title.data,
            description=self.description.data,
            labels=self.labels(),
            parent_id=number_or_none(self.parent_id.data),
            owner_id=number_or_none(self.owner_id.data),
        )

    def base_version(self) -> int | None:
        """Return the version that was shown, if any."""
        return number_or_none(self.version.data)


class CategoryMergeForm(Form):
    into = SelectField(_("Category"), [REQUIRED], default="")


class TagForm(LabelledForm):
    name = StringField(_("Name"), [REQUIRED, Length(max=TAG_MAX)], filters=[stripped])
    group_id = choice(_("Group"))
    synonyms = TextAreaField(
        _("Synonyms"),
        [Length(max=WORDS_MAX)],
        description=_("Other names by which it is found, one a line or parted by commas"),
    )
    common = BooleanField(_("Offer it first, as a common tag of the centre"))
    version = HiddenField()

    def to_input(self) -> TagInput:
        """Leave as a tag."""
        return TagInput(
            name=self.name.data,
            labels=self.labels(),
            group_id=number_or_none(self.group_id.data),
            synonyms=words_of(self.synonyms.data),
            common=self.common.data,
        )

    def base_version(self) -> int | None:
        """Return the version that was shown, if any."""
        return number_or_none(self.version.data)


class TagMergeForm(Form):
    into = StringField(_("Name of the other tag"), [REQUIRED, Length(max=TAG_MAX)], filters=[stripped])


class TagFilterForm(Form):
    q = StringField(_("Find tags"), [Length(max=100)], filters=[stripped])
    group = SelectField(_("Group"), default="")

    def to_filter(self) -> TagFilter:
        """Leave as what to look for; what is not offered filters nothing."""
        group = self.group.data or ""
        return TagFilter(
            q=characters.visible((self.q.data or "")[:100]),
            group_id=number_or_none(group),
        )


class TagGroupForm(LabelledForm):
    name = StringField(_("Name"), [REQUIRED, Length(max=TAG_MAX)], filters=[stripped])


class SynonymsForm(Form):
    words = TextAreaField(
        _("Words that mean the same"),
        [REQUIRED, Length(max=WORDS_MAX)],
        description=_("At least two, one a line or parted by commas; search treats them as one"),
    )
    base = HiddenField()

    def to_words(self) -> tuple[str, ...]:
        """Leave as the words."""
        return words_of(self.words.data)

    def base_words(self) -> tuple[str, ...] | None:
        """Return the words that were shown, if any."""
        return words_of(self.base.data) or None


def words_of(text: str | None) -> tuple[str, ...]:
    """Read words parted by lines or commas."""
    return tuple(word.strip() for word in re.split(r"[\n\r,，、;；]+", text or "") if word.strip())


class LintForm(Form):
    most = IntegerField(
        _("Too many scenarios are more than"), [Optional(), NumberRange(min=1, max=100_000)], default=MOST
    )

    def to_number(self) -> int:
        """Leave as the number of scenarios that one category may hold."""
        return self.most.data if self.validate() and self.most.data else MOST


class AuditFilterForm(Form):
    who = choice(_("Person"))
    event = SelectField(_("What happened"), choices=options([NOBODY, *EVENTS.items()]), default="")
    no = StringField(_("Scenario"), [Length(max=12)], filters=[stripped], description="S-218")
    since = DateField(_("From"), [Optional()])
    until = DateField(_("Until"), [Optional()])

    def to_filter(self, timezone: str) -> AuditFilter:
        """Leave as what to look for, days read where the asker is; what makes no sense filters nothing."""
        zone = ZoneInfo(timezone)
        last = self.until.data
        return AuditFilter(
            actor_id=_number(self.who.data),
            name=self.event.data if self.event.data in EVENTS else None,
            no=_number(self.no.data),
            since=_midnight(self.since.data, zone),
            until=_midnight(last + dt.timedelta(days=1) if last and last < dt.date.max else None, zone),
        )


def _number(text: Any) -> int | None:
    found = re.fullmatch(r"(?:S-?)?(\d{1,9})", text or "", re.IGNORECASE)
    return int(found.group(1)) if found else None


def _midnight(day: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    if day is None or day.year < 1970 or day.year > 9000:
        return None
    return dt.datetime.combine(day, dt.time(), zone)
