"""The demo's four months, told in order: every act runs through its command at its own time."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.cli.demo import asking, coaching, merging, rewards, ripening, standards
from scenariowiki.cli.demo.content import Content, moment
from scenariowiki.cli.demo.people import Crew
from scenariowiki.cli.demo.taxonomy import Places
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands.capture import capture_scenario, prepare_capture
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, move_outcome, report_outcome
from scenariowiki.scenarios.commands.revise import prepare_page, revise_page
from scenariowiki.scenarios.commands.transitions import move_scenario, move_solution
from scenariowiki.scenarios.models import Counter
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import (
    PageInput,
    ScenarioInput,
    SituationInput,
    SolutionInput,
    Step,
)
from scenariowiki.scenarios.rules.states import Audience, Layer, OutcomeState, RejectReason, Result, State

REFERENCE = re.compile(r"\{\{ref:(d\d+)\}\}")
A_DAY = dt.timedelta(days=1)
ENDED = dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)


@dataclass(order=True)
class Act:
    """Something that somebody did at a time; `rank` orders what shares a time."""

    at: dt.datetime
    rank: int
    do: Callable[[], None] = field(compare=False)


@dataclass
class Telling:
    """What the acts need to know of each other: numbers of scenarios and ids of solutions, by key."""

    given: Content
    crew: Crew
    places: Places
    numbers: dict[str, int] = field(default_factory=dict)
    solutions: dict[tuple[str, str], int] = field(default_factory=dict)


def tell(given: Content, crew: Crew, places: Places) -> dict[str, int]:
    """Carry out every act in order; return the scenarios' numbers by key."""
    telling = Telling(given=given, crew=crew, places=places)
    order = sorted(given.scenarios, key=lambda one: moment(one["created"]))
    telling.numbers.update({one["key"]: number for number, one in enumerate(order, start=_first_number())})
    acts = [act for one in given.scenarios for act in _acts(telling, one)]
    acts += [Act(moment(one["at"]), 5, lambda one=one: _merge(telling, one)) for one in given.merges]  # type: ignore[misc]
    acts += [Act(at, 6, do) for at, do in rewards.acts(given.rewards, crew.actors, telling.numbers)]
    acts += [Act(at, 7, do) for at, do in asking.acts(given.feedback, crew.actors, telling.numbers)]
    acts += [Act(at, 7, do) for at, do in standards.acts(given.sops, crew.actors, telling.solutions)]
    acts += [Act(at, 7, do) for at, do in coaching.acts(given.quality, crew.actors, telling.numbers)]
    for act in sorted(acts):
        ripening.ripen(act.at)
        act.do()
    ripening.ripen(clock.now())
    return telling.numbers


def _merge(telling: Telling, one: dict[str, Any]) -> None:
    merging.merge(one, telling.crew.actors, telling.numbers, telling.solutions)


def _first_number() -> int:
    taken = read().scalar(select(Counter.value).where(Counter.name == "scenario"))
    return (taken or 0) + 1


def _acts(telling: Telling, one: dict[str, Any]) -> Iterator[Act]:
    created = moment(one["created"])
    first = [some for some in one["solutions"] if moment(some["created"]) - created < A_DAY]
    later = [some for some in one["solutions"] if some not in first]
    yield Act(created, 0, lambda: _capture(telling, one, first))
    yield from _decisions(telling, one, created)
    for some in later:
        yield Act(moment(some["created"]), 2, lambda some=some: _add_solution(telling, one, some))  # type: ignore[misc]
    for edit in one["edits"]:
        yield Act(moment(edit["at"]), 3, lambda edit=edit: _edit(telling, one, edit))  # type: ignore[misc]
    for comment in one["comments"]:
        yield Act(moment(comment["at"]), 3, lambda comment=comment: _comment(telling, one, comment))  # type: ignore[misc]
    for some in one["solutions"]:
        for outcome in some["outcomes"]:
            yield Act(
                moment(outcome["reported"]),
                4,
                lambda some=some, outcome=outcome: _report(telling, one, some, outcome),  # type: ignore[misc]
            )


def _decisions(telling: Telling, one: dict[str, Any], created: dt.datetime) -> Iterator[Act]:
    state = State(one["state"])
    if state is State.DRAFT:
        return
    soon = created + dt.timedelta(minutes=6)
    yield Act(soon, 1, lambda: _move(telling, one, one["author"], State.SUBMITTED, soon))
    if one["published_at"]:
        at = max(moment(one["published_at"]), soon + dt.timedelta(minutes=5))
        curator = _curator(telling, one)
        yield Act(at, 1, lambda: _move(telling, one, curator, State.PUBLISHED, at))
    if state is State.ARCHIVED:
        yield Act(ENDED, 9, lambda: _move(telling, one, _curator(telling, one), State.ARCHIVED, ENDED))
    if state in {State.NEEDS_WORK, State.REJECTED}:
        at = soon + A_DAY
        yield Act(at, 1, lambda: _move(telling, one, _curator(telling, one), state, at))


def _curator(telling: Telling, one: dict[str, Any]) -> str:
    named = one["published_by"]
    if named and named != one["author"]:
        return str(named)
    curators = (key for key, actor in telling.crew.actors.items() if "curator" in actor.roles)
    return next(key for key in curators if key != one["author"])


def _capture(telling: Telling, one: dict[str, Any], solutions: list[dict[str, Any]]) -> None:
    actor = telling.crew.actors[one["author"]]
    at = moment(one["created"])
    given = ScenarioInput(
        situation=_situation(telling, one),
        solutions=tuple(_solution(telling, some) for some in solutions),
        audience=Audience(one["audience"]),
        team=actor.team_id,
    )
    prepared = prepare_capture(read(), actor, given)
    with write(now=at) as uow:
        scenario = capture_scenario(uow, actor, prepared)
        scenario.demo = True
    found = page.load_page(read(), scenario.id).solutions
    for some, part in zip(solutions, sorted(found, key=lambda part: part.row.id), strict=True):
        telling.solutions[one["key"], some["key"]] = part.row.id


def _situation(telling: Telling, one: dict[str, Any]) -> SituationInput:
    return SituationInput(
        title=one["title"],
        situation=_linked(telling, one["situation"]),
        layer=Layer(one["layer"]) if one["layer"] else None,
        category=telling.places.categories.get(one["category"]) if one["category"] else None,
        tags=tuple(telling.places.tags[key] for key in one["tags"]),
        fields=one["fields"],
    )


def _solution(telling: Telling, some: dict[str, Any]) -> SolutionInput:
    return SolutionInput(
        title=some.get("title", ""),
        preconditions=_linked(telling, some["preconditions"] or ""),
        steps=tuple(Step(text=_linked(telling, text)) for text in some["steps"]),
        early_warning=_linked(telling, some["early_warning"] or ""),
        expected_effect=_linked(telling, some["expected_effect"] or ""),
    )


def _linked(telling: Telling, text: str) -> str:
    return REFERENCE.sub(lambda match: f"S-{telling.numbers[match[1]]}", text)


def _move(telling: Telling, one: dict[str, Any], who: str, to: State, at: dt.datetime) -> None:
    reason = RejectReason.OUT_OF_SCOPE if to is State.REJECTED else None
    with write(now=at) as uow:
        move_scenario(uow, telling.crew.actors[who], telling.numbers[one["key"]], to, reason=reason)


def _add_solution(telling: Telling, one: dict[str, Any], some: dict[str, Any]) -> None:
    actor, at = telling.crew.actors[some["author"]], moment(some["created"])
    no = telling.numbers[one["key"]]
    given = PageInput(solutions=(_solution(telling, some),), summary="补充一个方案")
    prepared = prepare_page(read(), actor, no, given)
    with write(now=at) as uow:
        scenario = revise_page(uow, actor, prepared)
    parts = page.load_page(read(), scenario.id).solutions
    added = max(part.row.id for part in parts)
    telling.solutions[one["key"], some["key"]] = added
    if scenario.state == State.PUBLISHED:
        curator = next(
            other
            for other in telling.crew.actors.values()
            if "curator" in other.roles and other.id != actor.id
        )
        with write(now=at + A_DAY / 4) as uow:
            move_solution(uow, curator, added, State.PUBLISHED)


def _edit(telling: Telling, one: dict[str, Any], edit: dict[str, Any]) -> None:
    actor, no = telling.crew.actors[edit["author"]], telling.numbers[one["key"]]
    scenario = queries.get_readable(read(), actor, no)
    shown = page.load_page(read(), scenario.id)
    given = PageInput(
        situation=_edited_situation(telling, one, edit),
        solutions=tuple(_edited_solutions(telling, one, edit, shown)),
        base_seq={None: shown.seq, **{part.row.id: part.seq for part in shown.solutions}},
        summary=edit["summary"],
    )
    prepared = prepare_page(read(), actor, no, given)
    with write(now=moment(edit["at"])) as uow:
        revise_page(uow, actor, prepared)


def _edited_situation(telling: Telling, one: dict[str, Any], edit: dict[str, Any]) -> SituationInput | None:
    changes = {path: value for path, value in edit["changes"].items() if not path.startswith("solution:")}
    if not changes:
        return None
    one.update(changes)
    return _situation(telling, one)


def _edited_solutions(
    telling: Telling, one: dict[str, Any], edit: dict[str, Any], shown: page.PageContent
) -> Iterator[SolutionInput]:
    by_key: dict[str, dict[str, Any]] = {}
    for path, value in edit["changes"].items():
        if path.startswith("solution:"):
            _solution_word, key, name = path.split(":")
            by_key.setdefault(key, {})[name] = value
    for key, changes in by_key.items():
        id_ = telling.solutions[one["key"], key]
        part = next(part for part in shown.solutions if part.row.id == id_)
        yield _merged(telling, part, changes)


def _merged(telling: Telling, part: page.SolutionPart, changes: dict[str, Any]) -> SolutionInput:
    old = part.snapshot
    steps = changes.get("steps")
    texts = {
        name: _linked(telling, changes.get(name, old[name]))
        for name in ("title", "preconditions", "early_warning", "expected_effect")
    }
    return SolutionInput(
        id=part.row.id,
        steps=tuple(_steps(telling, old["steps"], steps))
        if steps is not None
        else tuple(Step(**step) for step in old["steps"]),
        **texts,
    )


def _steps(telling: Telling, old: list[dict[str, str]], texts: list[str]) -> Iterator[Step]:
    """Give equal texts their old keys, and the rest the keys left over, in order: an editor would."""
    linked = [_linked(telling, text) for text in texts]
    left = [step["key"] for step in old if step["text"] not in linked]
    known = {step["text"]: step["key"] for step in old}
    for text in linked:
        key = known.get(text) or (left.pop(0) if left else "")
        yield Step(key=key, text=text)


def _comment(telling: Telling, one: dict[str, Any], comment: dict[str, Any]) -> None:
    actor, no = telling.crew.actors[comment["author"]], telling.numbers[one["key"]]
    solution = telling.solutions.get((one["key"], comment.get("solution") or ""))
    prepared = prepare_comment(no, comment["text"], solution_id=solution)
    with write(now=moment(comment["at"])) as uow:
        add_comment(uow, actor, prepared)


def _report(telling: Telling, one: dict[str, Any], some: dict[str, Any], outcome: dict[str, Any]) -> None:
    actor, at = telling.crew.actors[outcome["reporter"]], moment(outcome["reported"])
    texts = {
        name: outcome[name] or ""
        for name in ("metric", "before", "after", "customer_reaction", "note", "evidence")
    }
    given = OutcomeInput(
        result=Result(outcome["result"]), applied_on=dt.date.fromisoformat(outcome["applied_on"]), **texts
    )
    with write(now=at) as uow:
        reported = report_outcome(uow, actor, telling.solutions[one["key"], some["key"]], given)
    if outcome["verified_by"]:
        _verify(telling.crew.actors[outcome["verified_by"]], reported.id, at)


def _verify(curator: Actor, outcome_id: int, reported: dt.datetime) -> None:
    with write(now=reported + A_DAY / 2) as uow:
        move_outcome(uow, curator, outcome_id, OutcomeState.VERIFIED)
