"""The form of prizes for ranks: for which kind of period, how many points for which place."""

import re

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.prizes import PERIODS
from scenariowiki.runtime.messages import text_for
from scenariowiki.web.forms.base import NUMBER, Form, options, stripped

WORDS = {
    Period.WEEK: _("Every week"),
    Period.MONTH: _("Every month"),
    Period.QUARTER: _("Every quarter"),
    Period.YEAR: _("Every year"),
}
BETWEEN = re.compile(r"[\s,;，、；]+")


class PrizesForm(Form):
    period = SelectField(
        _("For which leaderboard"),
        choices=options([(one.value, WORDS[one]) for one in PERIODS]),
        default=Period.MONTH.value,
    )
    places = StringField(
        _("Points for each place"),
        [InputRequired(_("Please fill this in.")), Length(max=100)],
        filters=[stripped],
        description=_("The first place first: 100, 60, 40"),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Check that every place is a whole number."""
        good: bool = super().validate(extra_validators)
        if good and not all(NUMBER.fullmatch(one) for one in self._words()):
            self.places.errors = [*self.places.errors, text_for("prizes_not_whole")]
            good = False
        return good

    def to_places(self) -> tuple[int, ...]:
        """Leave as points, the first place first."""
        return tuple(int(one) for one in self._words())

    def _words(self) -> list[str]:
        return [one for one in BETWEEN.split(self.places.data or "") if one]
