"""What the demo's coaches drew and wrote to the authors, told through the commands at their own times."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.cli.demo.content import moment
from scenariowiki.kernel import clock
from scenariowiki.quality.commands import reviewing, sampling
from scenariowiki.quality.commands.reviewing import ReviewInput
from scenariowiki.quality.queries import reviews
from scenariowiki.quality.queries.checklists import current_checklist
from scenariowiki.quality.queries.reviews import PickRow
from scenariowiki.quality.rules.checklist import Answer
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario

Told = Iterator[tuple[dt.datetime, Callable[[], None]]]
A_DAY, AN_HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def acts(given: Mapping[str, Any], actors: Mapping[str, Actor], numbers: Mapping[str, int]) -> Told:
    """Give every act with its time; the last samples were drawn hours before the demo is loaded."""
    notes = {numbers[key]: note for key, note in given["notes"].items()}
    for one in given["samples"]:
        at, coach = moment(one["at"]), actors[one["coach"]]
        yield at, partial(_draw_monthly, coach, one["seed"], at)
        for day in range(1, one["days"] + 1):
            looked = at + day * A_DAY + (day % 3 * 2) * AN_HOUR
            yield looked, partial(_look, coach, notes, looked)
    now = clock.now()
    for one in given["open"]:
        at = now - dt.timedelta(hours=one["hours"])
        yield at, partial(_draw, actors[one["coach"]], one["seed"], at)


def _draw_monthly(coach: Actor, seed: str, at: dt.datetime) -> None:
    with write(now=at) as uow:
        sampling.draw_monthly(uow, coach, seed=seed)


def _draw(coach: Actor, seed: str, at: dt.datetime) -> None:
    """Draw one, unless something of real content waits that was drawn before."""
    with write(now=at) as uow:
        if not reviews.count_open_picks(uow.session, coach, now=at):
            sampling.draw_sample(uow, coach, seed=seed)


def _look(coach: Actor, notes: Mapping[int, Mapping[str, Any]], at: dt.datetime) -> None:
    """Look at what was drawn first and waits; what is no demo content is let alone."""
    picks = [one for one in reviews.list_open_picks(read(), coach, now=at) if _is_demo(one)]
    if not picks:
        return
    said = notes.get(picks[0].no, {})
    checklist = current_checklist(read())
    answers = {one.key: Answer.YES.value for one in checklist.criteria}
    answers |= dict.fromkeys(said.get("no", ()), Answer.NO.value)
    answers |= dict.fromkeys(said.get("skip", ()), Answer.NOT_APPLICABLE.value)
    found = ReviewInput(
        checklist=checklist.number,
        scenario_id=picks[0].scenario_id,
        seq=picks[0].last_seq,
        answers=answers,
        note=said.get("note", ""),
    )
    with write(now=at) as uow:
        reviewing.review_scenario(uow, coach, picks[0].id, found)


def _is_demo(pick: PickRow) -> bool:
    return bool(read().scalar(select(Scenario.demo).where(Scenario.id == pick.scenario_id)))
