"""The points block of the home page: what came in lately, what waits, one next step."""

from types import SimpleNamespace as View

from flask import url_for
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.points.queries.statement import list_lines
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.queries.wallet import get_wallet
from scenariowiki.runtime.session import read
from scenariowiki.web import taxonomy
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.points import asked, lines, prizes
from scenariowiki.web.views.points.rules import today_of

SHOWN = 3


def block(person: Actor) -> View:
    """Gather the block; a few reads of one row or three, however much there is."""
    found = list_lines(read(), person.id, limit=SHOWN)
    told = lines.by_month(person, found.lines, clock.now())
    own = get_wallet(read(), person.id)
    return View(
        wallet=own,
        lines=[line for _month, some in told for line in some],
        prizes=prizes.coming(person.id),
        asked=asked.open_requests(person.id, Reader.of(person)) if own.held else (),
        next=_next(person),
    )


def _next(person: Actor) -> View | None:
    """Name one concrete thing to do, and what it earns under the tariff in force."""
    tariff = tariff_on(read(), today_of(person))
    reader = Reader.of(person)
    waiting = taxonomy.unsolved() if person.may(Permission.CAPTURE) else ()
    if waiting:
        first = waiting[0]
        return View(
            text=_("Nobody has a solution yet; what would you do?"),
            about=reader.text(first.title),
            lang=reader.lang(first.title),
            url=url_for("scenarios.show", no=first.no),
            points=tariff.rule("P1").amount() + tariff.rule("P2").amount("solution"),
        )
    if person.may(Permission.REPORT_OUTCOME):
        return View(
            text=_("Used somebody's solution? Tell what came of it, helpful or not."),
            about="",
            lang=None,
            url=url_for("scenarios.index"),
            points=tariff.rule("P6").amount(),
        )
    return None
