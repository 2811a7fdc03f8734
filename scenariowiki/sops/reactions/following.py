"""SOPs follow what becomes of their scenarios."""

from sqlalchemy import or_, select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.events import AccountDisabled, RolesChanged
from scenariowiki.curation.events import ObjectRehomed, ScenarioMerged, ScenarioUnmerged, SolutionUnmerged
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries.since import Added
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import OwnershipHandedOver, PageEvent, ScenarioArchived, ScenarioRestored
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.commands import approvers, following, settling
from scenariowiki.sops.commands.effect import lift_suspension
from scenariowiki.sops.commands.ending import set_suspended
from scenariowiki.sops.commands.locking import get_effective
from scenariowiki.sops.commands.reviewing import ask_review, close_review, sop_key
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.reviews import ReviewReason


def follow_merge(uow: UnitOfWork, recorded: Recorded) -> None:
    """Let the loser's SOPs hold for the winner, or rest (M25)."""
    event = recorded.event
    assert isinstance(event, ScenarioMerged)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    following.follow_merge(uow, by, winner_id=event.scenario_id, loser_id=event.loser_id, op_id=event.op_id)
    uow.gather(following.mark_pages, event.scenario_id)
    uow.gather(following.mark_pages, event.loser_id)


def follow_unmerge(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give each side its SOPs back (U3, U8)."""
    event = recorded.event
    assert isinstance(event, ScenarioUnmerged)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    following.follow_unmerge(uow, by, former_id=event.scenario_id, loser_id=event.loser_id, op_id=event.op_id)
    for id_ in (event.scenario_id, event.loser_id):
        uow.gather(following.mark_pages, uow.session.get_one(Scenario, id_).canonical_id or id_)


def follow_parting(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have an SOP looked at that was made from two solutions which are two again (U8)."""
    event = recorded.event
    assert isinstance(event, SolutionUnmerged)  # noqa: S101 - as wiring registers it
    following.flag_merged(uow, event.op_id)


def follow_rehoming(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have an SOP looked at whose solution was given to the other side of an undone merge (U7, U8)."""
    event = recorded.event
    assert isinstance(event, ObjectRehomed)  # noqa: S101 - as wiring registers it
    if event.part == Added.SOLUTION:
        following.flag_sources(uow, dict.fromkeys((event.loser_id, event.scenario_id)))


def mark_page(uow: UnitOfWork, recorded: Recorded) -> None:
    """Repeat on the scenario whether an SOP is in force on it."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - wiring registers page events only
    uow.gather(following.mark_pages, event.scenario_id)


def follow_handover(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give the SOPs of somebody to whoever took over all else of theirs (R90)."""
    event = recorded.event
    assert isinstance(event, OwnershipHandedOver)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    settling.take_over(uow, by, event.from_id, event.to_id)


def release_approver(uow: UnitOfWork, recorded: Recorded) -> None:
    """Let nobody wait for an approver who left or approves no more."""
    event = recorded.event
    assert isinstance(event, AccountDisabled | RolesChanged)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    approvers.release_approver(uow, by, event.account_id)


def follow_restore(uow: UnitOfWork, recorded: Recorded) -> None:
    """Let SOPs be followed again that rested only because their scenario was archived."""
    event = recorded.event
    assert isinstance(event, ScenarioRestored)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    scenario = uow.session.get_one(Scenario, event.scenario_id)
    for sop in loading.in_force(uow.session, scenario.id):
        by_archive = sop.suspended_at is not None and not sop.suspended_note and not sop.suspended_by_outcome
        item = _last_of_archiving(uow, sop) if by_archive else None
        if item is not None:
            lift_suspension(uow, by, sop, scenario, get_effective(uow.session, sop))
            if item.closed_at is None:
                close_review(uow, by, sop_key(sop.id))


def _last_of_archiving(uow: UnitOfWork, sop: Sop) -> QueueItem | None:
    """Return the review asked for by archiving alone: it waits, or was closed as that is withdrawn (Q9)."""
    open_now = or_(QueueItem.closed_at.is_(None), QueueItem.closed_at == uow.now)
    chosen = select(QueueItem).where(QueueItem.key == sop_key(sop.id), open_now)
    for item in uow.session.scalars(chosen.order_by(QueueItem.id.desc())):
        if item.facts.get("reasons") == [ReviewReason.SOURCE_GONE.value]:
            return item
    return None


def follow_archive(uow: UnitOfWork, recorded: Recorded) -> None:
    """Suspend the SOPs of a scenario that is archived: nobody works by what is no longer kept."""
    event = recorded.event
    assert isinstance(event, ScenarioArchived)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    scenario = uow.session.get_one(Scenario, event.scenario_id)
    for sop in loading.in_force(uow.session, scenario.id):
        if sop.suspended_at is None:
            set_suspended(uow, by, sop, scenario, get_effective(uow.session, sop))
            ask_review(uow, scenario.id, ReviewReason.SOURCE_GONE, sop=sop)
