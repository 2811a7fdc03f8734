"""Publish items: they wait as long as something is submitted, and are decided wherever it is decided."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.accounts.rules.calendar import due_after
from scenariowiki.curation.commands.opening import calendar, close_stale, find_open
from scenariowiki.curation.commands.queue.deciding import close
from scenariowiki.curation.commands.queue.leasing import is_held
from scenariowiki.curation.commands.queue.values import PreparedDecision
from scenariowiki.curation.models import QueueEvent, QueueItem
from scenariowiki.curation.queries import standing, subjects
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import SLA_DAYS, ItemKind, ItemState, Verdict
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import State

EMERGENCY_RISK = 0.5
ELSEWHERE = "elsewhere"


class Wanted(NamedTuple):
    """Something submitted that a curator has to look at."""

    key: str
    scenario_id: int
    solution_id: int | None
    author_id: int
    weight: float


def scenario_key(scenario_id: int) -> str:
    """Name the item that decides whether a scenario is published."""
    return f"publish:scenario:{scenario_id}"


def solution_key(solution_id: int) -> str:
    """Name the item that decides whether a solution is published."""
    return f"publish:solution:{solution_id}"


def follow_submissions(uow: UnitOfWork, scenario_ids: Collection[int]) -> None:
    """Open an item for everything submitted on some pages, and close those of what no longer is."""
    uow.session.flush()
    roots = set(uow.session.scalars(select(Scenario.canonical_id).where(Scenario.id.in_(scenario_ids))))
    wanted = {one.key: one for one in _wanted(uow, scenario_ids, roots)}
    waiting = _waiting(uow, {*scenario_ids, *(root for root in roots if root is not None)})
    _open(uow, [one for key, one in wanted.items() if key not in waiting])
    over = [item for key, item in waiting.items() if key not in wanted]
    if over:
        system = accounts.find_actor(uow.session, SYSTEM)
        assert system is not None  # noqa: S101 - the built-in account is there from the first day
        for item in over:
            close_stale(uow, item, system, why="no longer submitted")


def decide_elsewhere(
    uow: UnitOfWork, actor_id: int, key: str, verdict: Verdict, *, along: Sequence[int] = ()
) -> None:
    """Close the item of what was just decided on its page, under the item's own guards (Q1, Q8).

    `along` are the solutions that were decided with their scenario, for a withdrawal.
    It says so itself, for whoever would else do what was decided. Raises `claimed` while somebody else has
    it, and `conflict_of_interest` where others could decide.
    """
    item = find_open(uow.session, key)
    if item is None:
        return
    actor = accounts.get_actor(uow.session, actor_id)
    if is_held(item, uow.now) and item.claimed_by != actor.id:
        raise Conflict("claimed", until=item.lease_until)
    given = Decision(
        lease_token=item.lease_token,
        verdict=verdict,
        versions=subjects.versions_of(uow.session, subjects.entity_kind(item), subjects.entity_ids(item)),
    )
    close(
        uow,
        actor,
        item,
        PreparedDecision(item_id=item.id, given=given, verdict=verdict),
        deciders=(actor.id,),
        pair=None,
        is_override=_is_override(uow, actor, item),
        kept={"solutions": list(along), ELSEWHERE: True},
    )


def close_appeal(uow: UnitOfWork, actor_id: int, op_id: int) -> None:
    """Close the objection to a merge that was undone in another way."""
    item = find_open(uow.session, f"appeal:{op_id}")
    if item is not None:
        close_stale(uow, item, accounts.get_actor(uow.session, actor_id), why="undone")


def _is_override(uow: UnitOfWork, actor: Actor, item: QueueItem) -> bool:
    stakes = subjects.stakes_in(uow.session, item)
    if not standing.conflicted(stakes, actor.id):
        return False
    if not standing.few_left(uow.session, stakes):
        raise Forbidden("conflict_of_interest", few=False)
    return True


def _wanted(uow: UnitOfWork, scenario_ids: Collection[int], roots: Collection[Any]) -> Iterator[Wanted]:
    chosen = select(Scenario.id, Scenario.author_id, Scenario.emergency)
    submitted = chosen.where(Scenario.id.in_(scenario_ids), Scenario.state == State.SUBMITTED)
    for row in uow.session.execute(submitted.order_by(Scenario.id)):
        weight = items.weight(risk=EMERGENCY_RISK if row.emergency else 0.0)
        yield Wanted(scenario_key(row.id), row.id, None, row.author_id, weight)
    member, root = aliased(Scenario), aliased(Scenario)
    solutions = (
        select(Solution.id, Solution.author_id, root.id.label("root_id"), root.emergency)
        .join(member, member.id == Solution.scenario_id)
        .join(root, root.id == member.canonical_id)
        .where(root.id.in_(roots), root.state == State.PUBLISHED, Solution.state == State.SUBMITTED)
        .order_by(Solution.id)
    )
    for one in uow.session.execute(solutions):
        weight = items.weight(risk=EMERGENCY_RISK if one.emergency else 0.0)
        yield Wanted(solution_key(one.id), one.root_id, one.id, one.author_id, weight)


def _waiting(uow: UnitOfWork, scenario_ids: Collection[int]) -> dict[str, QueueItem]:
    chosen = select(QueueItem).where(
        QueueItem.kind == ItemKind.PUBLISH,
        QueueItem.closed_at.is_(None),
        QueueItem.scenario_id.in_(scenario_ids),
    )
    return {item.key: item for item in uow.session.scalars(chosen)}


def _open(uow: UnitOfWork, wanted: Sequence[Wanted]) -> None:
    """Open all at once: an import brings hundreds. Who submitted holds the page's lock, so nobody races."""
    if not wanted:
        return
    due_at = due_after(uow.now, SLA_DAYS[ItemKind.PUBLISH], calendar(uow.session))
    uow.session.execute(
        insert(QueueItem),
        [
            {
                "kind": ItemKind.PUBLISH,
                "key": one.key,
                "state": ItemState.OPEN,
                "scenario_id": one.scenario_id,
                "solution_id": one.solution_id,
                "weight": one.weight,
                "priority": items.priority(one.weight, uow.now, due_at, uow.now),
                "due_at": due_at,
                "created_at": uow.now,
                "created_by": one.author_id,
            }
            for one in wanted
        ],
    )
    opened = select(QueueItem.id, QueueItem.created_by).where(
        QueueItem.key.in_([one.key for one in wanted]), QueueItem.closed_at.is_(None)
    )
    made = [
        {"item_id": row.id, "name": "opened", "actor_id": row.created_by, "at": uow.now}
        for row in uow.session.execute(opened.order_by(QueueItem.id))
    ]
    uow.session.execute(insert(QueueEvent), made)
