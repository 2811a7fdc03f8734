"""What is asked when a scenario goes into the archive."""

import re

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField

from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import STATES
from scenariowiki.scenarios.commands.discussion import COMMENT_MAX
from scenariowiki.scenarios.rules.states import ArchiveReason
from scenariowiki.web.forms.base import Form, options

NUMBERED = re.compile(r"(?:[Ss]-?)?([1-9][0-9]{0,8})")


class ArchiveForm(Form):
    """Why it goes, the number of the scenario that takes its place, a note; the last two may stay empty."""

    reason = SelectField(
        _("Why it goes"),
        choices=options(STATES["ArchiveReason"].items()),
        default=ArchiveReason.OUTDATED.value,
    )
    successor = StringField(_("Use this one instead"), render_kw={"maxlength": 12, "list": "likely"})
    note = TextAreaField(_("Note"), render_kw={"maxlength": COMMENT_MAX})

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
