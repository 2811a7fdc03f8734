"""The queue follows versions that wait for approval, and they follow what the queue decides."""

from scenariowiki.accounts import queries as accounts
from scenariowiki.curation.commands.publishing import ELSEWHERE
from scenariowiki.curation.commands.queue.preparing import dependent
from scenariowiki.curation.events import QueueItemDecided, ScenarioMerged, ScenarioUnmerged
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import PageEvent
from scenariowiki.sops.commands import asking
from scenariowiki.sops.events import SopApproved, SopSentBack


def follow_versions(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have the items of a page's SOPs brought in line with what is in review, once a transaction."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - wiring registers page events only
    uow.gather(asking.follow_versions, event.scenario_id)
    if isinstance(event, ScenarioMerged | ScenarioUnmerged):
        uow.gather(asking.follow_versions, event.loser_id)


def note_verdict(uow: UnitOfWork, recorded: Recorded) -> None:
    """Decide the item of a version that was approved or sent back; what its author takes back is none."""
    event = recorded.event
    assert isinstance(event, SopApproved | SopSentBack)  # noqa: S101 - as wiring registers it
    follow_versions(uow, recorded)
    if recorded.actor_id != event.author_id:
        verdict = Verdict.APPROVE if isinstance(event, SopApproved) else Verdict.NEEDS_WORK
        asking.note_verdict(uow, recorded.actor_id, event.version_id, verdict)


def follow_verdict(uow: UnitOfWork, recorded: Recorded) -> None:
    """Approve, send back or give up a version as the queue decided; one in no state for it says so (Q10)."""
    event = recorded.event
    assert isinstance(event, QueueItemDecided)  # noqa: S101 - as wiring registers it
    if event.kind != ItemKind.SOP:
        return
    item = uow.session.get_one(QueueItem, event.item_id)
    if ELSEWHERE not in item.decision:
        with dependent():
            asking.carry_out(uow, accounts.get_actor(uow.session, recorded.actor_id), item)
