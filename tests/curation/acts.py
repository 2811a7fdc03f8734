"""The acts of curation in one line each, as its tests need them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import opening
from scenariowiki.curation.commands.merging import PreparedMerge, merge, prepare_merge, preview_merge
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState
from scenariowiki.curation.rules.merging import MergeKind, MergeRequest
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Solution
from tests import personas
from tests.scenarios.writing import scenario

NOTE = "两条说的是同一件事，合成一条。"


def request(
    winner: int, *losers: int, kind: MergeKind = MergeKind.SCENARIO, actor: Actor = personas.CY, **more: Any
) -> MergeRequest:
    """Ask for a merge of ids, with the versions they have now unless others are given."""
    versions: Mapping[int, int] = more.pop("versions", {})
    asked = MergeRequest(kind=kind, winner=winner, losers=losers, note=more.pop("note", NOTE), **more)
    shown = versions or preview_merge(read(), actor, asked).versions
    values = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
    return MergeRequest(**{**values, "versions": shown})


def prepared(asked: MergeRequest, actor: Actor = personas.CY) -> PreparedMerge:
    return prepare_merge(read(), actor, asked)


def apply(ready: PreparedMerge, actor: Actor = personas.CY, **more: Any) -> list[MergeOp]:
    """Apply a prepared merge as the decision of an item opened for it."""
    kind = ready.request.kind
    item_kind = ItemKind.DUP_SCENARIO if kind is MergeKind.SCENARIO else ItemKind.DUP_SOLUTION
    with write(**more) as uow:
        item = opening.open_item(
            uow,
            kind=item_kind,
            key=f"merge:{ready.request.winner}:{ready.request.losers}",
            weight=0.0,
            by=personas.SYSTEM,
            **_about(ready.request),
        )
        assert item is not None
        ops = merge(uow, actor, ready, item, deciders=(actor.id,))
        item.state, item.closed_at = ItemState.APPLIED, uow.now
        return ops


def merge_pages(winner: int, *losers: int, actor: Actor = personas.CY, **more: Any) -> list[MergeOp]:
    """Merge scenarios by their numbers, in one go."""
    ids = [scenario(no).id for no in (winner, *losers)]
    return apply(prepared(request(*ids, actor=actor, **more), actor), actor)


def merge_solutions(winner: int, *losers: int, actor: Actor = personas.CY, **more: Any) -> list[MergeOp]:
    """Merge solutions by their ids, in one go."""
    asked = request(winner, *losers, kind=MergeKind.SOLUTION, actor=actor, **more)
    return apply(prepared(asked, actor), actor)


def items() -> list[QueueItem]:
    return list(read().scalars(select(QueueItem).order_by(QueueItem.id)))


def _about(asked: MergeRequest) -> opening.About:
    if asked.kind is MergeKind.SCENARIO:
        return {"scenario_id": asked.winner, "other_scenario_id": asked.losers[0]}
    page = read().get_one(Solution, asked.winner).scenario_id
    return {"scenario_id": page, "solution_id": asked.winner, "other_solution_id": asked.losers[0]}
