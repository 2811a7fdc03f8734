"""An edit begun before a merge: what was typed is kept, and its author says what becomes of it (M24)."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import SimpleNamespace as View

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import Conflict
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.preparation import normalise_solution
from scenariowiki.scenarios.models import Scenario, Solution, WorkingCopy
from scenariowiki.scenarios.queries import parts
from scenariowiki.scenarios.rules.content import PageInput, SolutionInput
from scenariowiki.scenarios.rules.states import State
from scenariowiki.web.errors import wants_page
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import drafts

# Parts of a form that say nothing to somebody who reads it.
SILENT = ("-key", "-id", "base_seq", "copy", "seen")


def is_merged(person: Actor, row: AnyRow) -> bool:
    """Tell whether a page that somebody wants to edit was merged; refuses who may not edit at all."""
    if row.state != State.MERGED:
        return False
    policy.require(person.may(Permission.REVISE), "edits_need_review")
    return True


def is_solution_merged(solution_id: int) -> bool:
    """Tell whether a solution was merged into another one."""
    solution = read().get(Solution, solution_id)
    return solution is not None and solution.state == State.MERGED


def sent_from() -> int | None:
    """Return the number of the page, or the id of the solution, that what was sent was begun on."""
    return request.args.get("moved", type=int)


def lead_on(
    person: Actor, no: int, copy: WorkingCopy | None, solution_id: int | None = None
) -> ResponseReturnValue:
    """Lead the form of a merged page to its canonical one; with text that was kept, ask about it first."""
    canonical = parts.get_canonical(read(), person, no)
    if copy is not None:
        return ask(person, no, copy, solution_id=solution_id, is_page=copy.target.startswith("scenario:"))
    if request.endpoint == "scenarios.edit":
        return redirect(url_for(".edit", no=canonical.no), HTTPStatus.FOUND)
    return redirect(url_for(".solution", no=canonical.no, solution_id=solution_id, via=no), HTTPStatus.FOUND)


def refuse(
    person: Actor,
    no: int,
    copy: WorkingCopy,
    *,
    solution_id: int | None = None,
    is_page: bool,
    error: Conflict | None = None,
) -> ResponseReturnValue:
    """Refuse a save with what was typed kept and three ways to go on; a script gets the bare refusal.

    An `error` of another kind goes on being one.
    """
    if error is not None and error.reason != "target_moved":
        raise error
    if not wants_page():
        raise Conflict("target_moved", no=parts.get_canonical(read(), person, no).no)
    return ask(person, no, copy, solution_id=solution_id, is_page=is_page), HTTPStatus.CONFLICT


def ask(person: Actor, no: int, copy: WorkingCopy, *, solution_id: int | None, is_page: bool) -> str:
    """Ask what becomes of a kept text: into the canonical one, a new solution of it, or kept as it is."""
    scenario = queries.get_readable(read(), person, no)
    canonical = parts.get_canonical(read(), person, no)
    reader, data = Reader.of(person), drafts.data_of(copy)
    return render_template(
        "scenarios/moved.html",
        scenario=_named(scenario, reader, url_for(".show", no=no, redirect="no")),
        to=_named(canonical, reader, url_for(".show", no=canonical.no, via=no)),
        is_same=no == canonical.no,
        apply_url=_apply_url(no, canonical.no, solution_id, is_page=is_page),
        attach_url=url_for(".take_solution", no=canonical.no, via=no, moved=no),
        discard_url=url_for(".discard", no=no)
        if is_page
        else url_for(".discard_solution", no=no, solution=solution_id),
        hidden=list(data.items(multi=True)),
        my_text=_text(data),
    )


def begun(given: PageInput, no: int) -> PageInput:
    """Turn what was typed on a page that was merged into `no`, or had solutions merged, into input for `no`.

    A merged solution that was left as it was stays out. Raises `target_moved` again where both it and what it
    was merged into were changed.
    """
    begun_on = sent_from()
    if begun_on is None:
        return given
    own = {one.id: one for one in given.solutions}
    base_seq, bases, gone, moved = dict(given.base_seq), dict(given.begun_on), set[int](), []
    for id_, target in _merged(given).items():
        gone.add(id_)
        if is_unchanged(own[id_], given.base_seq.get(id_, 0)):
            continue
        if target in bases or (
            target in own and not is_unchanged(own[target], given.base_seq.get(target, 0))
        ):
            raise Conflict("target_moved", no=no)
        gone.add(target)
        moved.append(replace(own[id_], id=target))
        base_seq[target], bases[target] = given.base_seq.get(id_, 0), id_
    if begun_on != no:
        bases[None] = begun_on
    via = begun_on if begun_on != no else given.via
    return replace(
        given,
        solutions=(*(one for one in given.solutions if one.id not in gone), *moved),
        base_seq=base_seq,
        begun_on=bases,
        via=via,
    )


def _merged(given: PageInput) -> Mapping[int, int]:
    """Map those of the typed solutions that were merged to what they became."""
    ids = [one.id for one in given.solutions if one.id is not None]
    chosen = select(Solution.id, Solution.canonical_id).where(
        Solution.id.in_(ids), Solution.state == State.MERGED
    )
    return {id_: into for id_, into in read().execute(chosen) if into is not None}


def is_unchanged(one: SolutionInput, base_seq: int) -> bool:
    """Tell whether a solution was left as it was shown."""
    base = queries.base_revision(read(), 0, one.id, base_seq)
    if base is None:
        return False
    typed = normalise_solution(one, base_steps=base.snapshot["steps"])
    return typed.snapshot == base.snapshot


def _apply_url(no: int, canonical_no: int, solution_id: int | None, *, is_page: bool) -> str | None:
    """Give the address that applies the text; None where there is nothing to apply it to, or it failed."""
    if sent_from() is not None:
        return None
    if is_page:
        return url_for(".save", no=canonical_no, moved=no)
    solution = read().get(Solution, solution_id) if solution_id else None
    if solution is None:
        return None
    into = solution.canonical_id or solution.id
    moved = solution.id if into != solution.id else None
    return url_for(".save_solution", no=canonical_no, solution_id=into, moved=moved, via=no)


def _named(scenario: Scenario, reader: Reader, url: str) -> View:
    return View(no=scenario.no, title=reader.text(scenario.title), lang=reader.lang(scenario.title), url=url)


def _text(data: "MultiDict[str, str]") -> str:
    values = (value for name, value in data.items(multi=True) if not name.endswith(SILENT))
    return "\n\n".join(value for value in values if value.strip())
