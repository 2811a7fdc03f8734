"""Published scenarios that nobody uses and nobody verified: what the clock proposes for the archive (R51)."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.feedback.models import Reuse
from scenariowiki.scenarios.models import Outcome, Scenario, Solution, ViewCount
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.models import PageReview, ReviewNote
from scenariowiki.sops.queries.asked import page_is_asked
from scenariowiki.sops.rules.reviews import ReviewReason

NIGHT = dt.time(tzinfo=dt.UTC)


def list_unused(session: Session, since: dt.date, *, limit: int) -> Sequence[int]:
    """List published scenarios, by number, where nothing happened since a day and nobody stands by them.

    Left out: emergencies, which are kept in case; what an SOP or a validated solution stands on; what was
    looked at since; what waits in the queue already.
    """
    moment = dt.datetime.combine(since, NIGHT)
    chosen = (
        select(Scenario.id)
        .where(
            Scenario.state == State.PUBLISHED,
            Scenario.published_at < moment,
            Scenario.updated_at < moment,
            Scenario.emergency.is_(False),
            Scenario.has_sop.is_(False),
            ~_happened(since, moment),
            ~_vouched(moment),
        )
        .order_by(Scenario.no)
        .limit(limit)
    )
    return session.scalars(chosen).all()


def count_waiting(session: Session) -> int:
    """Count the proposals that nobody has decided yet."""
    told = cast(QueueItem.facts, String).like(f'%"{ReviewReason.UNUSED.value}"%')
    waiting = select(func.count()).where(
        QueueItem.kind == ItemKind.STALE_REVIEW, QueueItem.closed_at.is_(None), told
    )
    return session.scalar(waiting) or 0


def numbers_of(session: Session, scenario_ids: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """Count what ever happened on some pages, merged ones included: views, last_view, uses, outcomes."""
    member = aliased(Scenario)
    group = (member.canonical_id, member.canonical_id.in_(scenario_ids))
    read = (
        select(group[0], func.sum(ViewCount.count), func.max(ViewCount.day))
        .join(member, member.id == ViewCount.scenario_id)
        .where(group[1])
        .group_by(group[0])
    )
    views = {row[0]: (int(row[1]), row[2].isoformat()) for row in session.execute(read)}
    counted = {}
    for name, table in (("uses", Reuse), ("outcomes", Outcome)):
        rows = (
            select(group[0], func.count())
            .select_from(table)
            .join(Solution, Solution.id == table.solution_id)
            .join(member, member.id == Solution.scenario_id)
            .where(group[1])
            .group_by(group[0])
        )
        counted[name] = {row[0]: row[1] for row in session.execute(rows)}
    return {
        id_: {
            "views": views.get(id_, (0, None))[0],
            "last_view": views.get(id_, (0, None))[1],
            **{name: found.get(id_, 0) for name, found in counted.items()},
        }
        for id_ in scenario_ids
    }


def _happened(since: dt.date, moment: dt.datetime) -> ColumnElement[bool]:
    """Tell whether a page, or one merged into it, was read, used or reported on since a day."""
    member, held = aliased(Scenario), aliased(Solution)
    group = member.canonical_id == Scenario.id
    seen = (
        exists().where(group, ViewCount.scenario_id == member.id, ViewCount.day >= since).correlate(Scenario)
    )
    kept = (group, held.scenario_id == member.id)
    used = exists().where(*kept, Reuse.solution_id == held.id, Reuse.day >= since).correlate(Scenario)
    told = (
        exists()
        .where(*kept, Outcome.solution_id == held.id, Outcome.created_at >= moment)
        .correlate(Scenario)
    )
    return or_(seen, used, told)


def _vouched(moment: dt.datetime) -> ColumnElement[bool]:
    """Tell whether somebody stands by a page: a validated solution, a look of late, or an item that waits."""
    member, held = aliased(Scenario), aliased(Solution)
    proven = (
        exists()
        .where(member.canonical_id == Scenario.id, held.scenario_id == member.id, held.validated.is_(True))
        .correlate(Scenario)
    )
    checked = (
        exists()
        .where(PageReview.scenario_id == Scenario.id, PageReview.checked_at >= moment)
        .correlate(Scenario)
    )
    looked = (
        exists().where(ReviewNote.scenario_id == Scenario.id, ReviewNote.at >= moment).correlate(Scenario)
    )
    return or_(proven, checked, looked, page_is_asked())
