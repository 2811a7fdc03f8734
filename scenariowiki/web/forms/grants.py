"""The form of points by hand: whom, how much, why."""

import re

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from scenariowiki.points.commands.granting import GrantInput
from scenariowiki.points.rules.grants import REASON_MAX
from scenariowiki.runtime.messages import text_for
from scenariowiki.web.forms.base import Form, number_or_none, stripped

SIGNED = re.compile(r"[+\-−]?[0-9]{1,6}")


class GrantForm(Form):
    account_id = SelectField(_("Person"), choices=[("", "–")], validate_choice=False)
    amount = StringField(
        _("Points"),
        [InputRequired(_("Please fill this in."))],
        filters=[stripped],
        description=_("Below 0 takes points, for example -5"),
    )
    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Please fill this in.")), Length(max=REASON_MAX)],
        filters=[stripped],
        description=_("The person reads it on the statement, with both names"),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Check that the amount is a whole number with or without a sign, and that somebody is chosen."""
        good: bool = super().validate(extra_validators)
        if self.amount.data and not SIGNED.fullmatch(self.amount.data):
            self.amount.errors = [*self.amount.errors, text_for("not_whole_signed")]
            good = False
        if number_or_none(self.account_id.data) is None:
            self.account_id.errors = [*self.account_id.errors, text_for("required")]
            good = False
        return good

    def to_input(self) -> GrantInput:
        """Leave as a proposal."""
        return GrantInput(
            account_id=number_or_none(self.account_id.data) or 0,
            amount=int((self.amount.data or "0").replace("−", "-")),
            reason=self.reason.data or "",
        )
