"""Naming a duplicate by hand: a curator gives the other number and decides on the pair like on any other."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands.merging import preview_merge
from scenariowiki.curation.commands.reporting import propose_pair
from scenariowiki.curation.rules.merging import MergeKind, MergeRequest
from scenariowiki.kernel.errors import Conflict, DomainError, Invalid, NotFound
from scenariowiki.runtime.messages import text_for, text_of
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.scenarios.queries import parts
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation.blueprint import bp
from scenariowiki.web.views.scenarios import presenting


@bp.get("/scenarios/<no:no>/duplicate")
def duplicate(no: int) -> ResponseReturnValue:
    """Ask which other scenario tells the same."""
    return _page(require_permission(Permission.CURATE), no, request.args.get("other", ""))


@bp.post("/scenarios/<no:no>/duplicate")
@limits.edit
def report_duplicate(no: int) -> ResponseReturnValue:
    """Put the pair into the queue, or find it there, and lead to the decision."""
    person = require_permission(Permission.CURATE)
    typed = request.form.get("other", "")
    one = parts.get_canonical(read(), person, no)
    try:
        other = parts.get_canonical(read(), person, _number(typed))
        _check(person, one.id, other.id)
        with write() as uow:
            item_id = propose_pair(uow, person, MergeKind.SCENARIO, one.id, other.id).id
    except (Conflict, Invalid, NotFound) as refusal:
        return _page(person, no, typed, refusal), status_of(refusal)
    return redirect(url_for(".item", item_id=item_id), 303)


def _number(typed: str) -> int:
    number = number_or_none(typed.strip().upper().removeprefix("S-"))
    if number is None:
        raise Invalid(fields={"other": "not_a_number"})
    return number


def _check(person: Actor, one: int, other: int) -> None:
    """Refuse what could not be merged either way round, before anybody is asked to decide on it."""
    if one == other:
        raise Invalid(fields={"other": "same_number"})
    try:
        preview_merge(read(), person, MergeRequest(kind=MergeKind.SCENARIO, winner=one, losers=(other,)))
    except Conflict:
        preview_merge(read(), person, MergeRequest(kind=MergeKind.SCENARIO, winner=other, losers=(one,)))


def _page(person: Actor, no: int, typed: str, refusal: DomainError | None = None) -> str:
    scenario = parts.get_canonical(read(), person, no)
    codes = refusal.fields if isinstance(refusal, Invalid) else {}
    problems = [text_for(str(code)) for code in codes.values()]
    if refusal is not None and not problems:
        problems = [text_of(refusal)]
    return render_template(
        "curation/duplicate.html",
        scenario=presenting.head(scenario.no, scenario.title, Reader.of(person)),
        typed=typed,
        problems=problems,
    )
