"""What was drawn for a coach, as one line of their home page: an offer, with no day it is due."""

from types import SimpleNamespace as View

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.quality import policy
from scenariowiki.quality.queries.reviews import count_open_picks
from scenariowiki.runtime.session import read


def waiting(person: Actor) -> list[View]:
    """Tell a coach how many scenarios were drawn for them; nobody else is asked about."""
    count = count_open_picks(read(), person, now=clock.now()) if policy.may_review(person) else 0
    if not count:
        return []
    return [
        View(
            kind=_("Content standard"),
            title=ngettext("%(num)s drawn scenario to look at", "%(num)s drawn scenarios to look at", count),
            url=url_for("quality.index"),
            lang=person.locale,
            note=_("nothing here is due"),
            when="",
            tone="",
            action=_("Look"),
        )
    ]
