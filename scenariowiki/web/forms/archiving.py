"""What is asked when a scenario goes into the archive."""

import re

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField

from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.commands.discussion import COMMENT_MAX
from scenariowiki.web.forms.base import Form

NUMBERED = re.compile(r"(?:[Ss]-?)?([1-9][0-9]{0,8})")


class ArchiveForm(Form):
    """The number of the scenario that takes its place, and a note for the discussion; both may stay empty."""

    successor = StringField(_("Use this one instead"), render_kw={"maxlength": 12, "list": "likely"})
    note = TextAreaField(_("Why it goes"), render_kw={"maxlength": COMMENT_MAX})

    def successor_no(self) -> int | None:
        """Return the number that was typed, as S-12 or 12; raises Invalid for anything else."""
        return read_number(self.successor.data)


def read_number(typed: str | None) -> int | None:
    """Read the number of a scenario; raises Invalid for what is none."""
    given = (typed or "").strip()
    if not given:
        return None
    found = NUMBERED.fullmatch(given)
    if found is None:
        raise Invalid(fields={"successor": "no_successor_page"})
    return int(found[1])
