"""What people bring into the queue: pairs they think are one, edits of readers, objections to merges."""

import datetime as dt

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands import opening
from scenariowiki.curation.commands.merging.preparing import check_words
from scenariowiki.curation.commands.merging.sides import require_mergeable
from scenariowiki.curation.commands.opening import About, find_open, note_event, open_item
from scenariowiki.curation.commands.unmerging import get_op
from scenariowiki.curation.events import MergeObjected, PairProposed
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import likeness
from scenariowiki.curation.queries.weighing import SOP_RISK, weigh
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import APPEAL, ItemKind, ItemState, pair_key
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.errors import Conflict, Forbidden, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import pending
from scenariowiki.scenarios.commands.merging import find_entity, get_entity
from scenariowiki.scenarios.commands.revise import PreparedPage
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups

ITEM_KINDS = {MergeKind.SCENARIO: ItemKind.DUP_SCENARIO, MergeKind.SOLUTION: ItemKind.DUP_SOLUTION}
EDIT_REACH, APPEAL_RISK = 0.4, 0.5


def propose_pair(uow: UnitOfWork, actor: Actor, kind: MergeKind, one: int, other: int) -> QueueItem:
    """Put two into the queue that a curator thinks are one, or return the item that waits there already.

    Records PairProposed; whoever proposed a pair earns nothing by deciding it (M33). Raises `bad_state` and
    `other_scenario` for what could never be merged.
    """
    policy.require(actor.may(Permission.CURATE))
    ids = sorted({_canonical(uow.session, actor, kind, id_) for id_ in (one, other)})
    if len(ids) != 2:
        raise Conflict("already_same")
    require_mergeable(uow.session, *(get_entity(uow.session, kind, id_) for id_ in ids))
    key = pair_key(ITEM_KINDS[kind], *ids)
    about = about_pair(uow.session, kind, ids[0], ids[1])
    about["score"] = score = likeness.score(uow.session, kind, *ids)
    item = open_item(
        uow,
        kind=ITEM_KINDS[kind],
        key=key,
        weight=weigh(uow.session, kind, ids, score),
        by=actor,
        **about,
    )
    if item is None:
        waiting = find_open(uow.session, key)
        if waiting is None:
            raise Conflict
        return waiting
    event = PairProposed(kind=kind, lo=ids[0], hi=ids[1], item_id=item.id)
    uow.record(event, by=actor, subject=item.scenario_id)
    return item


def propose_edit(uow: UnitOfWork, actor: Actor, prepared: PreparedPage) -> list[QueueItem]:
    """Keep a reader's edits and open an item for each; none where nothing was changed."""
    revisions = pending.propose_edit(uow, actor, prepared)
    return [_open_edit(uow, actor, revision) for revision in revisions]


def object_to_merge(uow: UnitOfWork, actor: Actor, op_id: int, note: str) -> QueueItem:
    """Let the author of what was merged ask for its undoing, within 14 days (M34); records MergeObjected.

    Raises `not_your_work`, `inactive`, `appeal_over` or `appealed_already`.
    """
    op = get_op(uow.session, actor, op_id)
    check_words(note)
    _require_appeal(uow.now, actor, op, get_entity(uow.session, op.kind, op.loser_id))
    scenario = _scenario(uow.session, op)
    about = About(scenario_id=scenario.id, op_id=op.id, facts={"note": note.strip()})
    if op.kind == MergeKind.SOLUTION:
        about["solution_id"] = op.winner_id
    original = uow.session.get_one(QueueItem, op.item_id)
    if original.facts.get("appealed") and op.id in original.facts["appealed"]:
        raise Conflict("appealed_already")
    weight = items.weight(risk=SOP_RISK if scenario.has_sop else APPEAL_RISK)
    item = open_item(
        uow, kind=ItemKind.UNMERGE_APPEAL, key=f"appeal:{op.id}", weight=weight, by=actor, **about
    )
    if item is None:
        raise Conflict("appealed_already")
    original.state = ItemState.APPEALED
    original.facts = {**original.facts, "appealed": [*original.facts.get("appealed", ()), op.id]}
    original.version += 1
    note_event(uow, original, "appealed", by=actor, facts={"item": item.id})
    event = MergeObjected(scenario_id=scenario.id, op_id=op.id, item_id=item.id, author_id=actor.id)
    uow.record(event, by=actor, subject=scenario.id)
    return item


def may_object(session: Session, actor: Actor, op: MergeOp, now: dt.datetime) -> bool:
    """Tell whether somebody is offered to object to a merge."""
    try:
        _require_appeal(now, actor, op, get_entity(session, op.kind, op.loser_id))
    except (Conflict, Forbidden):
        return False
    return op.id not in session.get_one(QueueItem, op.item_id).facts.get("appealed", ())


def about_pair(session: Session, kind: MergeKind, one: int, other: int) -> About:
    """Return what an item about two scenarios or two solutions says it is about."""
    if kind is MergeKind.SCENARIO:
        return About(scenario_id=one, other_scenario_id=other)
    scenario = groups.scenario_of(session, session.get_one(Solution, one))
    return About(scenario_id=scenario.id, solution_id=one, other_solution_id=other)


def _require_appeal(now: dt.datetime, actor: Actor, op: MergeOp, loser: Scenario | Solution) -> None:
    if loser.author_id != actor.id:
        raise Forbidden("not_your_work")
    if op.undone_at is not None:
        raise Conflict("inactive")
    if now - op.applied_at > APPEAL:
        raise Conflict("appeal_over")


def _open_edit(uow: UnitOfWork, actor: Actor, revision: Revision) -> QueueItem:
    scenario = groups.canonical(uow.session, uow.session.get_one(Scenario, revision.scenario_id))
    item = opening.open_item(
        uow,
        kind=ItemKind.REVISION,
        key=f"revision:{revision.id}",
        weight=items.weight(risk=SOP_RISK if scenario.has_sop else 0.0, reach=EDIT_REACH),
        by=actor,
        scenario_id=scenario.id,
        solution_id=revision.solution_id,
        revision_id=revision.id,
    )
    assert item is not None  # noqa: S101 - the revision is new, so is its key
    return item


def _scenario(session: Session, op: MergeOp) -> Scenario:
    winner = get_entity(session, op.kind, op.winner_id)
    if isinstance(winner, Scenario):
        return groups.canonical(session, winner)
    return groups.scenario_of(session, winner)


def _canonical(session: Session, actor: Actor, kind: MergeKind, id_: int) -> int:
    entity = find_entity(session, kind, id_)
    code = "no_scenario" if kind is MergeKind.SCENARIO else "no_solution"
    if entity is None:
        raise NotFound(code)
    page = entity if isinstance(entity, Scenario) else session.get_one(Scenario, entity.scenario_id)
    if not policy.may_read(actor, groups.canonical(session, page)):
        raise NotFound(code)
    return entity.canonical_id or entity.id
