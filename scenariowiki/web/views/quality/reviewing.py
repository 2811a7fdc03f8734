"""Looking at a drawn scenario by the list: its text beside the questions."""

from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.quality.commands import reviewing
from scenariowiki.quality.commands.reviewing import ReviewInput
from scenariowiki.quality.queries import checklists, reviews
from scenariowiki.quality.queries.reviews import PickRow
from scenariowiki.quality.rules.checklist import Checklist
from scenariowiki.runtime.messages import STATES, text_of
from scenariowiki.runtime.session import read
from scenariowiki.runtime.status import status_of
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.page import PageContent, SolutionPart
from scenariowiki.scenarios.rules.states import State
from scenariowiki.text import markdown
from scenariowiki.web import limits
from scenariowiki.web.forms.quality import ReviewForm, review_form
from scenariowiki.web.once import Answer, act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.quality import index
from scenariowiki.web.views.quality.blueprint import bp
from scenariowiki.web.views.scenarios import presenting


@bp.get("/quality/picks/<int:pick_id>")
def look(pick_id: int) -> ResponseReturnValue:
    """Show a drawn scenario beside the list."""
    person = require_permission(Permission.REVIEW_QUALITY)
    pick = reviews.get_open_pick(read(), person, pick_id, now=clock.now())
    checklist = checklists.current_checklist(read())
    shown = {"checklist": checklist.number, "scenario": pick.scenario_id, "seq": pick.last_seq}
    return _page(person, pick, checklist, _form(person, checklist)(data=shown))


@bp.post("/quality/picks/<int:pick_id>")
@limits.edit
def keep(pick_id: int) -> ResponseReturnValue:
    """Send what I found to the authors."""
    person = require_permission(Permission.REVIEW_QUALITY)
    checklist = checklists.current_checklist(read())
    form = _form(person, checklist)(request.form)
    try:
        return _send(person, pick_id, checklist, form)
    except (NotFound, Forbidden) as error:
        return index.page(person, text_of(error), unsent=form.note.data or ""), status_of(error)


def _send(person: Actor, pick_id: int, checklist: Checklist, form: ReviewForm) -> ResponseReturnValue:
    try:
        given = form.to_input(checklist)
        answer = act_once(person, lambda uow: _keep(uow, person, pick_id, given))
    except (Invalid, Conflict) as error:
        return _again(person, pick_id, checklist, form, error)
    flash(_("Sent. Only the authors, coaches and curators read it."), "ok")
    return redirect(url_for(".review", review_id=answer["id"]), 303)


def _again(
    person: Actor, pick_id: int, checklist: Checklist, form: ReviewForm, error: Invalid | Conflict
) -> ResponseReturnValue:
    """Show today's page with what was typed; another list or page counts as seen when that was said."""
    pick = reviews.get_open_pick(read(), person, pick_id, now=clock.now())
    form.refuse(error)
    form.seq.data = pick.last_seq
    if error.reason == "checklist_moved":
        form.checklist.data = checklist.number
    if error.reason == "pick_moved":
        form.scenario.data = pick.scenario_id
    return _page(person, pick, checklist, form), status_of(error)


def _keep(uow: UnitOfWork, person: Actor, pick_id: int, given: ReviewInput) -> Answer:
    return {"id": reviewing.review_scenario(uow, person, pick_id, given).id}


def _form(person: Actor, checklist: Checklist) -> type[ReviewForm]:
    reader = Reader.of(person)
    return review_form(
        tuple((one.key, reader.text(one.name), reader.text(one.explanation)) for one in checklist.criteria)
    )


def _page(person: Actor, pick: PickRow, checklist: Checklist, form: ReviewForm) -> str:
    reader = Reader.of(person)
    content = page.load_page(read(), pick.scenario_id)
    shown = [part for part in content.solutions if part.row.state == State.PUBLISHED]
    return render_template(
        "quality/look.html",
        scenario=_scenario(content, reader),
        solutions=[_solution(number, part, content, reader) for number, part in enumerate(shown, start=1)],
        pick=View(
            url=url_for(".keep", pick_id=pick.id),
            pass_url=url_for(".pass_over", pick_id=pick.id),
            at=pick.drawn_at,
        ),
        keys=[one.key for one in checklist.criteria],
        reasons=list(STATES["PassReason"].items()),
        form=form,
        once=kept_key(),
    )


def _scenario(content: PageContent, reader: Reader) -> View:
    html = {path: markdown.fill_references(text, content.titles) for path, text in content.html.items()}
    return presenting.head(
        content.row.no,
        content.snapshot["title"],
        reader,
        content.snapshot["category"],
        author=content.row.author_name,
        team=content.row.team_name,
        seq=content.row.Scenario.last_seq,
        situation_html=reader.html(html.get("situation", "")),
        situation_lang=reader.lang(content.snapshot["situation"]),
        facts=presenting.facts(content.snapshot, html, content.template, reader),
    )


def _solution(number: int, part: SolutionPart, content: PageContent, reader: Reader) -> View:
    row, found = part.row, part.evidence
    shown = presenting.solution(number, part.snapshot, part.html, content.titles, reader)
    shown.__dict__.update(
        state=row.state,
        author=row.author_name,
        seed=row.author_id,
        team=None,
        at=row.created_at,
        recommended=False,
        origin=None,
        success=View(solved=found.solved, total=found.sample, low=found.low, high=found.high),
    )
    return shown
