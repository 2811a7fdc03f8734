"""Giving feedback on a page: a short form, with the sentences of the block to choose from."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import giving
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import page, parts
from scenariowiki.scenarios.queries.page import PageContent, SolutionPart
from scenariowiki.text import sentences
from scenariowiki.web import limits
from scenariowiki.web.forms.feedback import TicketForm
from scenariowiki.web.once import Answer, act_once, new_key, sent_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp

SENTENCES_MOST = 60
QUOTE_MOST = 500


@bp.get("/scenarios/<no:no>/feedback/new")
def new(no: int) -> ResponseReturnValue:
    """Ask what is wrong, with the page or with one of its solutions."""
    person = actor()
    row, content = _page(person, no)
    kind = request.args.get("kind", "wrong")
    form = TicketForm(
        data={"kind": kind, "quote": request.args.get("quote", "")[:QUOTE_MOST], "priority": "normal"}
    )
    return _form(person, row, content, form)


@bp.post("/scenarios/<no:no>/feedback/new")
@limits.comment
def give(no: int) -> ResponseReturnValue:
    """Give feedback."""
    person = actor()
    row, content = _page(person, no)
    form = TicketForm(request.form)
    part = _part(content)
    try:
        _choices(person, form, content, part)
        solution_id = part[1].row.id if part else None
        given = giving.prepare_ticket(form.to_input(no, solution_id=solution_id, via=_via()))
        answer = act_once(person, lambda uow: _give(uow, person, given))
    except Invalid as error:
        if error.fields:
            form.refuse(error)
        return _form(person, row, content, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Thank you. The answer comes to you by itself."), "ok")
    return redirect(url_for(".ticket", ticket_id=answer["id"]), 303)


def _give(uow: UnitOfWork, person: Actor, given: giving.TicketInput) -> Answer:
    return {"id": giving.give_feedback(uow, person, given).id}


def _page(person: Actor, no: int) -> tuple[Scenario, PageContent]:
    row = parts.get_canonical(read(), person, no)
    wiki.require(wiki.may_comment(person, row))
    return row, page.load_page(read(), row.id)


def _via() -> int | None:
    return request.args.get("via", type=int)


def _part(content: PageContent) -> tuple[int, SolutionPart] | None:
    """Return the solution that the address names, with its number; None for the situation."""
    wanted = request.args.get("solution", type=int)
    if wanted is None:
        return None
    for number, part in enumerate(content.solutions, start=1):
        if part.row.id == wanted:
            return number, part
    raise NotFound("no_solution")


def _form(person: Actor, row: Scenario, content: PageContent, form: TicketForm) -> str:
    part, reader = _part(content), Reader.of(person)
    _choices(person, form, content, part)
    title = content.snapshot["title"]
    return render_template(
        "feedback/new.html",
        form=form,
        once=sent_key() or new_key(),
        no=row.no,
        title=reader.text(title),
        lang=reader.lang(title),
        about=_("Solution %(number)s", number=part[0]) if part else _("Situation"),
        page_url=url_for("scenarios.show", no=row.no, via=_via()),
    )


def _choices(
    person: Actor, form: TicketForm, content: PageContent, part: tuple[int, SolutionPart] | None
) -> None:
    """Offer the sentences of the block, and those who know: whoever maintains or wrote it."""
    found = list(dict.fromkeys(_sentences(part[1].snapshot if part else content.snapshot)))
    own = form.quote.data
    quotes = [own] if own and own not in found else []
    form.quote.choices = [
        ("", _("All of it")),
        *((one, one[:80]) for one in [*quotes, *found[:SENTENCES_MOST]]),
    ]
    row = content.row.Scenario
    people = {row.owner_id, row.author_id, *(one.row.author_id for one in content.solutions)}
    names = accounts.names_of(read(), sorted(people - {None, person.id}))
    form.ask.choices = [
        ("", _("Whoever looks after it")),
        *((str(id_), name) for id_, name in sorted(names.items(), key=lambda one: one[1])),
    ]


def _sentences(snapshot: Mapping[str, Any]) -> Iterator[str]:
    texts = [snapshot[name] for name in ("situation", "preconditions") if snapshot.get(name)]
    texts += [step["text"] for step in snapshot.get("steps", ())]
    texts += [snapshot[name] for name in ("early_warning", "expected_effect") if snapshot.get(name)]
    for text in texts:
        for one in sentences.split_sentences(text):
            if kept := " ".join(one.split())[:QUOTE_MOST]:
                yield kept
