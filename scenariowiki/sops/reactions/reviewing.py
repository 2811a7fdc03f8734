"""Reviews open by themselves when something speaks against what is kept, and end when the queue decides."""

from collections.abc import Iterator

from sqlalchemy import select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.events import AccountChanged
from scenariowiki.curation.events import QueueDecisionWithdrawn, QueueItemDecided
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import (
    OutcomeVerified,
    PageEvent,
    ScenarioRevised,
    SolutionPublished,
    SolutionRevised,
)
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.reactions import refresh
from scenariowiki.scenarios.rules.states import Result, RevisionKind, State
from scenariowiki.sops import policy
from scenariowiki.sops.commands import ending, proposing, reviewing, sources, withdrawing
from scenariowiki.sops.models import PageReview, Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.queries.evidence import evidence_of
from scenariowiki.sops.rules.promotion import lacking
from scenariowiki.sops.rules.reviews import RIVAL_MARGIN, Found, ReviewReason

OF_THE_SITUATION = frozenset({"title", "situation"})
BY_MERGING = frozenset({RevisionKind.MERGE.value, RevisionKind.UNMERGE.value})


def look_at_outcome(uow: UnitOfWork, recorded: Recorded) -> None:
    """Suspend an SOP whose solution did harm; have failures and better rivals looked at."""
    event = recorded.event
    assert isinstance(event, OutcomeVerified)  # noqa: S101 - as wiring registers it
    by = accounts.get_actor(uow.session, recorded.actor_id)
    used = uow.session.get_one(Solution, event.solution_id).canonical_id
    scenario = uow.session.get_one(Scenario, event.scenario_id)
    held = list(_held(uow, scenario.id))
    for sop, version in held:
        is_its_own = uow.session.get_one(Solution, version.solution_id).canonical_id == used
        if is_its_own and event.result == Result.HARMFUL:
            if sop.suspended_at is None:
                ending.set_suspended(uow, by, sop, scenario, version, outcome_id=event.outcome_id)
            reviewing.ask_review(uow, scenario.id, ReviewReason.HARMFUL_OUTCOME, sop=sop)
        elif is_its_own and event.result == Result.FAILED:
            reviewing.ask_review(uow, scenario.id, ReviewReason.FAILED_OUTCOME, sop=sop)
        elif not is_its_own and event.result == Result.SOLVED and _is_better(uow, used, version, recorded):
            reviewing.ask_review(uow, scenario.id, ReviewReason.BETTER_RIVAL, sop=sop)
    if not held and event.result == Result.HARMFUL and scenario.state == State.PUBLISHED:
        reviewing.ask_review(uow, scenario.id, ReviewReason.HARMFUL_OUTCOME)


def look_at_rival(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have an SOP looked at beside which a solution is published that does clearly better already."""
    event = recorded.event
    assert isinstance(event, SolutionPublished)  # noqa: S101 - as wiring registers it
    rival = uow.session.get_one(Solution, event.solution_id).canonical_id
    for sop, version in _held(uow, event.scenario_id):
        is_its_own = uow.session.get_one(Solution, version.solution_id).canonical_id == rival
        if not is_its_own and _is_better(uow, rival, version, recorded):
            reviewing.ask_review(uow, event.scenario_id, ReviewReason.BETTER_RIVAL, sop=sop)


def look_at_source(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have an SOP looked at whose source was edited (M26); a mere change of script is none."""
    event = recorded.event
    assert isinstance(event, SolutionRevised | ScenarioRevised)  # noqa: S101 - as wiring registers it
    if event.script_only or event.kind in BY_MERGING:
        return
    for sop, version in _held(uow, event.scenario_id):
        if isinstance(event, SolutionRevised):
            edited = uow.session.get_one(Solution, event.solution_id).canonical_id
            concerned = uow.session.get_one(Solution, version.solution_id).canonical_id == edited
        else:
            concerned = not OF_THE_SITUATION.isdisjoint(event.changed)
        if concerned:
            reviewing.ask_review(uow, event.scenario_id, ReviewReason.SOURCE_EDITED, sop=sop)


def follow_decision(uow: UnitOfWork, recorded: Recorded) -> None:
    """Do what the queue decided about a review: it stays as it is, or its next version is begun."""
    event = recorded.event
    assert isinstance(event, QueueItemDecided)  # noqa: S101 - as wiring registers it
    if event.kind != ItemKind.STALE_REVIEW or event.verdict == Verdict.ARCHIVE:
        return
    item = uow.session.get_one(QueueItem, event.item_id)
    by = accounts.get_actor(uow.session, recorded.actor_id)
    sop = uow.session.get(Sop, item.facts.get("sop_id", 0))
    withdrawing.remember(uow, item, sop)
    if event.verdict == Verdict.REVISE:
        found = Found.TO_REVISE
        if sop is not None and _may_begin(uow, sop):
            proposing.begin_version(uow, by, sop.id)
        reviewing.note_review(uow, by, item.scenario_id, found, item.note, sop_id=sop.id if sop else None)
    elif sop is None:
        reviewing.renew_reviewed(uow, by, item.scenario_id, item.note)
    elif policy.may_renew(by, sop.owner_id) and sop.in_force_on and sop.suspended_at is None:
        ending.renew_sop(uow, by, sop.id, item.note or "–")
    else:
        reviewing.note_review(uow, by, item.scenario_id, Found.STILL_RIGHT, item.note, sop_id=sop.id)


def _may_begin(uow: UnitOfWork, sop: Sop) -> bool:
    """Tell whether a next version can be begun: none is being worked on, and its source is not archived."""
    last = loading.effective_version(uow.session, sop.id)
    if last is None or sop.in_force_on is None or loading.open_version(uow.session, sop.id) is not None:
        return False
    return sources.has_source(uow.session, loading.scenario_of(uow.session, sop), last.solution_id)


def take_decision_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Undo what a decision about a review did, when it is taken back within the minute (Q9)."""
    event = recorded.event
    assert isinstance(event, QueueDecisionWithdrawn)  # noqa: S101 - as wiring registers it
    if event.kind == ItemKind.STALE_REVIEW:
        by = accounts.get_actor(uow.session, recorded.actor_id)
        withdrawing.take_back(uow, by, uow.session.get_one(QueueItem, event.item_id))


def start_clock(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give a scenario its review clock when it is published, many of an import at once."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - wiring registers page events only
    uow.gather(_start, event.scenario_id)


def refresh_checked(uow: UnitOfWork, recorded: Recorded) -> None:
    """Refresh every page that names as its checker somebody who goes by another name."""
    event = recorded.event
    assert isinstance(event, AccountChanged)  # noqa: S101 - as wiring registers it
    if "display_name" in event.fields:
        checked = select(PageReview.scenario_id).where(PageReview.checked_by == event.account_id)
        refresh(uow, uow.session.scalars(checked).all())


def _start(uow: UnitOfWork, scenario_ids: object) -> None:
    assert isinstance(scenario_ids, list)  # noqa: S101 - as the unit of work gathers them
    reviewing.start_clocks(uow, scenario_ids)


def _held(uow: UnitOfWork, scenario_id: int) -> Iterator[tuple[Sop, SopVersion]]:
    for sop in loading.in_force(uow.session, scenario_id):
        version = loading.effective_version(uow.session, sop.id)
        if version is not None:
            yield sop, version


def _is_better(uow: UnitOfWork, rival_id: int | None, version: SopVersion, recorded: Recorded) -> bool:
    """Tell whether another solution's evidence is whole and clearly better than that of an SOP's own."""
    own = uow.session.get_one(Solution, version.solution_id).canonical_id
    chosen = select(Solution).where(Solution.id == rival_id, Solution.state == State.PUBLISHED)
    rival = uow.session.scalar(chosen)
    if rival is None or own is None:
        return False
    found = evidence_of(uow.session, (rival.id, own), recorded.business_day)
    return not lacking(found[rival.id]) and found[rival.id].low > found[own].low + RIVAL_MARGIN
