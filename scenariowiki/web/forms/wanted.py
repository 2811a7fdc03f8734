"""Forms of the wanted board: asking for what is missing, naming what answers it, taking it off."""

import re

from flask_babel import lazy_gettext as _
from wtforms import StringField

from scenariowiki.kernel.errors import Invalid
from scenariowiki.web.forms.base import Form

NUMBER = re.compile(r"(?:[Ss]-)?([0-9]{1,9})")


class RequestForm(Form):
    text = StringField(
        _("What is missing"),
        description=_("In a few words, as you would search for it"),
        render_kw={"maxlength": 100, "required": True},
        default="",
    )


class GapAnswerForm(Form):
    """Which scenario answers it."""

    no = StringField(
        _("Number of the scenario"), render_kw={"maxlength": 12, "placeholder": "S-218"}, default=""
    )

    def number(self) -> int:
        """Return the number; raises Invalid for what cannot be one."""
        found = NUMBER.fullmatch((self.no.data or "").strip())
        if found is None:
            raise Invalid(fields={"no": "no_scenario"})
        return int(found[1])


class DropForm(Form):
    note = StringField(_("Why it is taken off"), render_kw={"maxlength": 500, "required": True}, default="")
