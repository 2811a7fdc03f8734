"""What a merge or its undoing would do to SOPs, as its preview tells (M25, M32, U8)."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Role
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import Effect, MergeKind, MergePlan, UnmergePlan
from scenariowiki.scenarios.models import Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries import loading


def effects_of_merge(session: Session, plan: MergePlan) -> tuple[Effect, ...]:
    """List what becomes of the SOPs in force on either side; two of one scope need an SOP owner."""
    if plan.kind is not MergeKind.SCENARIO:
        return ()
    kept = _held(session, plan, plan.winner_id)
    effects = [_stays(sop) for sop in kept]
    scopes = {sop.scope_key for sop in kept}
    for loser_id in plan.loser_ids:
        for sop in _held(session, plan, loser_id):
            effects.append(_rests(sop, kept) if sop.scope_key in scopes else _stays(sop))
            scopes.add(sop.scope_key)
    return tuple(effects)


def effects_of_unmerge(session: Session, plan: UnmergePlan) -> tuple[Effect, ...]:
    """Foretell what `commands/following.py` does when the merge is undone (U3, U8)."""
    if plan.kind is not MergeKind.SCENARIO:
        return ()
    held = loading.in_force(session, plan.root_id)
    resting = list(_resting(session, plan, held))
    going = tuple(_told("sop_goes", sop) for sop in held if sop.scenario_id in plan.parting)
    back = [sop for sop, code in resting if code == "sop_returns"]
    decided = tuple(_told(code, sop) for sop, code in resting)
    apart = tuple(_told("sop_apart", sop) for sop in (*held, *back) if _is_apart(session, plan, sop))
    return (*going, *decided, *apart)


def _held(session: Session, plan: MergePlan, scenario_id: int) -> Sequence[Sop]:
    """List what is in force on a side; where a merge is turned round, what will be once it is undone."""
    undone = plan.undone
    if undone is None:
        return loading.in_force(session, scenario_id)
    held = loading.in_force(session, undone.root_id)
    back = (sop for sop, code in _resting(session, undone, held) if code == "sop_returns")
    is_loser = scenario_id == undone.loser_id
    return [sop for sop in (*held, *back) if (sop.scenario_id in undone.parting) == is_loser]


def _resting(session: Session, plan: UnmergePlan, held: Collection[Sop]) -> Iterator[tuple[Sop, str]]:
    """Tell of each SOP that rests, the earliest merge's first, if it returns or must be decided about."""
    taken = {(sop.scenario_id in plan.parting, sop.scope_key) for sop in held}
    resting = select(Sop).where(
        Sop.scenario_id.in_(groups.members(plan.root_id)), Sop.replaced_by_op.is_not(None)
    )
    for sop in session.scalars(resting.order_by(Sop.replaced_by_op, Sop.id)):
        side = sop.scenario_id in plan.parting
        if (side, sop.scope_key) not in taken:
            taken.add((side, sop.scope_key))
            yield sop, "sop_returns"
        elif not _still_joins(session, plan, sop, is_parting=side):
            yield sop, "sop_undecided"


def _still_joins(session: Session, plan: UnmergePlan, sop: Sop, *, is_parting: bool) -> bool:
    """Tell whether the merge that put an SOP aside goes on holding its side together."""
    op = session.get_one(MergeOp, sop.replaced_by_op)
    return op.id != plan.op_id and op.undone_at is None and (op.loser_id in plan.parting) == is_parting


def _is_apart(session: Session, plan: UnmergePlan, sop: Sop) -> bool:
    """Tell whether an SOP and its solution would be on different sides."""
    version = loading.effective_version(session, sop.id)
    if version is None:
        return False
    source = session.get_one(Solution, version.solution_id)
    return (source.scenario_id in plan.parting) != (sop.scenario_id in plan.parting)


def _told(code: str, sop: Sop) -> Effect:
    return Effect(code=code, facts={"title": sop.title})


def _stays(sop: Sop) -> Effect:
    return Effect(code="effective_sop", facts={"title": sop.title}, needs_second=True)


def _rests(sop: Sop, kept: Sequence[Sop]) -> Effect:
    other = next((one.title for one in kept if one.scope_key == sop.scope_key), "")
    return Effect(
        code="sop_rests",
        facts={"title": sop.title, "kept": other},
        needs_second=True,
        second_role=Role.SOP_OWNER.value,
    )
