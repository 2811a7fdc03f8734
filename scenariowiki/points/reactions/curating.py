"""What decisions of the queue earn (P8), and what they decide about awards: suspicions and appeals."""

from scenariowiki.curation.events import QueueDecisionWithdrawn, QueueItemDecided
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, ripen, take_back
from scenariowiki.points.commands.holding import earn, held_in
from scenariowiki.points.commands.reissuing import bring_back
from scenariowiki.points.events import PointsAppealed
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.earning import is_own
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.limits import Limits
from scenariowiki.points.rules.reasons import MADE_GOOD, Reason

CURATED = "P8"


@unless_behind
def reward_decision(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give P8 to whoever decided, the same for every verdict; once for a pair (PM4), if it is paid at all."""
    event = recorded.event
    assert isinstance(event, QueueItemDecided)  # noqa: S101 - as wiring registers it
    item = uow.session.get(QueueItem, event.item_id)
    pair = _pair(event)
    if item is None or not event.is_paid or _was_paid(uow, item, pair):
        return
    limits = tariff_on(uow.session, recorded.business_day).limits["G1"]
    for account_id in event.deciders:
        if not _has_a_share(uow, item, account_id, limits):
            earn(uow, _earned(recorded, item, account_id, pair))


@unless_behind
def take_decision_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Void P8 of a decision that was withdrawn: as if it had not been made (Q9)."""
    event = recorded.event
    assert isinstance(event, QueueDecisionWithdrawn)  # noqa: S101 - as wiring registers it
    for award in awards.of_item(uow.session, event.item_id, event.deciders):
        take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.WITHDRAWN)


@unless_behind
def decide_awards(uow: UnitOfWork, recorded: Recorded) -> None:
    """Do what was decided about held awards, or about one that was taken back."""
    event = recorded.event
    assert isinstance(event, QueueItemDecided)  # noqa: S101 - as wiring registers it
    item = uow.session.get(QueueItem, event.item_id)
    if item is None:
        return
    if event.kind == ItemKind.FRAUD:
        _decide_case(uow, item, event.verdict, recorded.actor_id)
    elif event.kind == ItemKind.POINTS_APPEAL and event.verdict == Verdict.OVERTURN:
        award = uow.session.get(Award, item.facts.get("award_id"))
        if award is not None and award.state == AwardState.REVERSED and not _is_made_good(uow, award):
            bring_back(uow, award, actor_id=recorded.actor_id, reason=Reason.APPEALED)


def _is_made_good(uow: UnitOfWork, award: Award) -> bool:
    return award.reason in MADE_GOOD or awards.was_given_again(uow.session, award)


def name_concerned(uow: UnitOfWork, recorded: Recorded) -> None:
    """Note on an appeal who caused the award and who took it back: they do not decide it (G11)."""
    event = recorded.event
    assert isinstance(event, PointsAppealed)  # noqa: S101 - as wiring registers it
    item, award = uow.session.get(QueueItem, event.item_id), uow.session.get(Award, event.award_id)
    if item is not None and award is not None:
        involved = {award.caused_by, *awards.taken_by(uow.session, award.id)}
        item.facts = {**item.facts, "involved": sorted(involved)}


def _decide_case(uow: UnitOfWork, item: QueueItem, verdict: str, actor_id: int) -> None:
    for award in held_in(uow, item):
        if verdict == Verdict.VOID:
            take_back(uow, award, actor_id=actor_id, reason=Reason.FRAUD)
        elif award.state == AwardState.HELD:
            release(uow, award)


def release(uow: UnitOfWork, award: Award) -> None:
    """Let a held award count: at once, or when it would have ripened."""
    award.facts = {**award.facts, "released": True}
    if award.due_at is not None and award.due_at > uow.now:
        award.state = AwardState.PENDING
        return
    ripen(uow, award)


def _pair(event: QueueItemDecided) -> str | None:
    return None if event.pair is None else f"{event.kind}:{min(event.pair)}:{max(event.pair)}"


def _was_paid(uow: UnitOfWork, item: QueueItem, pair: str | None) -> bool:
    if pair is None:
        return bool(awards.of_item_any(uow.session, item.id))
    return awards.of_pair(uow.session, pair, [item.scenario_id, item.other_scenario_id or item.scenario_id])


def _has_a_share(uow: UnitOfWork, item: QueueItem, account_id: int, limits: Limits) -> bool:
    """Tell whether somebody wrote a part of what they decided on (G1)."""
    return any(
        account_id in stake.authors or is_own(stake.shares.get(account_id, 0.0), limits)
        for stake in subjects.stakes_in(uow.session, item)
    )


def _earned(recorded: Recorded, item: QueueItem, account_id: int, pair: str | None) -> Earned:
    return Earned(
        event_id=recorded.id,
        rule=CURATED,
        account_id=account_id,
        cap_day=recorded.business_day,
        occurred_at=recorded.occurred_at,
        caused_by=account_id,
        scenario_id=item.scenario_id,
        solution_id=item.solution_id,
        facts={"item": item.id, "kind": item.kind, **({"pair": pair} if pair else {})},
    )
