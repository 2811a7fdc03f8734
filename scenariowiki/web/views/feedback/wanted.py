"""The wanted board: what people looked for and did not find, who writes it, what answers it."""

import datetime as dt
from http import HTTPStatus
from types import SimpleNamespace as View

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.queries import gaps
from scenariowiki.feedback.queries.gaps import GapRow, Order
from scenariowiki.feedback.rules.gaps import WEEK
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.messages import text_for, word_for
from scenariowiki.runtime.session import read
from scenariowiki.web import charts
from scenariowiki.web.forms.wanted import DropForm, GapAnswerForm, RequestForm
from scenariowiki.web.once import kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp
from scenariowiki.web.views.scenarios.drafts import today

PAGES_MOST = 500
TONES = {"wanted": "warn", "taken": "sol", "answered": "out", "dropped": ""}


@bp.get("/wanted")
def wanted() -> ResponseReturnValue:
    """Show the wanted board."""
    return board(RequestForm(data={"text": request.args.get("q", "")[:100]}))


@bp.get("/wanted/<int:gap_id>")
def gap(gap_id: int) -> ResponseReturnValue:
    """Show one gap."""
    return page(gap_id)


def board(form: RequestForm) -> str:
    """Draw the board with the form for what is missing on it."""
    person = actor()
    order = _order()
    number = min(max(request.args.get("page", 1, type=int), 1), PAGES_MOST)
    offset = (number - 1) * gaps.LISTED
    rows, total = gaps.list_gaps(read(), person, order, offset=offset), gaps.count_gaps(read(), order)
    reader = Reader.of(person)
    return render_template(
        "feedback/wanted.html",
        gaps=[_shown(row, person, reader) for row in rows],
        order=order.value,
        orders=[(name, url_for(".wanted", order=one), one is order) for one, name in _orders()],
        total=total,
        first=offset + 1,
        last=offset + len(rows),
        previous_url=url_for(".wanted", order=order, page=number - 1) if number > 1 else None,
        next_url=url_for(".wanted", order=order, page=number + 1) if offset + len(rows) < total else None,
        form=form,
        may_want=policy.may_want(person),
        once=kept_key(),
    )


def page(
    gap_id: int,
    *,
    answer: GapAnswerForm | None = None,
    drop: DropForm | None = None,
    problem: str | None = None,
) -> str:
    """Draw one gap with what one may do about it now."""
    person = actor()
    row = gaps.get_gap(read(), person, gap_id)
    return render_template(
        "feedback/gap.html",
        gap=_shown(row, person, Reader.of(person)),
        may=View(
            join=policy.may_want(person) and row.is_open and not row.asked,
            take=policy.may_take(person, row),
            release=policy.may_release(person, row),
            answer=policy.may_name_answer(person, row),
            drop=policy.may_drop(person, row),
            reopen=policy.may_want_again(person, row, asked=row.asked),
        ),
        answer_form=answer or GapAnswerForm(),
        drop_form=drop or DropForm(),
        weeks=_weeks(row) if row.searches else [],
        problem=problem,
    )


def refused(
    gap_id: int, error: Invalid | Conflict, form: GapAnswerForm | DropForm | None = None
) -> ResponseReturnValue:
    """Show the gap again as it is now, with what was typed and why it was refused."""
    status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(form, GapAnswerForm | DropForm) and isinstance(error, Invalid):
        form.refuse(error)
        problem = None
    else:
        problem = text_for(error.reason, error.facts)
    answer = form if isinstance(form, GapAnswerForm) else None
    drop = form if isinstance(form, DropForm) else None
    return page(gap_id, answer=answer, drop=drop, problem=problem), status


def to_gap(gap_id: int) -> ResponseReturnValue:
    """Lead to a gap's page."""
    return redirect(url_for(".gap", gap_id=gap_id), 303)


def writing_url(gap_id: int, title: str) -> str:
    """Return the address of the form in which a gap is written."""
    return url_for("scenarios.new", title=title, gap=gap_id)


def _weeks(row: GapRow) -> list[tuple[str, int]]:
    """Name the eight weeks by their first days."""
    first = today(actor()) - WEEK * len(row.weeks) + dt.timedelta(days=1)
    return [(format_date(first + at * WEEK, "medium"), count) for at, count in enumerate(row.weeks)]


def _order() -> Order:
    asked = request.args.get("order", "")
    return Order(asked) if asked in set(Order) else Order.WANTED


def _orders() -> list[tuple[Order, str]]:
    return [
        (Order.WANTED, _("Most wanted")),
        (Order.RISING, _("Rising fastest")),
        (Order.FREE, _("Nobody writes it")),
        (Order.ANSWERED, _("Settled")),
    ]


def _shown(row: GapRow, person: Actor, reader: Reader) -> View:
    return View(
        id=row.id,
        url=url_for(".gap", gap_id=row.id),
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        state=row.state.value,
        word=word_for(row.state),
        tone=TONES[row.state],
        people=row.people,
        searches=row.searches,
        teams=row.teams,
        sayings=[(reader.text(text), count) for text, count in row.sayings],
        since=row.since,
        last_at=row.last_at,
        weeks=row.weeks,
        chart=charts.spark(row.weeks) if any(row.weeks) else None,
        taker=row.taker,
        taken_at=row.taken_at,
        is_mine=row.taken_by == person.id,
        no=row.no,
        answer=reader.text(row.answer),
        answer_lang=reader.lang(row.answer),
        note=reader.text(row.note),
        closed_at=row.closed_at,
        asked=row.asked,
        write_url=writing_url(row.id, row.title),
        may_take=policy.may_take(person, row),
    )
