"""Giving feedback on a page: a short form, with the sentences of the block to choose from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from scenariowiki.scenarios.queries.page import PageContent
from scenariowiki.sops.queries import loading as sops
from scenariowiki.sops.rules import texts as sop_texts
from scenariowiki.text import sentences
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.feedback import TicketForm
from scenariowiki.web.once import Answer, act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.feedback.blueprint import bp
from scenariowiki.web.views.scenarios.merged import sent_via

SENTENCES_MOST = 60
QUOTE_MOST = 500


@bp.get("/scenarios/<no:no>/feedback/new")
def new(no: int) -> ResponseReturnValue:
    """Ask what is wrong, with the page, one of its solutions or one of its SOPs."""
    person = actor()
    row, content = _page(person, no)
    block = _block(person, content)
    kind = request.args.get("kind", "wrong")
    form = TicketForm(
        data={"kind": kind, "quote": request.args.get("quote", "")[:QUOTE_MOST], "priority": "normal"}
    )
    return _form(person, row, block, form)


@bp.post("/scenarios/<no:no>/feedback/new")
@limits.comment
def give(no: int) -> ResponseReturnValue:
    """Give feedback."""
    person = actor()
    row, content = _page(person, no)
    form = TicketForm(request.form)
    block = _block(person, content)
    try:
        _choices(person, form, block)
        sent = form.to_input(no, solution_id=block.solution_id, sop_id=block.sop_id, via=sent_via())
        given = giving.prepare_ticket(sent)
        answer = act_once(person, lambda uow: _give(uow, person, given))
    except Invalid as error:
        if error.fields:
            form.refuse(error)
        return _form(person, row, block, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Thank you. The answer comes to you by itself."), "ok")
    return redirect(url_for(".ticket", ticket_id=answer["id"]), 303)


def _give(uow: UnitOfWork, person: Actor, given: giving.TicketInput) -> Answer:
    return {"id": giving.give_feedback(uow, person, given).id}


def _page(person: Actor, no: int) -> tuple[Scenario, PageContent]:
    row = parts.get_canonical(read(), person, no)
    wiki.require(wiki.may_comment(person, row))
    return row, page.load_page(read(), row.id)


@dataclass(frozen=True, kw_only=True)
class Block:
    """What the address names: the situation, a solution or an SOP, with who knows of it and its sentences."""

    title: str
    about: str
    url: str
    people: frozenset[int]
    sentences: Sequence[str]
    solution_id: int | None = None
    sop_id: int | None = None


def _block(person: Actor, content: PageContent) -> Block:
    row = content.row.Scenario
    solution_id = request.args.get("solution", type=int)
    if "sop" in request.args:
        return _sop(person, row, number_or_none(request.args["sop"]) or 0)
    about, snapshot = _("Situation"), content.snapshot
    if solution_id is not None:
        about, snapshot = _solution(content, solution_id)
    authors = {one.row.author_id for one in content.solutions}
    return Block(
        title=content.snapshot["title"],
        about=about,
        url=url_for("scenarios.show", no=row.no, via=sent_via()),
        people=frozenset({row.author_id, *authors, row.owner_id or row.author_id}),
        sentences=tuple(_sentences(_texts(snapshot))),
        solution_id=solution_id,
    )


def _solution(content: PageContent, solution_id: int) -> tuple[str, Mapping[str, Any]]:
    for number, part in enumerate(content.solutions, start=1):
        if part.row.id == solution_id:
            return _("Solution %(number)s", number=number), part.snapshot
    raise NotFound("no_solution")


def _sop(person: Actor, row: Scenario, sop_id: int) -> Block:
    sop = sops.get_sop(read(), person, sop_id)
    if sops.scenario_of(read(), sop).id != row.id:
        raise NotFound("no_sop")
    version = sops.choose_version(sops.readable_versions(read(), person, sop))
    text = sop_texts.read_text(version.text)
    parts_of = (text.trigger, *text.steps, *(getattr(text, part) for part in sop_texts.PARTS[1:]))
    return Block(
        title=text.title,
        about=_("SOP, v%(number)s", number=version.number),
        url=url_for("sops.show", sop_id=sop.id),
        people=frozenset({sop.owner_id, version.author_id, row.owner_id or sop.owner_id}),
        sentences=tuple(_sentences(parts_of)),
        sop_id=sop.id,
    )


def _form(person: Actor, row: Scenario, block: Block, form: TicketForm) -> str:
    reader = Reader.of(person)
    _choices(person, form, block)
    return render_template(
        "feedback/new.html",
        form=form,
        once=kept_key(),
        no=row.no,
        title=reader.text(block.title),
        lang=reader.lang(block.title),
        about=block.about,
        page_url=block.url,
    )


def _choices(person: Actor, form: TicketForm, block: Block) -> None:
    """Offer the sentences of the block, and those who know: whoever maintains or wrote it."""
    found = list(dict.fromkeys(block.sentences))
    own = form.quote.data
    quotes = [own] if own and own not in found else []
    form.quote.choices = [
        ("", _("All of it")),
        *((one, one[:80]) for one in [*quotes, *found[:SENTENCES_MOST]]),
    ]
    names = accounts.names_of(read(), sorted(block.people - {person.id}))
    form.ask.choices = [
        ("", _("Whoever looks after it")),
        *((str(id_), name) for id_, name in sorted(names.items(), key=lambda one: one[1])),
    ]


def _texts(snapshot: Mapping[str, Any]) -> list[str]:
    texts = [snapshot[name] for name in ("situation", "preconditions") if snapshot.get(name)]
    texts += [step["text"] for step in snapshot.get("steps", ())]
    return texts + [snapshot[name] for name in ("early_warning", "expected_effect") if snapshot.get(name)]


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for one in sentences.split_sentences(text):
            if kept := " ".join(one.split())[:QUOTE_MOST]:
                yield kept
