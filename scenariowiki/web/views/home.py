"""The home page of the signed-in person: search, what waits for them, what is new, where things are."""

from collections.abc import Iterable
from types import SimpleNamespace as View
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.messages.events import text_of_event
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import WorkingCopy
from scenariowiki.scenarios.queries import catalogue, personal
from scenariowiki.scenarios.queries.catalogue import Card
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.queries import readers
from scenariowiki.web import pages, taxonomy, tickets, waiting
from scenariowiki.web.forms.scenarios import ScenarioForm
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views import notices
from scenariowiki.web.views.points import home as own_points
from scenariowiki.web.views.quality import home as own_quality
from scenariowiki.web.views.scenarios import presenting
from scenariowiki.web.views.sops import home as own_sops

DECISIONS = 8
RECENT = 8
TO_READ = 6
MORNING, NOON, EVENING = 5, 12, 18
# What happened, as the coloured sign before it.
SIGNS = {
    "Solution": ("lightbulb", "sol"),
    "Outcome": ("trending-up", "out"),
    "Comment": ("message-square", ""),
}

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show what concerns me; it costs the same however large the catalogue is."""
    person = actor()
    return pages.render_own(person, "home/index.html", lambda: _context(person))


def _context(person: Actor) -> dict[str, Any]:
    reader = Reader.of(person)
    return {
        "greeting": _greeting(person),
        "subtitle": _subtitle(person),
        "common_tags": [
            (presenting.tag_name(tag.name, tag.labels, reader), taxonomy.tag_url(tag.id), tag.uses)
            for tag in taxonomy.common_tags()
        ],
        "tags_url": url_for("scenarios.index"),
        "emergencies": _links(catalogue.emergencies(read(), person), reader),
        "recent": (),
        "favourites": _links(catalogue.favourites(read(), person, limit=6), reader),
        "todo": [
            *tickets.waiting(person, reader),
            *own_sops.waiting(person, reader),
            *_to_read(person, reader),
            *own_quality.waiting(person),
            *_unsaved(person, reader),
            *_unfinished(person, reader),
            *_to_decide(person, reader),
        ],
        "changes": [_change(card, reader) for card in catalogue.recent(read(), person, limit=RECENT)],
        "notices": notices.shown(person, reader),
        "shown_at": clock.now().isoformat(),
        "unread": waiting.counts(person).unread,
        "points": own_points.block(person),
        "watched": [_watched(row, reader) for row in personal.watched_changes(read(), person)],
        "open": _links(taxonomy.unsolved(), reader),
        "categories": [
            (taxonomy.title(node, reader.locale), taxonomy.category_url(node.id), node.count)
            for node in taxonomy.tree().roots
        ],
        "may_capture": person.may(Permission.CAPTURE),
        "capture_form": ScenarioForm(),
        "once": pages.ONCE,
        "counts": taxonomy.totals(),
    }


def _greeting(person: Actor) -> str:
    hour = clock.now().astimezone(ZoneInfo(person.timezone)).hour
    if MORNING <= hour < NOON:
        return str(_("Good morning, %(name)s", name=person.display_name))
    if NOON <= hour < EVENING:
        return str(_("Good afternoon, %(name)s", name=person.display_name))
    return str(_("Good evening, %(name)s", name=person.display_name))


def _subtitle(person: Actor) -> str:
    names = {team.id: team.name for team in accounts.list_teams(read())} if person.team_id else {}
    today = format_date(clock.now().astimezone(ZoneInfo(person.timezone)).date(), "full")
    return " · ".join(part for part in (names.get(person.team_id or 0), today) if part)


def _links(cards: Iterable[Any], reader: Reader) -> list[tuple[str, str, str, str]]:
    return [
        (
            reader.text(card.title),
            url_for("scenarios.show", no=card.no),
            reader.lang(card.title),
            f"S-{card.no}",
        )
        for card in cards
    ]


def _unsaved(person: Actor, reader: Reader) -> list[View]:
    found = (_copy(copy, reader) for copy in catalogue.working_copies(read(), person, limit=6))
    return [view for view in found if view is not None]


def _copy(copy: WorkingCopy, reader: Reader) -> View | None:
    kind, _sep, rest = copy.target.partition(":")
    no, _sep, solution = rest.partition(":")
    title = "".join(copy.body.get("title") or [])[:80].strip()
    if kind == "new":
        url = url_for("scenarios.new", copy=rest)
    elif kind == "scenario" and no.isdigit():
        url = url_for("scenarios.edit", no=int(no))
    elif kind == "solution" and no.isdigit():
        url = url_for("scenarios.solution", no=int(no), solution_id=int(solution) if solution else None)
    else:
        return None
    named = reader.text(title) or (_("New scenario") if kind == "new" else f"S-{no}")
    return View(
        kind=_("Not saved yet"),
        title=named,
        url=url,
        lang=reader.lang(title) if title else str(get_locale()).replace("_", "-"),
        note="",
        when=format_datetime(copy.updated_at, "short"),
        tone="warn",
        action=_("Go on writing"),
    )


def _unfinished(person: Actor, reader: Reader) -> list[View]:
    return [_own(card, reader) for card in catalogue.own_unfinished(read(), person, limit=10)]


def _own(card: Card, reader: Reader) -> View:
    waits = card.state == State.SUBMITTED
    return View(
        kind=STATES["State"][card.state],
        title=reader.text(card.title),
        url=url_for("scenarios.show" if waits else "scenarios.edit", no=card.no),
        lang=reader.lang(card.title),
        note=_("A curator will look at it.") if waits else "",
        when=format_datetime(card.updated_at, "short"),
        tone="bad" if card.state == State.NEEDS_WORK else "",
        action=_("Look") if waits else _("Go on writing"),
    )


def _to_read(person: Actor, reader: Reader) -> list[View]:
    """List the SOPs in force to be read; a suspended one waits for those who look into it."""
    found = readers.list_to_read(read(), person, limit=TO_READ, suspended=False)
    return [_sop(one, reader) for one in found]


def _sop(one: readers.ToRead, reader: Reader) -> View:
    return View(
        kind=_("SOP to read"),
        title=reader.text(one.title),
        url=url_for("sops.show", sop_id=one.id),
        lang=reader.lang(one.title),
        note=" · ".join(
            part for part in (_("v%(number)s", number=one.number), reader.text(one.change_note)) if part
        ),
        when=format_datetime(one.effective_at, "short"),
        tone="",
        action=_("Read"),
    )


def _to_decide(person: Actor, reader: Reader) -> list[View]:
    if not person.may(Permission.CURATE):
        return []
    return [
        View(
            kind=_("To decide"),
            title=reader.text(card.title),
            url=url_for("scenarios.show", no=card.no),
            lang=reader.lang(card.title),
            note=card.author_name,
            when=format_datetime(card.updated_at, "short"),
            tone="",
            action=_("Decide"),
        )
        for card in catalogue.to_decide(read(), person, limit=DECISIONS)
    ]


def _change(card: Card, reader: Reader) -> View:
    return View(
        icon="lightbulb" if card.solution_count else "circle-alert",
        tone="sol" if card.solution_count else "sit",
        text=reader.text(card.title),
        lang=reader.lang(card.title),
        note=" · ".join(part for part in (card.author_name, card.team_name) if part),
        url=url_for("scenarios.show", no=card.no),
        at=card.updated_at,
    )


def _watched(row: AnyRow, reader: Reader) -> View:
    icon, tone = next(
        (sign for name, sign in SIGNS.items() if row.name.startswith(name)), ("circle-alert", "sit")
    )
    return View(
        icon=icon,
        tone=tone,
        text=reader.text(row.title),
        lang=reader.lang(row.title),
        note=f"{text_of_event(row.name)} · {row.actor}",
        url=url_for("scenarios.show", no=row.no),
        at=row.occurred_at,
    )
