"""Lists of feedback: mine, to answer, all that I look after, and that of one page; overdue first."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace as View

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.feedback.queries import tickets
from scenariowiki.feedback.queries.numbers import numbers_by_team
from scenariowiki.feedback.queries.tickets import LISTED, Shelf, TicketRow
from scenariowiki.feedback.rules.tickets import AFTER_ANSWER, OPEN, Priority, TicketKind, TicketState
from scenariowiki.kernel import clock
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.queries import parts
from scenariowiki.web import working_time as times
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp
from scenariowiki.web.working_time import Calendars

PAGES_MOST = 500
NUMBERS_OVER = dt.timedelta(days=90)
TONES = {"reopened": "warn", "new": "warn", "assigned": "info", "answered": "ok"}


@bp.get("/feedback")
def index() -> ResponseReturnValue:
    """List feedback; the first list is what waits for me, if anything does."""
    person, now = actor(), clock.now()
    waiting = tickets.count_waiting(read(), person, now=now)
    shelf = _shelf(person, Shelf.ANSWER if waiting.answer else Shelf.MINE)
    number = min(max(request.args.get("page", 1, type=int), 1), PAGES_MOST)
    total = tickets.count_tickets(read(), person, shelf)
    offset = (number - 1) * LISTED
    rows = tickets.list_tickets(read(), person, shelf, offset=offset)
    return render_template(
        "feedback/index.html",
        lines=lines(rows, person, now),
        shelves=_shelves(person, shelf, waiting.answer),
        waiting=waiting,
        total=total,
        first=offset + 1,
        last=offset + len(rows),
        previous_url=url_for(".index", shelf=shelf, page=number - 1) if number > 1 else None,
        next_url=url_for(".index", shelf=shelf, page=number + 1) if offset + len(rows) < total else None,
    )


@bp.get("/scenarios/<no:no>/feedback")
def on_page(no: int) -> ResponseReturnValue:
    """List the feedback on one page and on what was merged into it."""
    person = actor()
    row = parts.get_canonical(read(), person, no)
    reader = Reader.of(person)
    rows = tickets.list_on_page(read(), person, row.id)
    return render_template(
        "feedback/on_page.html",
        lines=lines(rows, person, clock.now()),
        no=row.no,
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        give_url=url_for(".new", no=row.no) if wiki.may_comment(person, row) else None,
    )


@bp.get("/feedback/numbers")
def numbers() -> ResponseReturnValue:
    """Show how each team answers: on time of all due, mean rating of all rated; nobody's name."""
    now = clock.now()
    rows = numbers_by_team(read(), since=now - NUMBERS_OVER, now=now)
    return render_template("feedback/numbers.html", teams=rows, days=NUMBERS_OVER.days)


def lines(rows: Sequence[TicketRow], person: Actor, now: dt.datetime) -> list[View]:
    """Draw tickets as lines of a list."""
    reader, calendars = Reader.of(person), Calendars()
    return [
        View(
            id=row.id,
            url=url_for(".ticket", ticket_id=row.id),
            text=reader.text(row.text),
            lang=reader.lang(row.text),
            kind=word_for(TicketKind(row.kind)),
            state=word_for(TicketState(row.state)),
            tone=TONES.get(row.state, ""),
            is_open=row.state in OPEN or row.state in AFTER_ANSWER,
            urgent=row.priority == Priority.URGENT,
            no=row.no,
            title=reader.text(row.title),
            title_lang=reader.lang(row.title),
            reporter=row.reporter,
            assignee=row.assignee,
            left=times.left(row, calendars.of(row.site_id), now),
            at=row.created_at,
        )
        for row in rows
    ]


def _shelf(person: Actor, default: Shelf) -> Shelf:
    asked = request.args.get("shelf", "")
    chosen = Shelf(asked) if asked in set(Shelf) else default
    return chosen if chosen is not Shelf.ALL or _looks_after(person) else default


def _looks_after(person: Actor) -> bool:
    return person.may(Permission.READ_ALL_TEAMS) or bool(person.leads)


def _shelves(person: Actor, chosen: Shelf, waiting: int) -> list[tuple[str, str, bool]]:
    to_answer = _("To answer")
    names = {Shelf.ANSWER: f"{to_answer} {waiting}" if waiting else to_answer, Shelf.MINE: _("Given by me")}
    if _looks_after(person):
        names[Shelf.ALL] = _("All") if person.may(Permission.READ_ALL_TEAMS) else _("My team's")
    return [(name, url_for(".index", shelf=shelf), shelf is chosen) for shelf, name in names.items()]
