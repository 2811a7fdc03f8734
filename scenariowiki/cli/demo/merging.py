"""What the demo's curators merged, told through the commands at their own times."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.cli.demo.content import moment
from scenariowiki.curation.commands.merging import prepare_merge, preview_merge
from scenariowiki.curation.commands.queue import merge_directly
from scenariowiki.curation.queries import pairs
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind, MergeReason, MergeRequest
from scenariowiki.runtime.session import read, write


def merge(
    given: Mapping[str, Any],
    actors: Mapping[str, Actor],
    numbers: Mapping[str, int],
    solutions: Mapping[tuple[str, str], int],
) -> None:
    """Merge two scenarios or two solutions as a curator who has looked at both."""
    actor, at = actors[given["by"]], moment(given["at"])
    winner, loser = (_id(given[side], numbers, solutions) for side in ("winner", "loser"))
    asked = MergeRequest(
        kind=MergeKind(given["kind"]),
        winner=winner,
        losers=(loser,),
        fields=dict(_fields(given["fields"])),
        reason=MergeReason(given["reason"]),
        note=given["note"],
    )
    _apply(actor, asked, at)


def _apply(actor: Actor, asked: MergeRequest, at: dt.datetime) -> None:
    seen = preview_merge(read(), actor, asked)
    values = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
    prepared = prepare_merge(read(), actor, MergeRequest(**{**values, "versions": seen.versions}))
    with write(now=at) as uow:
        merge_directly(uow, actor, prepared)


def _id(key: str, numbers: Mapping[str, int], solutions: Mapping[tuple[str, str], int]) -> int:
    scenario, _, solution = key.partition(":")
    if solution:
        return solutions[scenario, solution]
    return next(iter(pairs.ids_of(read(), [numbers[scenario]])))


def _fields(given: Mapping[str, Any]) -> Iterator[tuple[str, FieldChoice]]:
    for path, one in given.items():
        yield path, FieldChoice(choice=Choice(one["choice"]), value=one.get("value"))
