"""Forms about points: which lines of a statement, and asking to look again at what was taken back."""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from scenariowiki.curation.rules.items import NOTE_MAX
from scenariowiki.points.queries.statement import Wanted
from scenariowiki.points.rules.statement import LineKind
from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.base import Form, options, stripped

QUARTER = dt.timedelta(days=91)
ALL = [("", _("All"))]


class StatementFilterForm(Form):
    """A filter in the address: what it does not know counts as not chosen."""

    when = SelectField(
        _("Time"), choices=options([*ALL, ("month", _("This month")), ("quarter", _("Last 3 months"))])
    )
    kind = SelectField(_("Kind of line"), choices=options([*ALL, *STATES["LineKind"].items()]))
    taken = BooleanField(_("Only what was taken back"))

    def to_wanted(self, today: dt.date) -> Wanted:
        """Leave as what the query takes."""
        since = {"month": today.replace(day=1), "quarter": today - QUARTER}.get(self.when.data or "")
        known = self.kind.data in set(LineKind)
        return Wanted(
            kind=LineKind(self.kind.data) if known else None, since=since, taken_only=bool(self.taken.data)
        )

    def chosen(self) -> dict[str, Any]:
        """Return what is chosen as parameters of an address."""
        given = {"when": self.when.data, "kind": self.kind.data, "taken": "y" if self.taken.data else ""}
        return {name: value for name, value in given.items() if value}


class AppealForm(Form):
    note = TextAreaField(
        _("What is wrong?"),
        [InputRequired(_("Please fill this in.")), Length(max=NOTE_MAX)],
        filters=[stripped],
        description=_("Facts, ten characters or more; a curator who had no part in it reads this"),
    )


class PeriodForm(Form):
    """Days of a record, both counted; what is left out is this year so far."""

    since = DateField(_("From"), [Optional()])
    until = DateField(_("To"), [Optional()])
