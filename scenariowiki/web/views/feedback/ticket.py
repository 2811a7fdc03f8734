"""One ticket: what was said, what was answered, how much time is left, and what one may do now."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import SimpleNamespace as View

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.queries import tickets
from scenariowiki.feedback.queries.tickets import AnswerRow, LogRow, TicketRow
from scenariowiki.feedback.rules.tickets import (
    OPEN,
    AnswerOutcome,
    Priority,
    TargetKind,
    TicketKind,
    TicketState,
)
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.messages import text_for, word_for
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy as wiki
from scenariowiki.sops import policy as keeping
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.versions import VersionState
from scenariowiki.web import working_time as times
from scenariowiki.web.forms.feedback import AnswerForm, RatingForm
from scenariowiki.web.once import kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp
from scenariowiki.web.views.feedback.listing import TONES
from scenariowiki.web.working_time import Calendars

TITLE_MOST = 40


@bp.get("/feedback/<int:ticket_id>")
def ticket(ticket_id: int) -> ResponseReturnValue:
    """Show one ticket."""
    return page(ticket_id)


def refused(
    ticket_id: int, error: Invalid, form: AnswerForm | RatingForm | None = None
) -> ResponseReturnValue:
    """Show the ticket again with what was typed and what is wrong with it."""
    if form is not None and error.fields:
        form.refuse(error)
    problem = None if form is not None else " ".join(text_for(str(code)) for code in error.fields.values())
    return page(ticket_id, form=form, problem=problem), HTTPStatus.UNPROCESSABLE_ENTITY


def late(ticket_id: int, error: Conflict, form: AnswerForm | RatingForm | None = None) -> ResponseReturnValue:
    """Show the ticket as it is now, and why what was asked is no longer possible."""
    return page(ticket_id, form=form, problem=text_for(error.reason, error.facts)), HTTPStatus.CONFLICT


def page(ticket_id: int, *, form: AnswerForm | RatingForm | None = None, problem: str | None = None) -> str:
    """Draw a ticket; `form` is one that was sent and refused."""
    person, now = actor(), clock.now()
    row = tickets.get_ticket(read(), person, ticket_id)
    answers = tickets.list_answers(read(), ticket_id)
    reader = Reader.of(person)
    last = answers[-1] if answers and answers[-1].round == row.round else None
    may = _may(person, row, last)
    return render_template(
        "feedback/ticket.html",
        ticket=_head(row, reader),
        answers=[_answer(one, row, reader) for one in answers],
        log=_log(tickets.list_log(read(), ticket_id)),
        clock=times.clock(row, Calendars().of(row.site_id), now),
        may=may,
        unsent=_unsent(may, form),
        people=_people(person, row),
        answer_form=form if isinstance(form, AnswerForm) else AnswerForm(),
        rating_form=form if isinstance(form, RatingForm) else RatingForm(),
        typed={name: request.form.get(name, "") for name in ("assignee", "of", "again")},
        problem=problem,
        once=kept_key(),
        urls=_urls(person, row),
    )


def _unsent(may: View, form: AnswerForm | RatingForm | None) -> str:
    """Return what was written for an answer or a rating that is no longer asked for."""
    if isinstance(form, AnswerForm):
        return "" if may.answer else form.text.data or ""
    return "" if form is None or may.rate else form.remark.data or ""


def _head(row: TicketRow, reader: Reader) -> View:
    first = row.duplicate_of_id
    return View(
        id=row.id,
        kind=word_for(TicketKind(row.kind)),
        state=word_for(TicketState(row.state)),
        tone=TONES.get(row.state, ""),
        urgent=row.priority == Priority.URGENT,
        target=word_for(TargetKind(row.target_kind)),
        quote=reader.text(row.quote),
        text=reader.text(row.text),
        title_text=reader.text(_first_words(row.text)),
        lang=reader.lang(f"{row.text}\n{row.quote}"),
        no=row.no,
        title=reader.text(row.title),
        title_lang=reader.lang(row.title),
        addressed_no=row.addressed_no if row.addressed_no != row.no else None,
        url=url_for("scenarios.show", no=row.no),
        sop_url=url_for("sops.show", sop_id=row.target_id) if row.target_kind == TargetKind.SOP else None,
        reporter=row.reporter,
        reporter_seed=row.reporter_id,
        assignee=row.assignee,
        at=row.created_at,
        first_url=url_for(".ticket", ticket_id=first) if first else None,
        first_id=first,
    )


def _first_words(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= TITLE_MOST else f"{first[:TITLE_MOST]}…"


def _answer(one: AnswerRow, row: TicketRow, reader: Reader) -> View:
    changed = url_for("scenarios.show", no=one.changed_no) if one.changed_no else None
    return View(
        number=one.round,
        outcome=word_for(AnswerOutcome(one.outcome)),
        text=reader.text(one.text),
        lang=reader.lang(one.text),
        by=one.answerer,
        seed=one.answerer_id,
        at=one.answered_at,
        in_time=one.in_time,
        changed_no=one.changed_no,
        changed_url=changed,
        rating=one.rating,
        remark=reader.text(one.remark),
        reporter=row.reporter,
    )


def _log(rows: Sequence[LogRow]) -> list[View]:
    asked = {one.facts["assignee_id"] for one in rows if "assignee_id" in one.facts}
    names = accounts.names_of(read(), sorted(asked))
    return [_logged(one, names) for one in rows if one.name != TicketState.NEW]


def _logged(one: LogRow, names: Mapping[int, str]) -> View:
    texts = {
        TicketState.ASSIGNED: _("To be answered by"),
        TicketState.ANSWERED: _("Answered"),
        TicketState.RATED: _("Rated"),
        TicketState.REOPENED: _("Asked again; the clock starts anew"),
        TicketState.CLOSED: _("Closed"),
        TicketState.AUTO_CLOSED: _("Closed: nobody rated the answer for seven days"),
        TicketState.INVALID: _("Set aside"),
        TicketState.DUPLICATE: _("Asked before"),
        "escalated": _("Told on: %(level)s %% of the time is over", level=one.facts.get("level", "")),
    }
    to = names.get(one.facts.get("assignee_id", 0), "")
    return View(text=texts.get(one.name, one.name), to=to, by=one.actor, at=one.at)


def _may(person: Actor, row: TicketRow, last: AnswerRow | None) -> View:
    is_open = row.state in OPEN
    fresh = row.state in {TicketState.NEW, TicketState.ASSIGNED}
    answer = is_open and policy.may_answer(person, row)
    own = policy.may_rate(person, row)
    return View(
        answer=answer,
        assign=is_open and policy.may_assign(person, row),
        set_aside=fresh and policy.may_set_aside(person, row),
        rate=own and row.state == TicketState.ANSWERED,
        reopen=own and policy.may_reopen(row, last.rating if last else None),
        again=own and row.round == 1,
        capture=answer and wiki.may_capture(person),
    )


def _people(person: Actor, row: TicketRow) -> list[tuple[int, str]]:
    if row.state not in OPEN or not policy.may_assign(person, row):
        return []
    return [
        (id_, name)
        for id_, name in accounts.list_choices(read())
        if id_ not in {row.reporter_id, row.assignee_id}
    ]


def _urls(person: Actor, row: TicketRow) -> View:
    return View(
        **_sop_urls(person, row),
        answer=url_for(".answer", ticket_id=row.id),
        assign=url_for(".assign", ticket_id=row.id),
        set_aside=url_for(".set_aside", ticket_id=row.id),
        rate=url_for(".rate", ticket_id=row.id),
        reopen=url_for(".reopen", ticket_id=row.id),
        close=url_for(".close", ticket_id=row.id),
        edit=url_for("scenarios.edit", no=row.no, ticket=row.id),
        edit_solution=url_for("scenarios.solution", no=row.no, solution_id=row.solution_id, ticket=row.id)
        if row.solution_id
        else None,
        add_solution=url_for("scenarios.solution", no=row.no, ticket=row.id),
        capture=url_for("scenarios.new", title=row.text.partition("\n")[0][:80], ticket=row.id),
    )


def _sop_urls(person: Actor, row: TicketRow) -> Mapping[str, str | None]:
    """Give the way to the next version of the SOP that feedback is about: its draft, or beginning one."""
    found: dict[str, str | None] = {"sop_edit": None, "sop_begin": None}
    sop = read().get(Sop, row.target_id) if row.target_kind == TargetKind.SOP else None
    if sop is None or not keeping.may_write(person, sop.owner_id):
        return found
    version = loading.open_version(read(), sop.id)
    if version is None and loading.effective_version(read(), sop.id) is not None:
        found["sop_begin"] = url_for("sops.act", sop_id=sop.id, ticket=row.id)
    elif version is not None and version.state == VersionState.DRAFT:
        found["sop_edit"] = url_for("sops.edit", sop_id=sop.id, ticket=row.id)
    return found
