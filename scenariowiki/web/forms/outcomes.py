"""Forms about outcomes and the discussion, and those that move things between states."""

import datetime as dt

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField

from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import STATES, text_for
from scenariowiki.scenarios.commands.outcomes import OutcomeInput
from scenariowiki.scenarios.rules.content import SHORT_MAX
from scenariowiki.scenarios.rules.states import Result
from scenariowiki.scenarios.rules.template import Field, FieldKind, check_values
from scenariowiki.web.forms.base import Form, number_or_none
from scenariowiki.web.forms.scenarios import DateText

_DAY = (Field(key="day", kind=FieldKind.DATE, labels={}),)


class OutcomeForm(Form):
    """A report of how a solution worked; in the form of a new scenario all of it may stay empty."""

    result = RadioField(_("How it went"), choices=list(STATES["Result"].items()), default="")
    applied_on = DateText(_("Used on"))
    metric = StringField(_("Measured by"), render_kw={"maxlength": 500})
    before = StringField(_("Before"), render_kw={"maxlength": 500})
    after = StringField(_("After"), render_kw={"maxlength": 500})
    note = TextAreaField(_("What happened then"), render_kw={"maxlength": 500})
    reaction = TextAreaField(_("Customer's reaction"), render_kw={"maxlength": 500})
    evidence = TextAreaField(_("Evidence"), render_kw={"maxlength": 500})

    def is_empty(self) -> bool:
        """Tell whether nothing was said of a result; a date alone says nothing."""
        return not any((field.data or "").strip() for field in self if field.short_name != "applied_on")

    def to_input(self, *, today: dt.date) -> OutcomeInput:
        """Leave as a frozen input; raises Invalid for a result or day that cannot be read."""
        problems: dict[str, str] = {}
        if self.result.data not in set(Result):
            problems["result"] = "result_missing"
        good, bad = check_values(_DAY, {"day": self.applied_on.data})
        if bad:
            problems["applied_on"] = bad["day"]
        if problems:
            raise Invalid(fields=problems)
        return OutcomeInput(
            result=Result(self.result.data),
            applied_on=dt.date.fromisoformat(good["day"]) if good else today,
            metric=self.metric.data or "",
            before=self.before.data or "",
            after=self.after.data or "",
            note=self.note.data or "",
            customer_reaction=self.reaction.data or "",
            evidence=self.evidence.data or "",
        )

    def refuse_outcome(self, error: Invalid) -> None:
        """Show a refusal at its fields."""
        for name, code in error.fields.items():
            field = self._fields.get({"customer_reaction": "reaction"}.get(name, name))
            if field is not None:
                field.errors = [text_for(str(code), error.facts)]


class CommentForm(Form):
    text = TextAreaField(_("Say something about it"), render_kw={"maxlength": 4000})
    solution = SelectField(_("About"), choices=[("", _("The whole scenario"))], validate_choice=False)
    quote = StringField(
        _("Which sentence"),
        render_kw={
            "maxlength": SHORT_MAX,
            "autocomplete": "off",
            "data-quote": "",
            "placeholder": _("Mark it on the page, or paste it here"),
        },
    )


class FactsForm(Form):
    """Who may read a scenario, whose team it is, who maintains it."""

    audience = SelectField(_("Who may read it"), choices=list(STATES["Audience"].items()))
    team = SelectField(_("Team"), coerce=str, validate_choice=False)
    owner = StringField(_("Maintained by (sign-in name)"))

    def team_id(self) -> int | None:
        """Return the chosen team."""
        return number_or_none(self.team.data)
