"""Drawing scenarios for a coach to look at: on request, or once a month by themselves."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import exists, select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.quality import policy
from scenariowiki.quality.events import PickPassedOver, SampleDrawn
from scenariowiki.quality.models import QualityPick, QualitySample
from scenariowiki.quality.queries import candidates, checklists, reviews
from scenariowiki.quality.rules.checklist import Checklist
from scenariowiki.quality.rules.drawing import Candidate, in_order
from scenariowiki.quality.rules.passing import PassReason
from scenariowiki.scenarios.commands.turns import take_turn
from scenariowiki.scenarios.policy import require

# Nobody else draws meanwhile: what waits for one coach is for no other.
DRAWS = "quality_draws"


def draw_sample(uow: UnitOfWork, coach: Actor, *, seed: str) -> QualitySample:
    """Draw a sample for a coach who asks; records SampleDrawn.

    Raises Conflict: `sample_waits` while an earlier one is not looked through, `nothing_to_draw`.
    """
    require(policy.may_review(coach))
    take_turn(uow.session, DRAWS)
    if reviews.count_open_picks(uow.session, coach, now=uow.now):
        raise Conflict("sample_waits")
    sample = _draw(uow, coach, checklists.current_checklist(uow.session), seed)
    if sample is None:
        raise Conflict("nothing_to_draw")
    return sample


def list_without_sample(uow: UnitOfWork) -> Sequence[Actor]:
    """List the coaches who have not been given a sample this month, where the centre wants that."""
    if not checklists.current_checklist(uow.session).monthly:
        return []
    coaches = [
        accounts.get_actor(uow.session, one) for one in sorted(facts.holders_of(uow.session, Role.COACH))
    ]
    return [one for one in coaches if not _has_sample(uow, one)]


def draw_monthly(uow: UnitOfWork, coach: Actor, *, seed: str) -> bool:
    """Draw this month's sample for a coach, once; False where there is nothing to draw.

    Nothing piles up: while an earlier sample waits, no other comes.
    """
    take_turn(uow.session, DRAWS)
    if _has_sample(uow, coach) or reviews.count_open_picks(uow.session, coach, now=uow.now):
        return False
    checklist = checklists.current_checklist(uow.session)
    return _draw(uow, coach, checklist, seed, month=_month(uow, coach)) is not None


def pass_over(uow: UnitOfWork, coach: Actor, pick_id: int, reason: str) -> None:
    """Leave a drawn scenario to somebody else, with the reason; records PickPassedOver."""
    require(policy.may_review(coach))
    if reason not in set(PassReason):
        raise Invalid(fields={"reason": "not_a_choice"})
    uow.session.get(QualityPick, pick_id, with_for_update=True)
    found = reviews.get_open_pick(uow.session, coach, pick_id, now=uow.now)
    pick = uow.session.get_one(QualityPick, found.id)
    pick.passed_at, pick.pass_reason = uow.now, reason
    uow.record(
        PickPassedOver(pick_id=pick.id, scenario_id=found.scenario_id, reason=reason),
        by=coach,
    )


def _draw(
    uow: UnitOfWork, coach: Actor, checklist: Checklist, seed: str, *, month: dt.date | None = None
) -> QualitySample | None:
    rest = dt.timedelta(days=checklist.rest_days)
    found = candidates.list_candidates(uow.session, coach, now=uow.now, rest=rest)
    seen = candidates.seen_of_late(uow.session, now=uow.now)
    chosen = list(islice(_fair(uow, coach, in_order(found, seed=seed, seen=seen)), checklist.size))
    if not chosen:
        return None
    counts = Counter(one.group for one in found)
    sample = QualitySample(
        coach_id=coach.id,
        month=month,
        seed=seed,
        size=checklist.size,
        frame=[[*group, counts[group], seen[group]] for group in sorted(counts)],
        drawn_at=uow.now,
    )
    uow.session.add(sample)
    uow.session.flush()
    uow.session.add_all(_picks(sample, chosen))
    event = SampleDrawn(
        sample_id=sample.id, coach_id=coach.id, scenario_ids=tuple(one.scenario_id for one in chosen)
    )
    uow.record(event, by=coach)
    return sample


def _fair(uow: UnitOfWork, coach: Actor, ordered: Iterator[Candidate]) -> Iterator[Candidate]:
    """Leave out what the coach wrote much of; who wrote what is looked up for a few at a time."""
    while some := list(islice(ordered, 12)):
        free = candidates.without_conflict(uow.session, coach, [one.scenario_id for one in some])
        yield from (one for one in some if one.scenario_id in free)


def _picks(sample: QualitySample, chosen: Sequence[Candidate]) -> Iterator[QualityPick]:
    for place, one in enumerate(chosen, start=1):
        yield QualityPick(
            sample_id=sample.id,
            coach_id=sample.coach_id,
            scenario_id=one.scenario_id,
            place=place,
            category_id=one.category_id,
            team_id=one.team_id,
            drawn_at=sample.drawn_at,
        )


def _has_sample(uow: UnitOfWork, coach: Actor) -> bool:
    own = (QualitySample.coach_id == coach.id, QualitySample.month == _month(uow, coach))
    return bool(uow.session.scalar(select(exists().where(*own))))


def _month(uow: UnitOfWork, coach: Actor) -> dt.date:
    return clock.business_day(uow.now, coach.timezone, coach.cutover).replace(day=1)
