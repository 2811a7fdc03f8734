"""What undoing merges would do beside the texts, told before anybody confirms it: by rooms above curation."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.curation.commands.unmerging import PreparedUnmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import Effect, MergeKind, UnmergePlan
from scenariowiki.scenarios.commands import merging
from scenariowiki.scenarios.models import Scenario


def effects_of_undoing(
    session: Session, prepared: Iterable[PreparedUnmerge], asked: Sequence[Callable[..., Any]]
) -> tuple[Effect, ...]:
    """List what becomes of SOPs, points and whatever else hangs on some merges and on those that go along.

    What is told of several merges is told once; points of several are added up, each award once.
    """
    ops = [one.op for ready in prepared for one in (ready, *ready.cascade)]
    plans = [plan_of(session, op) for op in ops]
    effects: list[Effect] = [effect for plan in plans for ask in asked for effect in ask(session, plan)]
    told = [one for at, one in enumerate(effects) if one not in effects[:at] and not one.awards]
    return (*told, *_added_up(effects))


def _added_up(effects: Iterable[Effect]) -> Iterator[Effect]:
    moved: dict[str, dict[int, int]] = {}
    for one in effects:
        if one.awards:
            moved.setdefault(one.code, {}).update(one.awards)
    for code, some in moved.items():
        count = sum(some.values())
        yield Effect(code=code, facts={"count": count}, points=count, awards=some)


def plan_of(session: Session, op: MergeOp) -> UnmergePlan:
    """Say of a merge, about to be undone, what rooms above curation need to know."""
    loser = merging.get_entity(session, op.kind, op.loser_id)
    return UnmergePlan(
        kind=MergeKind(op.kind),
        op_id=op.id,
        root_id=loser.canonical_id or op.winner_id,
        loser_id=op.loser_id,
        parting=merging.reaching(session, loser) if isinstance(loser, Scenario) else frozenset(),
    )
