"""Forms of administration: people, teams, sites, the brand."""

import datetime as dt
import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from scenariowiki.accounts.commands import AccountInput, RegisterInput, SiteInput, TeamInput
from scenariowiki.accounts.queries import Filter
from scenariowiki.accounts.rules import DISPLAY_MAX, NAME_MAX, Role
from scenariowiki.accounts.rules.calendar import CLOSES, OPENS
from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.accounts import LANGUAGES
from scenariowiki.web.forms.base import Form, number_or_none, options, stripped

REQUIRED = InputRequired(_("Please fill this in."))
NOBODY = ("", "–")
ROLES = list(STATES["Role"].items())
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def choice(label: Any, *more: Any) -> SelectField:
    """Make a choice among rows of the database, whose first option means none."""
    return SelectField(label, list(more), choices=options([NOBODY]), default="")


def offer(field: SelectField, rows: list[tuple[int, str]]) -> None:
    """Fill a choice with what the database holds now."""
    field.choices = options([NOBODY, *((str(key), name) for key, name in rows)])


class PeopleFilterForm(Form):
    who = StringField(_("Find people"), [Length(max=100)], filters=[stripped])
    site = choice(_("Site"))
    role = SelectField(_("Role"), choices=options([NOBODY, *ROLES]), default="")
    leavers = BooleanField(_("Leavers too"))

    def to_filter(self) -> Filter:
        """Leave as what to look for; what is not offered filters nothing."""
        return Filter(
            q=(self.who.data or "")[:100],
            site_id=number_or_none(self.site.data),
            role=Role(self.role.data) if self.role.data in set(Role) else None,
            leavers=self.leavers.data,
        )


class PersonForm(Form):
    display_name = StringField(_("Name"), [REQUIRED, Length(max=DISPLAY_MAX)], filters=[stripped])
    site = choice(_("Site"))
    team = choice(_("Team"))
    roles = SelectMultipleField(
        _("Roles"), [InputRequired(_("Please choose at least one."))], choices=options(ROLES)
    )

    def to_input(self) -> AccountInput:
        """Leave as what an administrator sets of an account."""
        return AccountInput(display_name=self.display_name.data, site_id=number_or_none(self.site.data))

    def chosen_roles(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return frozenset(Role(role) for role in self.roles.data)

    def chosen_team(self) -> int | None:
        """Return the team that is chosen, or None."""
        return number_or_none(self.team.data)


class NewPersonForm(PersonForm):
    name = StringField(
        _("Sign-in name"),
        [REQUIRED, Length(max=NAME_MAX)],
        filters=[stripped],
        description=_("Letters and digits; it stays as it is"),
    )
    locale = SelectField(_("Interface language"), choices=options(LANGUAGES))

    def to_registration(self, password: str) -> RegisterInput:
        """Leave as a new account whose password has to be changed first."""
        return RegisterInput(
            name=self.name.data,
            display_name=self.display_name.data,
            roles=self.chosen_roles(),
            password=password,
            site_id=number_or_none(self.site.data),
            locale=self.locale.data,
            is_temporary=True,
        )


class HandOverForm(Form):
    to = choice(_("To"), REQUIRED)


class TeamForm(Form):
    name = StringField(_("Name"), [REQUIRED, Length(max=DISPLAY_MAX)], filters=[stripped])
    site = choice(_("Site"))
    lead_id = choice(_("Lead"))

    def to_input(self) -> TeamInput:
        """Leave as a team."""
        return TeamInput(
            name=self.name.data,
            site_id=number_or_none(self.site.data),
            lead_id=number_or_none(self.lead_id.data),
        )


class MemberForm(Form):
    account = choice(_("Person"), REQUIRED)
    since = DateField(_("Since"), [Optional()])


class SiteForm(Form):
    name = StringField(_("Name"), [REQUIRED, Length(max=DISPLAY_MAX)], filters=[stripped])
    timezone = StringField(
        _("Time zone"),
        [REQUIRED, Length(max=60)],
        filters=[stripped],
        default="Asia/Shanghai",
        description=_("As in Asia/Shanghai"),
    )
    cutover = TimeField(_("Business day begins"), [REQUIRED], default=dt.time(4))
    week = SelectMultipleField(
        _("Working days"), coerce=int, choices=options(WEEKDAYS), default=[1, 2, 3, 4, 5]
    )
    opens = TimeField(_("Work begins"), [REQUIRED], default=OPENS)
    closes = TimeField(
        _("Work ends"),
        [REQUIRED],
        default=CLOSES,
        description=_("Before the beginning: the next day. Limits of feedback count this time alone."),
    )
    holidays = TextAreaField(
        _("Holidays"), [Length(max=8000)], description=_("One day a line, as in 2026-10-01")
    )
    workdays = TextAreaField(
        _("Make-up workdays"), [Length(max=8000)], description=_("Days at the weekend that are worked")
    )

    boards_off = SelectMultipleField(
        _("Leaderboards switched off"),
        choices=options(STATES["BoardKind"].items()),
        description=_("Its people are on none of these and see none"),
    )

    def validate_holidays(self, field: Field) -> None:
        days_of(field)

    def validate_workdays(self, field: Field) -> None:
        days_of(field)

    def to_input(self) -> SiteInput:
        """Leave as a site with its calendar."""
        return SiteInput(
            name=self.name.data,
            timezone=self.timezone.data,
            cutover=self.cutover.data,
            week=tuple(self.week.data),
            holidays=days_of(self.holidays),
            workdays=days_of(self.workdays),
            opens=self.opens.data,
            closes=self.closes.data,
            boards_off=tuple(self.boards_off.data or ()),
        )


def days_of(field: Field) -> tuple[dt.date, ...]:
    """Read the days of a text, parted by lines, blanks or commas; name the first that is none."""
    days = []
    for word in re.split(r"[\s,，、;；]+", field.data or ""):
        try:
            days += [dt.date.fromisoformat(word)] if word else []
        except ValueError as error:
            raise ValidationError(_("%(word)s is not a day.", word=word[:20])) from error
    return tuple(days)


class DaysForm(Form):
    days = FileField(
        _("CSV file"),
        description=_("A day and what it is on each line, as in 2026-10-01,holiday or 2026-10-10,workday."),
        render_kw={"accept": ".csv,text/csv,text/plain"},
    )


class LogoForm(Form):
    logo = FileField(
        _("Logo"),
        description=_("A square PNG picture of at most 512 by 512 pixels and 100 kB"),
        render_kw={"accept": "image/png"},
    )


class BrandForm(Form):
    name = StringField(_("Name of this instance"), [REQUIRED, Length(max=DISPLAY_MAX)], filters=[stripped])
    accent = StringField(
        _("Colour"),
        [Length(max=7)],
        filters=[stripped],
        description=_("As in #1d55b0; empty for the usual one"),
    )
