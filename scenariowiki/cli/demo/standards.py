"""The demo's SOPs: proposed, approved, read; told through the commands at their own times."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.cli.demo.content import moment
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from scenariowiki.sops.commands import deciding, proposing, reading
from scenariowiki.sops.commands.proposing import ProposalInput
from scenariowiki.sops.rules.texts import Check

EVERYTHING = tuple(check.value for check in Check)
Told = Iterator[tuple[dt.datetime, Callable[[], None]]]


def acts(
    given: Mapping[str, Any], actors: Mapping[str, Actor], solutions: Mapping[tuple[str, str], int]
) -> Told:
    """Give every act with its time; what waits for approval was proposed days before the demo is loaded."""
    for one in given["in_force"]:
        made: list[int] = []
        at = moment(one["proposed"])
        yield at, partial(_propose, one, at, (actors, solutions), made)
        yield moment(one["approved"]), partial(_approve, one, actors, made)
        for read in one["read"]:
            yield moment(read["at"]), partial(_read, read, actors, made)
    now = clock.now()
    for one in given["open"]:
        at = now - dt.timedelta(days=one["days"])
        yield at, partial(_propose, one, at, (actors, solutions), [])


def _propose(
    one: Mapping[str, Any],
    at: dt.datetime,
    known: tuple[Mapping[str, Actor], Mapping[tuple[str, str], int]],
    made: list[int],
) -> None:
    actors, solutions = known
    scenario, _, solution = one["solution"].partition(":")
    actor = actors[one["by"]]
    given = ProposalInput(owner_id=actors[one["owner"]].id, note=one["why"])
    with write(now=at) as uow:
        made.append(proposing.propose_sop(uow, actor, solutions[scenario, solution], given).id)
        deciding.submit_version(uow, actor, made[0], EVERYTHING)


def _approve(one: Mapping[str, Any], actors: Mapping[str, Actor], made: list[int]) -> None:
    with write(now=moment(one["approved"])) as uow:
        deciding.approve_version(uow, actors[one["approved_by"]], made[0], one["note"])


def _read(one: Mapping[str, Any], actors: Mapping[str, Actor], made: list[int]) -> None:
    with write(now=moment(one["at"])) as uow:
        reading.acknowledge(uow, actors[one["by"]], made[0])
