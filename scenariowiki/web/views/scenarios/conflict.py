"""An edit conflict: both texts with what differs, and the decisions that settle it (D3).

The page carries the form exactly as it was typed and the decisions beside it; the merge is made again from
both with every save, so nothing that the browser sends is trusted to be one.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace as View
from typing import Any

from flask import render_template, request

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.pending import prepare_edit
from scenariowiki.scenarios.commands.revise import EditConflict, EntityConflict, PreparedPage, prepare_page
from scenariowiki.scenarios.models import WorkingCopy
from scenariowiki.scenarios.queries import history, listing
from scenariowiki.scenarios.queries.page import PageContent
from scenariowiki.scenarios.rules.content import PageInput, SituationInput, SolutionInput, Step
from scenariowiki.scenarios.rules.states import Layer
from scenariowiki.text.masking import BLOCK
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import comparing, drafts, moved, presenting
from scenariowiki.web.views.scenarios.resolving import CHOICES, Decision, Place, places, resolve

OWN = ("choice-", "own-", "head-")


def prepare(person: Actor, no: int, given: PageInput) -> PreparedPage:
    """Prepare a save, or a suggestion that waits; decisions that came along settle their conflict."""
    waits = policy.must_propose(person, queries.get_readable(read(), person, no))
    ready = prepare_edit if waits else prepare_page
    try:
        return ready(read(), person, no, given)
    except EditConflict as error:
        settled = _settle(error, given)
        if settled is None:
            raise
        return ready(read(), person, no, settled)


def typed() -> dict[str, Any]:
    """Return the form as it was typed, without the decisions about a conflict."""
    return {name: values for name, values in drafts.body().items() if not name.startswith(OWN)}


def _settle(error: EditConflict, given: PageInput) -> PageInput | None:
    """Put the decided texts in the place of the typed ones; None while anything is undecided or moved on."""
    decisions = _decisions()
    for entity in error.entities:
        seen = request.form.get(f"head-{entity.solution_id or 0}")
        snapshot = resolve(entity, decisions)
        if snapshot is None or seen != str(entity.head_seq):
            return None
        given = _with(given, entity, snapshot)
    return given


def _decisions() -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    for name, value in request.form.items():
        if name.startswith("choice-") and value in CHOICES:
            id_ = name.removeprefix("choice-")
            found[id_] = Decision(choice=value, text=request.form.get(f"own-{id_}", ""))
    return found


def _with(given: PageInput, entity: EntityConflict, snapshot: Mapping[str, Any]) -> PageInput:
    base_seq = {**given.base_seq, entity.solution_id: entity.head_seq}
    begun_on = {id_: one for id_, one in given.begun_on.items() if id_ != entity.solution_id}
    given = replace(given, begun_on=begun_on)
    if entity.solution_id is None:
        return replace(given, situation=_situation(given, entity, snapshot), base_seq=base_seq)
    solutions = tuple(
        _solution(entity.solution_id, snapshot) if one.id == entity.solution_id else one
        for one in given.solutions
    )
    return replace(given, solutions=solutions, base_seq=base_seq)


def _situation(given: PageInput, entity: EntityConflict, snapshot: Mapping[str, Any]) -> SituationInput:
    fields = {
        path.removeprefix("fields."): value for path, value in snapshot.items() if path.startswith("fields.")
    }
    known = {one.key for one in queries.current_template(read()).fields}
    known |= set(given.situation.fields) if given.situation else set()
    typed_tags = given.situation.tags if given.situation else ()
    return SituationInput(
        title=snapshot["title"],
        situation=snapshot["situation"],
        layer=Layer(snapshot["layer"]) if snapshot["layer"] else None,
        category=snapshot["category"],
        tags=_tags(entity, snapshot, typed_tags),
        fields={key: value for key, value in fields.items() if key in known},
    )


def _tags(
    entity: EntityConflict, snapshot: Mapping[str, Any], typed_names: tuple[str, ...]
) -> tuple[str, ...]:
    """Name the merged tags, and those that were typed and do not exist yet."""
    names = listing.tag_names(read(), {*snapshot["tags"], *entity.theirs["tags"]})
    merged = [names[id_] for id_ in snapshot["tags"] if id_ in names]
    sent = {names.get(id_) for id_ in entity.theirs["tags"]}
    fresh = [name for name in typed_names if name not in sent and name not in merged]
    gone = set(names.values()) - set(merged)
    return tuple(dict.fromkeys([*merged, *(name for name in fresh if name not in gone)]))


def _solution(solution_id: int, snapshot: Mapping[str, Any]) -> SolutionInput:
    return SolutionInput(
        id=solution_id,
        title=snapshot["title"],
        preconditions=snapshot["preconditions"],
        steps=tuple(Step(key=step["key"], text=step["text"]) for step in snapshot["steps"]),
        early_warning=snapshot["early_warning"],
        expected_effect=snapshot["expected_effect"],
    )


def page(person: Actor, content: PageContent, error: EditConflict, copy: WorkingCopy) -> str:
    """Show the conflict; what was decided before and still fits stays decided."""
    reader = Reader(locale=person.locale)
    no, scenario_id = content.row.no, content.row.Scenario.id
    first = error.entities[0]
    homes = {part.row.id: part.row.scenario_id for part in content.solutions}
    page_id = homes.get(first.solution_id, scenario_id)
    decisions = _decisions()
    numbers = {part.row.id: number for number, part in enumerate(content.solutions, start=1)}
    names = comparing.Names(content.template, reader, numbers)
    waiting = [place for entity in error.entities for place in places(entity)]
    return render_template(
        "scenarios/conflict.html",
        scenario=presenting.head(no, content.snapshot["title"], reader),
        base=_version(_began_on(scenario_id, page_id), first.base_seq, None, reader),
        mine=View(
            seq=None,
            author=person.display_name,
            at=copy.updated_at,
            changes=_changes(error),
            summary="",
            lang="",
        ),
        theirs=_version(page_id, first.head_seq, _moved(error), reader),
        merged=[row for entity in error.entities for row in comparing.merged_alone(entity, names)],
        conflicts=[_conflict(place, names, decisions) for place in waiting],
        hidden=[
            *((name, value) for name, values in typed().items() for value in values if name != "summary"),
            *((f"head-{one.solution_id or 0}", one.head_seq) for one in error.entities),
        ],
        masked=any(BLOCK in str(place.theirs) and BLOCK not in str(place.mine) for place in waiting),
        left=sum(place.id not in decisions for place in waiting),
        my_text=_my_text(error, names),
        summary_value=request.form.get("summary", ""),
        draft_saved_at=copy.updated_at,
    )


def _began_on(scenario_id: int, page_id: int) -> int:
    """Return the page whose seq the base has: another one where that was merged meanwhile (M24)."""
    begun_on = moved.sent_from()
    merged = queries.access.find_scenario(read(), begun_on) if begun_on and page_id == scenario_id else None
    return merged.id if merged is not None and merged.canonical_id == scenario_id else page_id


def _version(scenario_id: int, seq: int, changes: int | None, reader: Reader) -> View:
    row = history.list_history(read(), scenario_id, before=seq + 1, limit=1)[0]
    return View(
        seq=row.seq,
        author=row.author_name,
        at=row.created_at,
        changes=changes,
        summary=row.summary,
        lang=reader.lang(row.summary),
    )


def _changes(error: EditConflict) -> int:
    return sum(
        not comparing.same(one.theirs.get(path), one.base.get(path))
        for one in error.entities
        for path in one.theirs
    )


def _moved(error: EditConflict) -> int:
    return sum(
        not comparing.same(one.ours.get(path), one.base.get(path))
        for one in error.entities
        for path in one.ours
    )


def _conflict(place: Place, names: comparing.Names, decisions: Mapping[str, Decision]) -> View:
    mine, theirs = names.value(place.field, place.mine), names.value(place.field, place.theirs)
    decision = decisions.get(place.id)
    return View(
        id=place.id,
        name=names.field(place.solution_id, place.field, place.key),
        part="sit" if place.solution_id is None else "sol",
        group=names.group(place.solution_id),
        lang=names.reader.lang(f"{mine}{theirs}"),
        base=names.value(place.field, place.base),
        mine=comparing.side(theirs, mine),
        theirs=comparing.side(mine, theirs),
        numbers=comparing.number_clash(mine, names.value(place.field, place.base), theirs),
        adjacent=False,
        missing=decision is None and _was_asked(),
        choice=decision.choice if decision else "",
        own=(decision.text if decision and decision.choice == "own" else f"{mine}{theirs}")
        if place.is_text
        else None,
    )


def _was_asked() -> bool:
    return any(name.startswith("head-") for name in request.form)


def _my_text(error: EditConflict, names: comparing.Names) -> str:
    parts: list[str] = []
    for entity in error.entities:
        for path, value in entity.theirs.items():
            if value:
                label = names.field(entity.solution_id, path, None)
                parts.append(f"{label}\n{names.value(path, value)}")
    return "\n\n".join(parts)
