"""Editing a page: the form, its working copy, and saving it as a revision."""

from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.reporting import propose_edit
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.commands.revise import EditConflict, PreparedPage, revise_page
from scenariowiki.scenarios.commands.transitions import move_scenario
from scenariowiki.scenarios.models import WorkingCopy
from scenariowiki.scenarios.queries import get_readable, page
from scenariowiki.scenarios.queries import personal as own
from scenariowiki.scenarios.queries.page import PageContent
from scenariowiki.scenarios.rules.states import State
from scenariowiki.web import limits, tickets
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.solutions import rearrange
from scenariowiki.web.once import Answer, act_once, new_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import conflict, drafts, hinting, moved, parted, presenting, untouched
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.drafts import Draft


@bp.get("/scenarios/<no:no>/edit")
def edit(no: int) -> ResponseReturnValue:
    """Show the form with the page as it is, or with what was typed and not saved."""
    person = actor()
    row = page.get_page_row(read(), person, no)
    copy = own.find_working_copy(read(), person, _target(no))
    if moved.is_merged(person, row):
        return moved.lead_on(person, no, copy)
    _require(person, row)
    if copy is not None:
        content = page.load_texts(read(), row.id)
        return _page(person, content, drafts.from_data(person, drafts.data_of(copy), new=False), copy)
    return untouched.draw(person, row)


@bp.post("/scenarios/<no:no>/edit")
@limits.edit
def save(no: int) -> ResponseReturnValue:
    """Save as a revision, carry out a button of the form's lists, or settle a conflict."""
    person, act = actor(), request.form.get("act", "save")
    row = page.get_page_row(read(), person, no)
    if moved.is_merged(person, row):
        return moved.refuse(person, no, _keep(person, no), is_page=True)
    _require(person, row)
    if act in {"later", "drop"}:
        return _put_away(person, no, act)
    draft = drafts.sent(person, new=False)
    if act == hinting.ACT or rearrange(draft.solutions, act):
        return _page(person, _editable(person, no), draft)
    return _settle(person, no, draft)


def _settle(person: Actor, no: int, draft: Draft) -> ResponseReturnValue:
    """Save what was typed, or give it back with what is in its way."""
    try:
        given = moved.begun(draft.to_page(), no)
        prepared = conflict.prepare(person, no, given)
        act_once(person, lambda uow: _save(uow, person, prepared))
    except Invalid as error:
        draft.refuse(error)
        return _page(person, _editable(person, no), draft), HTTPStatus.UNPROCESSABLE_ENTITY
    except NotFound:
        return _without_parted(person, no, draft)
    except Conflict as error:
        copy = _keep(person, no)
        if isinstance(error, EditConflict):
            return conflict.page(person, _editable(person, no), error, copy), HTTPStatus.CONFLICT
        return moved.refuse(person, no, copy, is_page=True, error=error)
    drafts.arrived(person, url_for(".autosave", no=no))
    waits = policy.must_propose(person, page.get_page_row(read(), person, no))
    saved = _("Submitted. A curator will look at it.") if _hands_in() else _("Saved as a new revision.")
    flash(_("Your suggestion waits for a curator.") if waits else saved, "ok")
    return redirect(url_for(".show", no=no), 303)


@bp.post("/scenarios/<no:no>/autosave")
@limits.typing
def autosave(no: int) -> ResponseReturnValue:
    """Keep what is being typed."""
    row = page.get_page_row(read(), actor(), no)
    if moved.is_merged(actor(), row):
        return moved.refuse(actor(), no, _keep(actor(), no), is_page=True)
    _require(actor(), row)
    _keep(actor(), no)
    return "", HTTPStatus.NO_CONTENT


@bp.post("/scenarios/<no:no>/discard")
def discard(no: int) -> ResponseReturnValue:
    """Forget what was typed and not saved; go back to the form with the page as it is."""
    with write() as uow:
        personal.drop_working_copy(uow, actor(), _target(no))
    drafts.arrived(actor(), url_for(".autosave", no=no))
    return redirect(url_for(".edit", no=no), 303)


def redraw(problem: str, no: int) -> str:
    """Draw the form again as it was sent, with what went wrong above it."""
    person = actor()
    draft = drafts.sent(person, new=False)
    draft.form.form_errors = [problem]
    return _page(person, _editable(person, no), draft)


def _without_parted(person: Actor, no: int, draft: Draft) -> ResponseReturnValue:
    """Save without the solutions that left the page meanwhile; what was typed of them waits there."""
    count = len(draft.solutions)
    away = parted.take_out(person, no, draft)
    if len(draft.solutions) == count:
        raise NotFound("no_solution")
    parted.keep(person, away)
    answer = _settle(person, no, draft)
    is_saved = getattr(answer, "status_code", None) == HTTPStatus.SEE_OTHER
    return parted.lead_home(away[0][1], int(away[0][0].id)) if away and is_saved else answer


def _hands_in() -> bool:
    return request.form.get("act") == "submit"


def _target(no: int) -> str:
    """Name the working copy; that of an edit begun on a page merged meanwhile stays where it is (M24)."""
    return f"scenario:{moved.sent_from() or no}"


def _editable_row(person: Actor, no: int) -> Any:
    row = page.get_page_row(read(), person, no)
    _require(person, row)
    return row


def _require(person: Actor, row: AnyRow) -> None:
    """Let writers edit, and those whose edits wait suggest."""
    if policy.must_propose(person, row):
        policy.require_propose(person, row)
    else:
        policy.require_revise(person, row)


def _editable(person: Actor, no: int) -> PageContent:
    return page.load_texts(read(), _editable_row(person, no).id)


def _save(uow: UnitOfWork, person: Actor, prepared: PreparedPage) -> Answer:
    scenario = get_readable(uow.session, person, prepared.no)
    if policy.must_propose(person, scenario):
        answer: Answer = {"items": [item.id for item in propose_edit(uow, person, prepared)]}
    else:
        answer = {"seq": revise_page(uow, person, prepared).last_seq}
        tickets.settle(uow, person, prepared.no, answer["seq"])
        if _hands_in():
            move_scenario(uow, person, prepared.no, State.SUBMITTED)
    personal.drop_working_copy(uow, person, _target(prepared.no))
    return answer


def _keep(person: Actor, no: int) -> WorkingCopy:
    base_seq = number_or_none(request.form.get("base_seq"))
    with write() as uow:
        return personal.keep_working_copy(uow, person, _target(no), conflict.typed(), base_seq=base_seq)


def _put_away(person: Actor, no: int, act: str) -> ResponseReturnValue:
    if act == "later":
        _keep(person, no)
        flash(_("Kept as your working copy."), "ok")
    else:
        with write() as uow:
            personal.drop_working_copy(uow, person, _target(no))
    drafts.arrived(person, url_for(".autosave", no=no))
    return redirect(url_for(".show", no=no), 303)


def _page(person: Actor, content: PageContent, draft: Draft, copy: WorkingCopy | None = None) -> str:
    """Draw the form with what was typed."""
    no = content.row.no
    reader = Reader(locale=person.locale)
    seq = content.row.Scenario.last_seq
    kept = copy and View(
        base_seq=copy.base_seq,
        updated_at=copy.updated_at,
        discard_url=url_for(".discard", no=no),
        stale=(copy.base_seq or seq) < content.seq,
    )
    context = drafts.context(
        draft,
        drafts.urls(url_for(".autosave", no=no), but=no),
        once=new_key(),
        scenario=presenting.head(no, content.snapshot["title"], reader, seq=seq),
        saved_text=drafts.saved_text(copy),
        ticket_html=tickets.note(),
        working_copy=kept,
        locked=None,
        may_submit=untouched.may_submit(person, content.row.Scenario),
    )
    return render_template("scenarios/edit.html", **context)
