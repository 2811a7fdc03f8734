"""What readers meet of merges: the way from a merged page to where it went, and what went into a page."""

from collections.abc import Sequence
from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import reporting
from scenariowiki.curation.queries import merges
from scenariowiki.curation.queries.merges import ActiveMerge
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import history, parts
from scenariowiki.web import limits
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import frozen
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.rights import PageFacts, Rights

LATEST = 3


def answer(person: Actor, no: int) -> ResponseReturnValue:
    """Lead from a merged page to its canonical one in one step (M5, M29), or show it as it was left."""
    canonical = parts.get_canonical(read(), person, no)
    if request.args.get("redirect") == "no":
        return _as_left(person, queries.get_readable(read(), person, no), canonical)
    target = url_for("scenarios.show", no=canonical.no, via=no, s=request.args.get("s"))
    response = redirect(target, HTTPStatus.FOUND)
    response.headers["Cache-Control"] = "private, no-cache"  # undone tomorrow, it leads elsewhere
    return response


@bp.post("/merges/<int:op_id>/objection")
@limits.comment
def object_to_merge(op_id: int) -> ResponseReturnValue:
    """Ask for a merge of one's own to be undone (M34); one click is enough, a reason helps."""
    person = actor()
    note = request.form.get("note", "").strip() or _("The author says that the two are not the same.")
    with write() as uow:
        item = reporting.object_to_merge(uow, person, op_id, note)
        scenario_id = item.scenario_id
    flash(_("Your objection is noted. A curator who had no part in it decides."), "ok")
    no = read().scalars(select(Scenario.no).where(Scenario.id == scenario_id)).one()
    return redirect(url_for("scenarios.show", no=no), HTTPStatus.SEE_OTHER)


def came_through(facts: PageFacts) -> int | None:
    """Return the number of the merged scenario that a reader came through, if it is of this page."""
    via = request.args.get("via", type=int)
    known = any(one.no == via and one.kind is MergeKind.SCENARIO for one in facts.merges)
    return via if known else None


def sent_via() -> int | None:
    """Return the number that a form of a page carries along; the command leaves aside what is not its own."""
    return request.args.get("via", type=int)


def lines(
    active: Sequence[ActiveMerge], rights: Rights, no: int, via: int | None, reader: Reader
) -> list[View]:
    """Show what was merged into a page, the one that the reader came through first."""
    found = [_line(one, rights, no, via, reader) for one in active]
    return sorted(found, key=lambda one: not one.current)


def section(row: AnyRow, reader: Reader) -> View:
    """Show the newest revisions of a page that was merged into this one (M11)."""
    latest = history.list_history(read(), row.id, limit=LATEST)
    op = merges.merge_of(read(), row.id)
    return View(
        no=row.no,
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        url=url_for("scenarios.history", no=row.no),
        merge_url=url_for("curation.merge", op_id=op.op_id) if op is not None else None,
        seq=row.last_seq,
        revisions=[
            View(
                seq=one.seq,
                url=url_for("scenarios.revision", no=row.no, seq=one.seq),
                author=one.author_name,
                at=one.created_at,
                summary=reader.text(one.summary),
                kind=one.kind,
                lang=reader.lang(one.summary),
            )
            for one in latest
        ],
    )


def _line(one: ActiveMerge, rights: Rights, no: int, via: int | None, reader: Reader) -> View:
    is_page = one.kind is MergeKind.SCENARIO
    return View(
        no=one.no,
        is_page=is_page,
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        url=url_for("scenarios.show", no=one.no, redirect="no") if one.no != no else None,
        history_url=url_for("scenarios.history", no=one.no),
        merge_url=url_for("curation.merge", op_id=one.op_id),
        by=one.by,
        at=one.at,
        note=reader.text(one.note),
        note_lang=reader.lang(one.note),
        objected=one.objected,
        object_url=_objection(one.op_id) if one.op_id in rights.object else None,
        current=is_page and one.no == via,
    )


def _objection(op_id: int) -> str:
    return url_for("scenarios.object_to_merge", op_id=op_id)


def _as_left(person: Actor, scenario: Scenario, canonical: Scenario) -> str:
    reader = Reader.of(person)
    hidden = parts.hidden_solutions(read(), person, scenario.id)
    state = history.page_at(read(), scenario.id, scenario.last_seq, hidden=hidden)
    op = merges.merge_of(read(), scenario.id)
    solutions = [one for id_, one in state.items() if id_ is not None]
    return render_template(
        "scenarios/merged.html",
        scenario=frozen.old_page(scenario, state[None], reader),
        solutions=[frozen.old_solution(number, one, reader) for number, one in enumerate(solutions, start=1)],
        op=op and View(by=op.by, at=op.at, note=reader.text(op.note), lang=reader.lang(op.note)),
        to=View(
            no=canonical.no,
            title=reader.text(canonical.title),
            lang=reader.lang(canonical.title),
            url=url_for("scenarios.show", no=canonical.no, via=scenario.no),
        ),
    )
