"""The queue follows what happens on pages: what is submitted waits in it, what is decided leaves it."""

from collections.abc import Mapping

from scenariowiki.curation.commands import publishing
from scenariowiki.curation.events import ObjectRehomed, ScenarioMerged, ScenarioUnmerged, SolutionUnmerged
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.kernel.events import Event, Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import events
from scenariowiki.scenarios.events import PageEvent

VERDICTS: Mapping[type[Event], Verdict] = {
    events.ScenarioPublished: Verdict.PUBLISH,
    events.ScenarioSentBack: Verdict.NEEDS_WORK,
    events.ScenarioRejected: Verdict.REJECT,
    events.SolutionPublished: Verdict.PUBLISH,
    events.SolutionSentBack: Verdict.NEEDS_WORK,
    events.SolutionRejected: Verdict.REJECT,
}


def follow(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have the publish items of a page brought in line with what is submitted on it, once a transaction."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - wiring registers page events only
    uow.gather(publishing.follow_submissions, event.scenario_id)


def follow_both(uow: UnitOfWork, recorded: Recorded) -> None:
    """Do the same for both sides of scenarios that were merged or parted."""
    event = recorded.event
    assert isinstance(event, ScenarioMerged | ScenarioUnmerged | ObjectRehomed)  # noqa: S101 - as wiring registers it
    uow.gather(publishing.follow_submissions, event.scenario_id)
    uow.gather(publishing.follow_submissions, event.loser_id)


def note_decision(uow: UnitOfWork, recorded: Recorded) -> None:
    """Decide the publish item of what was decided on its page; an import's waits for `follow` to close it."""
    event = recorded.event
    follow(uow, recorded)
    if getattr(event, "imported", False):
        return
    solution_id = getattr(event, "solution_id", None)
    assert isinstance(event, PageEvent)  # noqa: S101 - wiring registers page events only
    key = (
        publishing.scenario_key(event.scenario_id)
        if solution_id is None
        else publishing.solution_key(solution_id)
    )
    along = getattr(event, "solution_ids", ())
    publishing.decide_elsewhere(uow, recorded.actor_id, key, VERDICTS[type(event)], along=along)


def forget_appeal(uow: UnitOfWork, recorded: Recorded) -> None:
    """Close the objection to a merge that is undone."""
    event = recorded.event
    assert isinstance(event, ScenarioUnmerged | SolutionUnmerged)  # noqa: S101 - as wiring registers it
    publishing.close_appeal(uow, recorded.actor_id, event.op_id)
