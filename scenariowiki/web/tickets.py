"""Saving a page in answer to feedback: the address of the form names the ticket, saving answers it."""

from types import SimpleNamespace as View

from flask import Flask, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.commands.answering import AnswerInput, answer_ticket
from scenariowiki.feedback.queries import tickets
from scenariowiki.feedback.queries.tickets import Shelf, TicketRow
from scenariowiki.feedback.rules.tickets import OPEN, AnswerOutcome, TargetKind
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import find_actor
from scenariowiki.web.working_time import Calendars, left

LISTED = 6
FORMS = frozenset(
    {
        *("scenarios.edit", "scenarios.save", "scenarios.solution", "scenarios.save_solution"),
        *("sops.edit", "sops.save"),
    }
)
NEW = frozenset({"scenarios.new", "scenarios.create"})


def init_tickets(app: Flask) -> None:
    """Tell the forms of the wiki which feedback they answer."""
    app.context_processor(lambda: {"answers_ticket": _shown() if request.endpoint in FORMS | NEW else None})


def is_asked() -> bool:
    """Tell whether the address of a form names a ticket: such a page is made for one person alone."""
    return request.args.get("ticket", type=int) is not None


def note() -> Markup:
    """Draw above a form which feedback its saving answers; empty where its address names none."""
    return Markup(render_template("feedback/_answered.html")) if is_asked() else Markup()  # noqa: S704 - ours


def settle(uow: UnitOfWork, person: Actor, no: int, seq: int | None = None) -> None:
    """Answer the ticket that the form's address names: changed. One that is settled stays as it is."""
    row = _find(person)
    if row is None or row.state not in OPEN or not policy.may_answer(person, row):
        return
    text = _("Changed as you said: S-%(no)s.", no=no)
    given = AnswerInput(outcome=AnswerOutcome.CHANGED, text=text, changed_no=no, changed_seq=seq)
    answer_ticket(uow, person, row.id, given)


def settle_sop(uow: UnitOfWork, person: Actor, sop_id: int, number: int) -> None:
    """Answer the ticket about an SOP that the address names: the draft of its next version is changed."""
    row = _find(person)
    if row is None or (row.target_kind, row.target_id) != (TargetKind.SOP, sop_id):
        return
    if row.state in OPEN and policy.may_answer(person, row):
        text = _(
            "Changed as you said, in the draft of v%(number)s; it holds once it is approved.", number=number
        )
        given = AnswerInput(outcome=AnswerOutcome.CHANGED, text=text, changed_no=row.no)
        answer_ticket(uow, person, row.id, given)


def waiting(person: Actor, reader: Reader) -> list[View]:
    """Draw what waits for a person, for their home page: answers to give, the latest first, and to rate."""
    now, calendars = clock.now(), Calendars()
    count = tickets.count_waiting(read(), person, now=now)
    found: list[View] = []
    if count.answer:
        rows = tickets.list_tickets(read(), person, Shelf.ANSWER, limit=LISTED)
        found += [
            _waiting(row, reader, left(row, calendars.of(row.site_id), now))
            for row in rows
            if row.state in OPEN
        ]
    if count.rate:
        rows = tickets.list_rateable(read(), person, limit=LISTED)
        found += [_waiting(row, reader, None) for row in rows]
    return found


def _waiting(row: TicketRow, reader: Reader, rest: View | None) -> View:
    return View(
        kind=_("To answer") if rest else _("To rate"),
        title=reader.text(row.text[:80]),
        url=url_for("feedback.ticket", ticket_id=row.id),
        lang=reader.lang(row.text),
        note=f"F-{row.id} · S-{row.no} {reader.text(row.title)}",
        when=rest.text if rest else "",
        tone=rest.tone if rest else "",
        action=_("Answer") if rest else _("Rate"),
    )


def _find(person: Actor) -> TicketRow | None:
    ticket_id = request.args.get("ticket", type=int)
    if ticket_id is None:
        return None
    try:
        return tickets.get_ticket(read(), person, ticket_id)
    except NotFound:
        return None


def _shown() -> View | None:
    person = find_actor()
    row = _find(person) if person else None
    if person is None or row is None:
        return None
    reader = Reader.of(person)
    return View(
        id=row.id,
        url=url_for("feedback.ticket", ticket_id=row.id),
        text=reader.text(row.text),
        quote=reader.text(row.quote),
        lang=reader.lang(row.text),
    )
