"""What waits for a person on their home page: SOPs to approve, SOPs and scenarios of theirs that are due."""

import datetime as dt
from types import SimpleNamespace as View

from flask import url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.sops.queries import due
from scenariowiki.sops.queries.due import Own
from scenariowiki.sops.queries.orphans import any_orphan
from scenariowiki.sops.rules import reviews
from scenariowiki.sops.rules.reviews import Due
from scenariowiki.sops.rules.versions import Standing
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios.drafts import today

LISTED = 8
TONES = {Due.OVERDUE: "bad", Due.SOON: "warn", Due.FRESH: ""}


def waiting(person: Actor, reader: Reader) -> list[View]:
    """Draw what waits: stopped SOPs and approvals first, then what is to be looked at again."""
    day = today(person)
    own = due.list_own(read(), person, day, limit=LISTED)
    asked = due.list_to_approve(read(), person, limit=LISTED)
    return [
        *(_own(one, reader, day) for one in own if one.stopped),
        *(_asked(row, reader) for row in asked),
        *_orphaned(person),
        *(_own(one, reader, day) for one in own if not one.stopped),
    ]


def _orphaned(person: Actor) -> list[View]:
    """Tell curators that something has lost its owner."""
    if not person.may(Permission.CURATE) or not any_orphan(read()):
        return []
    return [
        View(
            kind=_("Without an owner"),
            title=_("Somebody left, and nobody keeps what they kept"),
            url=url_for("sops.orphans"),
            lang=person.locale,
            note="",
            when="",
            tone="warn",
            action=_("Take it over"),
        )
    ]


def _asked(row: AnyRow, reader: Reader) -> View:
    return View(
        kind=_("SOP to approve"),
        title=reader.text(row.title),
        url=url_for("sops.show", sop_id=row.id),
        lang=reader.lang(row.title),
        note=_("v%(number)s", number=row.number),
        when=format_datetime(row.submitted_at, "short"),
        tone="warn",
        action=_("Decide"),
    )


def _why(one: Own, word: Standing | Due) -> str:
    """Say why it is here: its day, that nobody may work by it, or that a review was opened by itself."""
    if one.asked and word is Due.FRESH:
        return str(_("A review was asked for"))
    return str(word_for(word))


def _own(one: Own, reader: Reader, day: dt.date) -> View:
    state = reviews.due(one.due_on, day)
    stopped = Standing.UNDECIDED if one.undecided else Standing.SUSPENDED
    return View(
        kind=_("SOP to check") if one.sop_id else _("Scenario to check"),
        title=reader.text(one.title),
        url=url_for("sops.show", sop_id=one.sop_id) if one.sop_id else url_for("scenarios.show", no=one.no),
        lang=reader.lang(one.title),
        note=_why(one, stopped if one.stopped else state),
        when=format_date(one.due_on, "short") if one.due_on and state is not Due.FRESH else "",
        tone="bad" if one.stopped else TONES[state],
        action=_("Check it"),
    )
