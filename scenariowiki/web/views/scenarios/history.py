"""A page's past: the list of revisions, one as it was, any two compared, and going back."""

from collections.abc import Sequence
from types import SimpleNamespace as View
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.redaction.policy import may_mask
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands import reverting
from scenariowiki.scenarios.commands.reverting import RevertInput
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import groups, parts
from scenariowiki.scenarios.queries import history as past
from scenariowiki.scenarios.queries.history import Written
from scenariowiki.scenarios.queries.templates import get_template, with_chosen
from scenariowiki.scenarios.rules.states import State
from scenariowiki.web import limits
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import comparing, frozen, merged, presenting
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.sizes import sizes_of

KNOB = 100


@bp.get("/scenarios/<no:no>/history")
def history(no: int) -> ResponseReturnValue:
    """List the revisions; two that were chosen lead to their comparison."""
    scenario, reader = queries.get_readable(read(), actor(), no), Reader.of(actor())
    chosen = request.args.get("from", type=int), request.args.get("to", type=int)
    if chosen[0] and chosen[1]:
        a, b = sorted((chosen[0], chosen[1]))
        return redirect(url_for(".compare", no=no, a=a, b=b), 303)
    people = past.list_contributors(read(), scenario.id)
    first = past.list_history(read(), scenario.id, before=2, limit=1)
    return render_template(
        "scenarios/history.html",
        scenario=_head(scenario, reader),
        people=len(people),
        first_at=first[0].created_at if first else scenario.created_at,
        merged=[merged.section(row, reader) for row in groups.merged_into(read(), scenario.id)],
        merged_into=_canonical(scenario),
        may_mask=may_mask(actor()),
        **_list(scenario, reader, max(scenario.last_seq - 1, 0), scenario.last_seq),
    )


@bp.get("/scenarios/<no:no>/history/<int:a>..<int:b>")
def compare(no: int, a: int, b: int) -> ResponseReturnValue:
    """Compare two states of the page: only what differs, field by field."""
    scenario, reader = queries.get_readable(read(), actor(), no), Reader.of(actor())
    if a >= b or b > scenario.last_seq or a < 1:
        raise NotFound("no_revision")
    entities = past.compare(read(), scenario, a, b, hidden=_hidden(scenario))
    names = _names(scenario, a, b, reader)
    changes = comparing.field_views(entities, names)
    who = request.args.get("who") == "1"
    legend = _attribute(scenario, b, changes, reader) if who else []
    return render_template(
        "scenarios/compare.html",
        scenario=_head(scenario, reader),
        changes=changes,
        unchanged=0,
        rough=any(change.rough for change in changes),
        from_rev=_one(scenario, a, reader),
        to_rev=_one(scenario, b, reader),
        who=who,
        legend=legend,
        **_list(scenario, reader, a, b),
        **_ways(scenario, a, b),
        **_restoring(scenario),
    )


@bp.get("/scenarios/<no:no>/history/<int:seq>")
def revision(no: int, seq: int) -> ResponseReturnValue:
    """Show the page as it stood at a revision."""
    scenario, reader = queries.get_readable(read(), actor(), no), Reader.of(actor())
    state = past.page_at(read(), scenario.id, seq, hidden=_hidden(scenario))
    row = _row(scenario, seq)
    situation = state[None]
    authors = past.who_wrote(read(), situation).get("situation") if request.args.get("who") else None
    return render_template(
        "scenarios/revision.html",
        scenario=frozen.old_page(scenario, situation, reader),
        old=_shown(row, scenario, reader),
        current_seq=scenario.last_seq,
        compare_url=url_for(".compare", no=no, a=seq, b=scenario.last_seq)
        if seq < scenario.last_seq
        else url_for(".show", no=no),
        solutions=[
            frozen.old_solution(number, one, reader)
            for number, one in enumerate((one for id_, one in state.items() if id_ is not None), start=1)
        ],
        authors=_pieces(authors, reader) if authors else None,
        who_url=url_for(".revision", no=no, seq=seq, who=None if authors else 1),
        **_restoring(scenario, is_old=seq < scenario.last_seq),
    )


@bp.post("/scenarios/<no:no>/revert")
@limits.edit
def revert(no: int) -> ResponseReturnValue:
    """Go back to an earlier state, wholly or in one field: always as a new revision."""
    person, field = actor(), request.form.get("field")
    given = RevertInput(
        seq=request.form.get("seq", 0, type=int),
        base_seq=request.form.get("base_seq", 0, type=int),
        paths=(field[:100],) if field else None,
        summary=_("Back to revision %(seq)s", seq=request.form.get("seq", 0, type=int)),
    )
    prepared = reverting.prepare_revert(read(), person, no, given)
    with write() as uow:
        reverting.revert_page(uow, person, prepared)
    flash(_("Saved as a new revision."), "ok")
    return redirect(url_for(".show", no=no), 303)


def _canonical(scenario: Scenario) -> tuple[int, str] | None:
    """Give number and address of what a scenario was merged into."""
    if scenario.state != State.MERGED:
        return None
    no = parts.get_canonical(read(), actor(), scenario.no).no
    return no, url_for(".show", no=no, via=scenario.no)


def _head(scenario: Scenario, reader: Reader) -> View:
    return presenting.head(scenario.no, scenario.title, reader, scenario.category_id, seq=scenario.last_seq)


def _hidden(scenario: Scenario) -> frozenset[int]:
    return parts.hidden_solutions(read(), actor(), scenario.id)


def _list(scenario: Scenario, reader: Reader, a: int, b: int) -> dict[str, Any]:
    """Give the list of revisions, the page of it that was asked for."""
    before = request.args.get("before", type=int)
    rows = past.list_history(read(), scenario.id, before=before)
    last = rows[-1].seq if rows else 1
    sizes, parents = sizes_of(rows), past.list_parents(read(), rows)
    shown = [_shown(row, scenario, reader, sizes[row.id], parents.get(row.id, ())) for row in rows]
    return {
        "revisions": shown,
        "kinds": {one.kind for one in shown},
        "a": a,
        "b": b,
        "older_url": _address(scenario, a, b, before=last) if last > 1 and rows else None,
        "newer_url": _address(scenario, a, b) if before else None,
    }


def _address(scenario: Scenario, a: int, b: int, *, before: int | None = None) -> str:
    if request.endpoint == "scenarios.compare":
        return url_for(".compare", no=scenario.no, a=a, b=b, before=before)
    return url_for(".history", no=scenario.no, before=before)


def _shown(
    row: AnyRow,
    scenario: Scenario,
    reader: Reader,
    size: tuple[int, int] | tuple[None, None] = (None, None),
    parents: Sequence[AnyRow] = (),
) -> View:
    return View(
        seq=row.seq,
        url=url_for(".revision", no=scenario.no, seq=row.seq),
        kind=row.kind,
        author=row.author_name,
        seed=row.author_id,
        at=row.created_at,
        summary=reader.text(row.summary),
        lang=reader.lang(row.summary),
        added=size[0],
        removed=size[1],
        current=row.seq == scenario.last_seq,
        parents=[(one.no, one.seq, url_for(".revision", no=one.no, seq=one.seq)) for one in parents],
    )


def _row(scenario: Scenario, seq: int) -> AnyRow:
    rows = past.list_history(read(), scenario.id, before=seq + 1, limit=1)
    if not rows or rows[0].seq != seq:
        raise NotFound("no_revision")
    return rows[0]


def _one(scenario: Scenario, seq: int, reader: Reader) -> View:
    return _shown(_row(scenario, seq), scenario, reader)


def _names(scenario: Scenario, a: int, b: int, reader: Reader) -> comparing.Names:
    state = past.page_at(read(), scenario.id, b, hidden=_hidden(scenario))
    newest = max(one.template_number for one in state.values())
    ids = [id_ for id_ in state if id_ is not None]
    numbers = {id_: number for number, id_ in enumerate(ids, start=1)}
    template = get_template(read(), newest)
    for situation in (past.page_at(read(), scenario.id, a)[None], state[None]):
        template = with_chosen(read(), template, situation.snapshot)
    return comparing.Names(template, reader, numbers)


def _ways(scenario: Scenario, a: int, b: int) -> dict[str, Any]:
    """Give the addresses of neighbouring comparisons."""
    no, last = scenario.no, scenario.last_seq

    def to(one: int, other: int, **more: Any) -> str | None:
        return url_for(".compare", no=no, a=one, b=other, **more) if 1 <= one < other <= last else None

    view = "split" if request.args.get("view") == "split" else "inline"
    who = request.args.get("who") == "1" or None
    return {
        "view": view,
        "seqs": list(range(max(a + 1, last - KNOB), last + 1)),
        "knob_url": url_for(".compare", no=no, a=a, b=999_999_999).replace("999999999", "{seq}"),
        "previous_url": to(b - 2, b - 1),
        "next_url": to(b, b + 1),
        "with_previous_url": to(b - 1, b) or "#",
        "with_current_url": to(a, last) or "#",
        "choice": "current" if b == last and a != b - 1 else "previous" if a == b - 1 else "own",
        "inline_url": to(a, b, view="inline", who=who and 1),
        "split_url": to(a, b, view="split", who=who and 1),
        "who_url": to(a, b, view=view, who=1),
    }


def _restoring(scenario: Scenario, *, is_old: bool = True) -> dict[str, Any]:
    return {
        "may_revert": is_old and policy.may_revise(actor(), scenario),
        "revert_url": url_for(".revert", no=scenario.no),
        "base_seq": scenario.last_seq,
    }


def _attribute(
    scenario: Scenario, seq: int, changes: list[View], reader: Reader
) -> list[tuple[str, int, int]]:
    """Add to every changed text who wrote which part; return the legend."""
    state = past.page_at(read(), scenario.id, seq, hidden=_hidden(scenario))
    written = {id_: past.who_wrote(read(), one) for id_, one in state.items()}
    shares: dict[str, int] = {}
    for change in changes:
        solution_id, path = change.path
        pieces = written.get(solution_id, {}).get(path)
        if pieces and change.kind != "value":
            change.authors = _pieces(pieces, reader)
            for piece in pieces:
                shares[piece.author_name] = shares.get(piece.author_name, 0) + len(piece.text)
    total = sum(shares.values()) or 1
    ranked = sorted(shares.items(), key=lambda share: -share[1])
    return [(name, _seed(name), round(100 * length / total)) for name, length in ranked]


def _seed(name: str) -> int:
    return sum(map(ord, name))


def _pieces(pieces: list[Written], reader: Reader) -> list[tuple[str, int, str, int]]:
    return [
        (reader.text(piece.text), _seed(piece.author_name), piece.author_name, piece.seq) for piece in pieces
    ]
