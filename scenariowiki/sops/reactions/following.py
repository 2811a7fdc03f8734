"""SOPs follow what becomes of their scenarios."""

from scenariowiki.accounts import queries as accounts
from scenariowiki.curation.events import ObjectRehomed, ScenarioMerged, ScenarioUnmerged
from scenariowiki.curation.queries.since import Added
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import PageEvent, ScenarioArchived
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.commands import following
from scenariowiki.sops.commands.ending import set_suspended
from scenariowiki.sops.commands.locking import get_effective
from scenariowiki.sops.commands.reviewing import ask_review
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
