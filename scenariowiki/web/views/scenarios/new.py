"""Writing a new scenario: kept while typing, saved or handed in, made once however often it is sent."""

import re
import secrets
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.commands.capture import PreparedCapture, capture_scenario, prepare_capture
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, report_outcome
from scenariowiki.scenarios.commands.transitions import move_scenario
from scenariowiki.scenarios.models import WorkingCopy
from scenariowiki.scenarios.queries import personal as own
from scenariowiki.scenarios.rules.states import State
from scenariowiki.search.duplicates import LIKELY, Match, Probe
from scenariowiki.web import gaps, limits, pages, tickets
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.solutions import rearrange
from scenariowiki.web.once import Answer, act_once, new_key, sent_key, was_sent
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import drafts, hinting, similar
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.drafts import Draft

COPY = re.compile(r"[\w-]{1,40}", re.ASCII)
# What the browser kept and the server never saw comes without the name of its copy.
NAMELESS = "kept"
NOT_THE_SAME = "distinct:"


@bp.get("/scenarios/new")
def new() -> ResponseReturnValue:
    """Show the form, filled with what was typed and not saved the last time."""
    person = actor()
    policy.require(policy.may_capture(person))
    copy = _resumed(person)
    if copy is None and (request.args.get("title") or _asked_copy() or tickets.is_asked()):
        draft = drafts.empty(person)
        draft.form.title.data = request.args.get("title", "")[:200]
        return _page(draft, _asked_copy() or secrets.token_hex(8))
    if copy is None:
        key = (
            "new",
            drafts.own_teams(person),
            *drafts.surroundings(person, queries.current_template(read())),
        )
        return pages.render_kept(key, "scenarios/new.html", lambda: _blank(person))
    draft = drafts.from_data(person, drafts.data_of(copy), new=True)
    return _page(draft, copy.target.removeprefix("new:"), copy=copy)


@bp.post("/scenarios/new")
@limits.edit
def create() -> ResponseReturnValue:
    """Save as a draft, hand in, or carry out a button of the form's lists."""
    person, act = actor(), request.form.get("act", "draft")
    policy.require(policy.may_capture(person))
    draft = drafts.sent(person, new=True)
    if act == hinting.ACT or rearrange(draft.solutions, act) or act.startswith(NOT_THE_SAME):
        return _page(draft, sent_copy())
    try:
        outcome = _outcome(person, draft)
        prepared = prepare_capture(read(), person, draft.to_scenario())
        if act == "submit" and (found := _unseen(person, draft)):
            return _page(draft, sent_copy(), found=found), HTTPStatus.UNPROCESSABLE_ENTITY
        made = act_once(person, lambda uow: _capture(uow, person, prepared, outcome))
    except Invalid as error:
        _refuse(draft, error)
        return _page(draft, sent_copy()), HTTPStatus.UNPROCESSABLE_ENTITY
    drafts.arrived(person, url_for(".autosave_new"))
    flash(_("Submitted. A curator will look at it.") if act == "submit" else _("Saved as a draft."), "ok")
    return redirect(url_for(".show", no=made["no"]), 303)


@bp.post("/scenarios/new/autosave")
@limits.typing
def autosave_new() -> ResponseReturnValue:
    """Keep what is being typed."""
    policy.require(policy.may_capture(actor()))
    with write() as uow:
        personal.keep_working_copy(uow, actor(), f"new:{sent_copy()}", drafts.body())
    return "", HTTPStatus.NO_CONTENT


@bp.post("/scenarios/new/discard")
def discard_new() -> ResponseReturnValue:
    """Forget a text that was never saved."""
    with write() as uow:
        personal.drop_working_copy(uow, actor(), f"new:{sent_copy()}")
    drafts.arrived(actor(), url_for(".autosave_new"))
    flash(_("Discarded."), "ok")
    return redirect(url_for(".new", copy=secrets.token_hex(8)), 303)


def redraw(problem: str) -> str:
    """Draw the form again as it was sent, with what went wrong above it."""
    person = actor()
    draft = drafts.sent(person, new=True)
    draft.form.form_errors = [problem]
    return _page(draft, sent_copy())


def _capture(
    uow: UnitOfWork, person: Actor, prepared: PreparedCapture, outcome: OutcomeInput | None
) -> Answer:
    scenario = capture_scenario(uow, person, prepared)
    solution = own.first_solution(uow.session, scenario.id)
    if outcome is not None and solution is not None:
        report_outcome(uow, person, solution, outcome)
    gaps.settle(uow, person, scenario.no)
    if request.form.get("act") == "submit":
        move_scenario(uow, person, scenario.no, State.SUBMITTED)
        tickets.settle(uow, person, scenario.no)
    personal.drop_working_copy(uow, person, f"new:{sent_copy()}")
    return {"no": scenario.no}


def _outcome(person: Actor, draft: Draft) -> OutcomeInput | None:
    """Return the outcome that was typed, if any; it needs a solution that it came of."""
    if draft.outcome.is_empty():
        return None
    if all(one.is_empty() for one in draft.to_scenario().solutions):
        raise Invalid(fields={"result": "outcome_needs_solution"})
    return draft.outcome.to_input(today=drafts.today(person))


def _unseen(person: Actor, draft: Draft) -> list[Match]:
    """List likely duplicates, unless their author has looked at them already."""
    if request.form.get("seen") or was_sent(person):
        return []
    probe = Probe(title=draft.form.title.data or "", situation=draft.form.situation.data or "")
    distinct = drafts.distinct(request.form)
    found = finder().similar(read(), person, probe, limit=similar.SHOWN + len(distinct))
    return [one.match for one in found if one.match.score >= LIKELY and one.no not in distinct]


def _refuse(draft: Draft, error: Invalid) -> None:
    draft.refuse(error)
    draft.outcome.refuse_outcome(error)
    draft.form.form_errors += [
        drafts.told(field.label.text, text) for field in draft.outcome for text in field.errors
    ]


def _resumed(person: Actor) -> WorkingCopy | None:
    asked = _asked_copy()
    if asked:
        return own.find_working_copy(read(), person, f"new:{asked}")
    return None if tickets.is_asked() or gaps.is_asked() else own.newest_working_copy(read(), person, "new:")


def _asked_copy() -> str:
    name = request.args.get("copy", "")
    return name if COPY.fullmatch(name) else ""


def sent_copy() -> str:
    """Return the name of the working copy that a form belongs to."""
    name = request.form.get("copy", "")
    return name if COPY.fullmatch(name) else NAMELESS


def _distinct(copy: WorkingCopy | None) -> list[int]:
    """List what the author said is not the same, the last one by a button."""
    said = drafts.distinct(drafts.data_of(copy) if copy else request.form)
    now = number_or_none(request.form.get("act", "").removeprefix(NOT_THE_SAME))
    return list(dict.fromkeys([*said, *([now] if now else [])]))


def _blank(person: Actor) -> dict[str, Any]:
    """Make the untouched form, the same for everyone of equal teams."""
    return _context(drafts.empty(person), pages.ONCE) | {"once": pages.ONCE}


def _page(draft: Draft, copy_name: str, *, copy: WorkingCopy | None = None, found: Any = ()) -> str:
    return render_template("scenarios/new.html", **_context(draft, copy_name, copy=copy, found=found))


def _context(
    draft: Draft, copy_name: str, *, copy: WorkingCopy | None = None, found: Any = ()
) -> dict[str, Any]:
    return drafts.context(
        draft,
        drafts.urls(url_for(".autosave_new"), add="1"),
        once=sent_key() if found else new_key(),
        copy_name=copy_name,
        working_copy=copy,
        another_url=url_for(".new", copy=secrets.token_hex(8)),
        discard_url=url_for(".discard_new"),
        saved_text=drafts.saved_text(copy),
        similar=similar.shown(found, may_add=True),
        warn_duplicates=bool(found),
        seen=",".join(str(match.id) for match in found),
        distinct=_distinct(copy),
    )
