"""What each verdict does, by kind of item (Q4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import auditing, verdicts
from scenariowiki.curation.commands.merging import merge
from scenariowiki.curation.commands.merging.preparing import check_words
from scenariowiki.curation.commands.opening import note_event
from scenariowiki.curation.commands.queue.values import PreparedDecision
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import MergeKind, UnmergeReason
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment
from scenariowiki.scenarios.commands.pending import accept_edit, reject_edit
from scenariowiki.scenarios.commands.transitions import move_scenario, move_solution
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import RejectReason, State

MOVES: Mapping[Verdict, State] = {
    Verdict.PUBLISH: State.PUBLISHED,
    Verdict.NEEDS_WORK: State.NEEDS_WORK,
    Verdict.REJECT: State.REJECTED,
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One decision being applied; `kept` is what withdrawing it will need."""

    uow: UnitOfWork
    actor: Actor
    item: QueueItem
    prepared: PreparedDecision
    deciders: tuple[int, ...]
    kept: dict[str, Any]


def apply(act: Act) -> tuple[MergeOp, ...]:
    """Do what was decided; return the merges."""
    return APPLY[ItemKind(act.item.kind)](act) or ()


def _pair(act: Act) -> tuple[MergeOp, ...]:
    kind, pair = subjects.entity_kind(act.item), subjects.pair_of(act.item)
    if pair is None:
        raise Conflict("already_same")
    if act.prepared.verdict is not Verdict.DUPLICATE:
        _judge(act, kind, pair)
        return ()
    assert act.prepared.merge is not None  # noqa: S101 - prepared for this verdict
    return tuple(merge(act.uow, act.actor, act.prepared.merge, act.item, deciders=act.deciders))


def _judge(act: Act, kind: MergeKind, pair: tuple[int, int]) -> None:
    """Remember a verdict about a pair, or about each loser of a batch and its winner."""
    first, *others = subjects.merge_ids(act.uow.session, act.item)
    judged = [(first, other) for other in others] if len(others) > 1 else [pair]
    act.kept["before"] = verdicts.verdict_before(act.uow, kind, judged[0])
    act.kept["along"] = [
        {"pair": list(one), "before": verdicts.verdict_before(act.uow, kind, one)} for one in judged[1:]
    ]
    act.kept["pair"] = list(judged[0])
    for one in judged:
        verdicts.judge(act.uow, act.actor, kind, one, act.prepared.verdict, act.deciders)


def _publish(act: Act) -> None:
    to, reason, note = MOVES[act.prepared.verdict], act.prepared.given.reason, act.prepared.given.note.strip()
    if to is State.NEEDS_WORK and not note:
        raise Invalid(fields={"note": "note_needed"})
    rejected = _reject_reason(reason) if to is State.REJECTED else None
    item, session = act.item, act.uow.session
    scenario = session.get_one(Scenario, item.scenario_id)
    if note:
        _comment(act, scenario, note)
    if item.solution_id is not None:
        move_solution(act.uow, act.actor, item.solution_id, to, reason=rejected)
        return
    submitted = [one.id for one in _submitted(act.uow, scenario)]
    move_scenario(act.uow, act.actor, scenario.no, to, reason=rejected)
    session.flush()
    act.kept["solutions"] = [id_ for id_ in submitted if session.get_one(Solution, id_).state == to]


def _comment(act: Act, scenario: Scenario, note: str) -> None:
    prepared = prepare_comment(scenario.no, note, solution_id=act.item.solution_id)
    act.kept["comment"] = add_comment(act.uow, act.actor, prepared).id


def _submitted(uow: UnitOfWork, scenario: Scenario) -> list[Solution]:
    rows = uow.session.query(Solution).filter_by(scenario_id=scenario.id, state=State.SUBMITTED)
    return rows.order_by(Solution.id).all()


def _reject_reason(reason: str | None) -> RejectReason:
    if reason not in set(RejectReason):
        raise Invalid(fields={"reason": "not_a_choice" if reason else "required"})
    return RejectReason(reason)


def _edit(act: Act) -> None:
    if act.prepared.verdict is Verdict.REJECT:
        reject_edit(act.uow, act.actor, act.item.revision_id or 0)
        return
    assert act.prepared.edit is not None  # noqa: S101 - prepared for this verdict
    accept_edit(act.uow, act.actor, act.prepared.edit)


def _appeal(act: Act) -> None:
    session = act.uow.session
    op = session.get_one(MergeOp, act.item.op_id)
    if op.undone_at is not None:
        raise Conflict("inactive")
    original = session.get_one(QueueItem, op.item_id)
    upheld = act.prepared.verdict is Verdict.UPHOLD
    original.state = ItemState.UPHELD if upheld else ItemState.OVERTURNED
    original.version += 1
    note_event(act.uow, original, original.state, by=act.actor, facts={"item": act.item.id})
    if upheld:
        return
    assert act.prepared.unmerge is not None  # noqa: S101 - prepared for this verdict
    given = act.prepared.given
    asked = UnmergeRequest(
        reason=UnmergeReason.OBJECTION,
        note=given.note,
        keep_current=given.keep_current,
        override=given.override,
    )
    unmerge(act.uow, act.actor, act.prepared.unmerge, asked)


def _stale_review(act: Act) -> None:
    scenario = act.uow.session.get_one(Scenario, act.item.scenario_id)
    note = act.prepared.given.note.strip()
    if act.prepared.verdict is Verdict.REVISE:
        check_words(note)
    if note and act.prepared.verdict is not Verdict.KEEP:
        _comment(act, scenario, note)
    if act.prepared.verdict is not Verdict.ARCHIVE:
        return
    if act.item.solution_id is not None:
        move_solution(act.uow, act.actor, act.item.solution_id, State.ARCHIVED)
    else:
        instead = act.prepared.given.successor
        move_scenario(act.uow, act.actor, scenario.no, State.ARCHIVED, successor=instead)


def _about_points(act: Act) -> None:
    """Leave what becomes of the awards to the room of points, which reacts to the decision."""
    check_words(act.prepared.given.note)


def _sop(act: Act) -> None:
    """Leave approving, sending back or giving up to the room of SOPs, which reacts to the decision."""
    if act.prepared.verdict is not Verdict.APPROVE and not act.prepared.given.note.strip():
        raise Invalid(fields={"note": "note_needed"})


def _audit(act: Act) -> None:
    """Agree and be done; disagree and undo what was decided, where undoing is all it takes (M33)."""
    if act.prepared.verdict is Verdict.AGREE:
        return
    note = act.prepared.given.note.strip()
    check_words(note)
    asked = UnmergeRequest(
        reason=UnmergeReason.MISTAKE, note=note, keep_current=act.prepared.given.keep_current
    )
    for op in auditing.merges_of(act.uow, act.item):
        unmerge(act.uow, act.actor, prepare_unmerge(act.uow.session, act.actor, op.id), asked)
        act.uow.session.flush()
    _forget_verdict(act)
    _comment(act, act.uow.session.get_one(Scenario, act.item.scenario_id), note)


def _forget_verdict(act: Act) -> None:
    """Let a pair be proposed again that was called distinct or related by who had a hand in it."""
    audited = act.uow.session.get(QueueItem, act.item.facts.get("audited", 0))
    pair = None if audited is None else subjects.pair_of(audited)
    if audited is not None and pair is not None and audited.verdict != Verdict.DUPLICATE:
        verdicts.forget(act.uow, subjects.entity_kind(audited), pair, audited.decision.get("before"))


APPLY: Mapping[ItemKind, Callable[[Act], tuple[MergeOp, ...] | None]] = {
    ItemKind.DUP_SCENARIO: _pair,
    ItemKind.DUP_SOLUTION: _pair,
    ItemKind.PUBLISH: _publish,
    ItemKind.REVISION: _edit,
    ItemKind.UNMERGE_APPEAL: _appeal,
    ItemKind.STALE_REVIEW: _stale_review,
    ItemKind.FRAUD: _about_points,
    ItemKind.POINTS_APPEAL: _about_points,
    ItemKind.SOP: _sop,
    ItemKind.AUDIT: _audit,
}
