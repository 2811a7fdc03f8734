"""Taking one's own decision back within the minute, as if it had not been made (Q9)."""

from collections.abc import Callable, Mapping

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import verdicts
from scenariowiki.curation.commands.opening import close_stale, find_open, note_event
from scenariowiki.curation.commands.queue.deciding import lock_pages
from scenariowiki.curation.commands.queue.leasing import grant, lock_item, read_item
from scenariowiki.curation.commands.retargeting import restore
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.events import QueueDecisionWithdrawn
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import FINAL, WITHDRAWAL, ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import UnmergeReason
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.discussion import withdraw_comment
from scenariowiki.scenarios.commands.pending import await_again
from scenariowiki.scenarios.commands.taking_back import take_back_scenario, take_back_solution
from scenariowiki.scenarios.commands.transitions import move_scenario, move_solution
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State

BY_ARCHIVING = ("source_gone",)


def withdraw(uow: UnitOfWork, actor: Actor, item_id: int) -> QueueItem:
    """Undo what the decision did; the item is this person's again under a new lease.

    Raises `too_late` after a minute, `cannot_withdraw` where others may have built on it already.
    """
    lock_pages(uow.session, read_item(uow.session, actor, item_id))
    item = lock_item(uow.session, actor, item_id)
    _require_withdrawable(uow, actor, item)
    TAKE_BACK.get(ItemKind(item.kind), _refuse)(uow, actor, item)
    deciders = tuple(item.decision.get("deciders", (actor.id,)))
    verdict = item.verdict
    item.state, item.closed_at = ItemState.OPEN, None
    item.decision, item.verdict, item.reason = {}, None, None
    item.note, item.versions = "", {}
    item.decided_by = item.decided_at = None
    item.first_decider, item.needs_second = None, False
    item.facts = {name: value for name, value in item.facts.items() if name != "paid"}
    grant(uow, actor, item)
    uow.session.flush()
    _follow(uow, actor, item)
    event = QueueDecisionWithdrawn(item_id=item.id, kind=item.kind, deciders=deciders)
    uow.record(event, by=actor, subject=item.scenario_id)
    note_event(uow, item, "withdrawn", by=actor, facts={"verdict": verdict})
    return item


def _require_withdrawable(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    if item.state != ItemState.APPLIED or item.decided_at is None:
        raise Conflict("inactive")
    if item.decided_by != actor.id:
        raise Forbidden("not_your_decision")
    if uow.now - item.decided_at > WITHDRAWAL:
        raise Conflict("too_late")
    is_final = item.verdict == FINAL.get(ItemKind(item.kind)) or "swap_of" in item.decision
    follower = find_open(uow.session, item.key)
    if is_final or (follower is not None and not _is_of_archiving(item, follower)):
        raise Conflict("cannot_withdraw")
    if follower is not None:
        close_stale(uow, follower, actor, why="withdrawn")
        uow.session.flush()


def _is_of_archiving(item: QueueItem, follower: QueueItem) -> bool:
    """Tell whether a review waits for no other reason than what this decision archived."""
    archived = item.kind == ItemKind.STALE_REVIEW and item.verdict == Verdict.ARCHIVE
    return archived and tuple(follower.facts.get("reasons", ())) == BY_ARCHIVING


def _follow(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    """Point a pair at what a side was merged into meanwhile, as if it had waited in the queue (M22)."""
    ids = subjects.entity_ids(item)
    if subjects.pair_of(item) is not None and subjects.canonical_ids(uow.session, item) != ids:
        restore(uow, actor, (item.id,), ())


def _pair(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    if item.verdict == Verdict.DUPLICATE:
        for op in reversed(subjects.ops_of(uow.session, item.id)):
            _unmerge(uow, actor, op)
        return
    pair = item.decision.get("pair") or subjects.pair_of(item)
    if pair is None:
        return
    for one in ({"pair": pair, "before": item.decision.get("before")}, *item.decision.get("along", ())):
        verdicts.forget(uow, subjects.entity_kind(item), tuple(one["pair"]), one["before"])


def _unmerge(uow: UnitOfWork, actor: Actor, op: MergeOp) -> None:
    if op.undone_at is not None:
        return
    prepared = prepare_unmerge(uow.session, actor, op.id)
    unmerge(uow, actor, prepared, UnmergeRequest(reason=UnmergeReason.MISTAKE, withdrawn=True))


def _publish(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    if item.solution_id is not None:
        take_back_solution(uow, actor, item.solution_id)
    else:
        take_back_scenario(uow, actor, item.scenario_id, item.decision.get("solutions", ()))
    _comment(uow, actor, item)


def _comment(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    """Take back what the decision said in the thread."""
    said = item.decision.get("comment")
    if said is not None:
        withdraw_comment(uow, actor, said)


def _edit(uow: UnitOfWork, _actor: Actor, item: QueueItem) -> None:
    await_again(uow, item.revision_id or 0)


def _appeal(uow: UnitOfWork, _actor: Actor, item: QueueItem) -> None:
    op = uow.session.get_one(MergeOp, item.op_id)
    uow.session.get_one(QueueItem, op.item_id).state = ItemState.APPEALED


def _stale_review(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    if item.verdict == Verdict.ARCHIVE and item.solution_id is not None:
        move_solution(uow, actor, item.solution_id, State.PUBLISHED)
    elif item.verdict == Verdict.ARCHIVE:
        scenario = uow.session.get_one(Scenario, item.scenario_id)
        move_scenario(uow, actor, scenario.no, State.PUBLISHED)
    _comment(uow, actor, item)


def _nothing(_uow: UnitOfWork, _actor: Actor, _item: QueueItem) -> None:
    """Agreeing did nothing that could be taken back."""


def _refuse(_uow: UnitOfWork, _actor: Actor, _item: QueueItem) -> None:
    raise Conflict("cannot_withdraw")


TAKE_BACK: Mapping[ItemKind, Callable[[UnitOfWork, Actor, QueueItem], None]] = {
    ItemKind.DUP_SCENARIO: _pair,
    ItemKind.DUP_SOLUTION: _pair,
    ItemKind.PUBLISH: _publish,
    ItemKind.REVISION: _edit,
    ItemKind.UNMERGE_APPEAL: _appeal,
    ItemKind.STALE_REVIEW: _stale_review,
    ItemKind.AUDIT: _nothing,
}
