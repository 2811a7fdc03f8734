"""Forms of rewards: what there is, how much of it, what a quarter may cost, and asking for one."""

import datetime as dt

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from scenariowiki.points.commands.rewards import RewardInput
from scenariowiki.points.rules.rewards import (
    BUDGET_MAX,
    NAME_MAX,
    PRICE_MAX,
    STOCK_MAX,
    TEXT_MAX,
    RewardKind,
)
from scenariowiki.points.rules.thanks import TEXT_MAX as THANKS_MAX
from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.base import Form, options, stripped
from scenariowiki.web.forms.taxonomy import LabelledForm

REQUIRED = InputRequired(_("Please fill this in."))
ICONS = (
    ("gift", _("Gift")),
    ("book-open", _("Book")),
    ("calendar-check", _("Calendar")),
    ("calendar-clock", _("Time off")),
    ("coffee", _("Cup")),
    ("utensils", _("Meal")),
    ("car-taxi-front", _("Taxi")),
    ("headphones", _("Headset")),
    ("users", _("People")),
    ("graduation-cap", _("Course")),
    ("hand-heart", _("Donation")),
    ("award", _("Award")),
    ("trophy", _("Trophy")),
    ("ticket", _("Ticket")),
)


class RequestForm(Form):
    """Asking for a reward; `price` is the one that was seen."""

    price = HiddenField()
    note = TextAreaField(_("Anything to say about it?"), [Length(max=TEXT_MAX)], filters=[stripped])


class RewardForm(LabelledForm):
    """A reward; an empty stock or limit means there is none."""

    name = StringField(_("Name"), [REQUIRED, Length(max=NAME_MAX)], filters=[stripped])
    description = TextAreaField(
        _("What it is"), [Length(max=TEXT_MAX)], filters=[stripped], render_kw={"rows": 2}
    )
    kind = RadioField(
        _("Kind"), choices=list(STATES["RewardKind"].items()), default=RewardKind.MATERIAL.value
    )
    icon = SelectField(_("Picture"), choices=options(ICONS), default="gift")
    price = IntegerField(
        _("Price in points"), [InputRequired(_("Please fill this in.")), NumberRange(0, PRICE_MAX)]
    )
    per_quarter = IntegerField(
        _("How often a quarter for one person"), [Optional(), NumberRange(1, STOCK_MAX)]
    )
    sites = SelectMultipleField(_("For these sites only"), coerce=int)
    active_from = DateField(_("Offered from"), [Optional()])
    active_until = DateField(_("Offered until"), [Optional()])

    def to_input(self) -> RewardInput:
        """Leave as a frozen input."""
        return RewardInput(
            name=self.name.data or "",
            description=self.description.data or "",
            labels=self.labels(),
            kind=RewardKind(self.kind.data),
            icon=self.icon.data,
            price=self.price.data,
            per_quarter=self.per_quarter.data,
            sites=tuple(self.sites.data or ()),
            active_from=self.active_from.data,
            active_until=self.active_until.data,
        )


class NewRewardForm(RewardForm):
    stock = IntegerField(_("In stock"), [Optional(), NumberRange(0, STOCK_MAX)])


class StockForm(Form):
    """How many are there to be asked for; empty means without limit."""

    stock = IntegerField(_("In stock"), [Optional(), NumberRange(0, STOCK_MAX)])
    note = StringField(_("Why"), [Length(max=TEXT_MAX)], filters=[stripped])


class BudgetForm(Form):
    site = SelectField(_("Site"), coerce=int)
    quarter = SelectField(_("Quarter"))
    points = IntegerField(
        _("Points to give out"), [InputRequired(_("Please fill this in.")), NumberRange(0, BUDGET_MAX)]
    )

    def first_day(self) -> dt.date:
        """Return the quarter that was chosen."""
        return dt.date.fromisoformat(self.quarter.data)


class ThanksForm(Form):
    """Whom to thank for what, in a sentence."""

    what = SelectField(_("Whom, and for what"))
    text = StringField(_("What you want to say"), [REQUIRED, Length(max=THANKS_MAX)], filters=[stripped])
