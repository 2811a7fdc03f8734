"""SOPs follow merges and their undoing: one in force per scenario and scope, none rewritten (M25)."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import MergeOp
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.facts import note_sops
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.sops.commands.reviewing import ask_review
from scenariowiki.sops.events import SopReplacedByMerge, SopRestored, SopUndecided
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.reviews import ReviewReason
from scenariowiki.sops.rules.versions import VersionState


def follow_merge(uow: UnitOfWork, by: Actor, *, winner_id: int, loser_id: int, op_id: int) -> None:
    """Let the loser's SOPs hold for the winner, or rest where the winner has one of that scope (M25)."""
    kept = loading.in_force(uow.session, winner_id)
    scopes = {sop.scope_key for sop in kept}
    coming = loading.in_force(uow.session, loser_id)
    for sop in coming:
        if sop.scope_key not in scopes:
            sop.in_force_on = winner_id
            sop.version += 1
            continue
        sop.in_force_on, sop.replaced_by_op = None, op_id
        sop.version += 1
        event = SopReplacedByMerge(scenario_id=winner_id, sop_id=sop.id, op_id=op_id)
        uow.record(event, by=by, subject=winner_id)
    uow.session.flush()
    for sop in (*kept, *coming):
        ask_review(uow, winner_id, ReviewReason.MERGED, sop=sop)


def follow_unmerge(uow: UnitOfWork, by: Actor, *, former_id: int, loser_id: int, op_id: int) -> None:
    """Give each side its SOPs back; where a side has one of that scope by now, somebody decides (U8)."""
    session = uow.session
    sides = [
        session.get_one(Scenario, id_).canonical_id or id_ for id_ in dict.fromkeys((former_id, loser_id))
    ]
    _move_home(uow, sides)
    for side in sides:
        _restore(uow, by, side, op_id)
    session.flush()
    flag_sources(uow, sides)


def mark_pages(uow: UnitOfWork, scenario_ids: Collection[int]) -> None:
    """Repeat on scenarios whether an SOP is in force on them."""
    uow.session.flush()
    holding = select(Sop.in_force_on).where(Sop.in_force_on.in_(scenario_ids))
    note_sops(uow, scenario_ids, {id_ for id_ in uow.session.scalars(holding) if id_ is not None})


def flag_merged(uow: UnitOfWork, op_id: int) -> None:
    """Have those SOPs looked at that were made from a text that is taken apart; they stay in force (U8)."""
    merge_rev = uow.session.get_one(MergeOp, op_id).journal["merge_rev"]
    made = (SopVersion.source_rev_id == merge_rev, SopVersion.state == VersionState.EFFECTIVE)
    for sop in uow.session.scalars(select(Sop).join(SopVersion, SopVersion.sop_id == Sop.id).where(*made)):
        page = loading.scenario_of(uow.session, sop)
        ask_review(uow, page.id, ReviewReason.UNMERGED, sop=sop)


def _move_home(uow: UnitOfWork, sides: Iterable[int]) -> None:
    """Let every SOP in force hold for what its own scenario is read as now, in two steps for the index."""
    moved = [
        (sop, home)
        for side in sides
        for sop in loading.in_force(uow.session, side)
        if (home := uow.session.get_one(Scenario, sop.scenario_id).canonical_id) != side
    ]
    for sop, _home in moved:
        sop.in_force_on = None
    uow.session.flush()
    for sop, home in moved:
        sop.in_force_on = home
        sop.version += 1
    uow.session.flush()


def _restore(uow: UnitOfWork, by: Actor, side: int, op_id: int) -> None:
    """Put in force what rests on a side for no reason any more, the earliest merge's first."""
    resting = select(Sop).where(Sop.scenario_id.in_(groups.members(side)), Sop.replaced_by_op.is_not(None))
    for sop in uow.session.scalars(resting.order_by(Sop.replaced_by_op, Sop.id)).all():
        taken = loading.in_force(uow.session, side, sop.scope_key)
        reason = sop.replaced_by_op
        assert reason is not None  # noqa: S101 - as selected
        if not taken:
            sop.replaced_by_op, sop.in_force_on = None, side
            restored = SopRestored(scenario_id=side, sop_id=sop.id, op_id=op_id)
            uow.record(restored, by=by, subject=side)
        elif reason == op_id or not _joins(uow, reason, side):
            sop.replaced_by_op, sop.needs_decision = None, True
            undecided = SopUndecided(scenario_id=side, sop_id=sop.id, op_id=op_id)
            uow.record(undecided, by=by, subject=side)
            ask_review(uow, side, ReviewReason.UNDECIDED, sop=sop)
        sop.version += 1
        uow.session.flush()


def _joins(uow: UnitOfWork, op_id: int, side: int) -> bool:
    """Tell whether a merge still holds a side together."""
    op = uow.session.get_one(MergeOp, op_id)
    return op.undone_at is None and uow.session.get_one(Scenario, op.loser_id).canonical_id == side


def flag_sources(uow: UnitOfWork, sides: Iterable[int]) -> None:
    """Have those SOPs looked at whose solution went to the other side; they stay in force (U8)."""
    for side in sides:
        for sop in loading.in_force(uow.session, side):
            source = select(Solution).join(SopVersion, SopVersion.solution_id == Solution.id)
            found = uow.session.scalar(
                source.where(SopVersion.sop_id == sop.id, SopVersion.state == VersionState.EFFECTIVE)
            )
            if found is not None and groups.scenario_of(uow.session, found).id != side:
                ask_review(uow, side, ReviewReason.UNMERGED, sop=sop)
