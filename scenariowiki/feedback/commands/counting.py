"""Counting gaps anew from who looked for them when, and forgetting what is older than eight weeks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from scenariowiki.feedback.models import Gap, GapRequest, GapSaying, GapSearch, GapWatermark
from scenariowiki.feedback.rules.gaps import SAID_FROM, WEEK, WEEKS, GapState, weekly
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import SearchLog


def recount(session: Session, gap_ids: Collection[int], today: dt.date) -> None:
    """Repeat on gaps and sayings how often, by how many people and teams, in which weeks they were wanted."""
    session.flush()
    searches, asked = _searches(session, gap_ids), _asked(session, gap_ids)
    sayings = _sayings(session, gap_ids)
    for gap in session.scalars(select(Gap).where(Gap.id.in_(gap_ids))):
        rows, wanting = searches[gap.id], asked[gap.id]
        gap.searches = len(rows)
        gap.people = len({row.account_id for row in rows} | set(wanting))
        gap.teams = len({row.team_id for row in rows} - {None})
        gap.weeks = weekly((row.day for row in rows), today)
        _count_sayings(gap, sayings[gap.id], rows, is_asked=bool(wanting))


def forget_old(session: Session, today: dt.date) -> int:
    """Drop searches older than eight weeks, and the gaps that nobody wants any more; return how many."""
    session.execute(delete(GapSearch).where(GapSearch.day <= today - WEEKS * WEEK))
    # Whoever takes or asks for one now comes first.
    session.scalars(select(Gap.id).where(Gap.id.in_(_unwanted())).order_by(Gap.id).with_for_update()).all()
    gone = list(session.scalars(_unwanted()))
    session.execute(delete(GapSaying).where(GapSaying.gap_id.in_(gone)))
    session.execute(delete(Gap).where(Gap.id.in_(gone), Gap.state == GapState.WANTED))
    return len(gone)


def forget_log(session: Session, now: dt.datetime) -> None:
    """Drop what was searched more than eight weeks ago and is gathered: who typed what is not kept."""
    gathered = select(GapWatermark.search_id).scalar_subquery()
    session.execute(delete(SearchLog).where(SearchLog.id <= gathered, SearchLog.at <= now - WEEKS * WEEK))


def _unwanted() -> Select[int]:
    return (
        select(Gap.id)
        .outerjoin(GapSaying, GapSaying.gap_id == Gap.id)
        .outerjoin(GapSearch, GapSearch.saying_id == GapSaying.id)
        .outerjoin(GapRequest, GapRequest.gap_id == Gap.id)
        .where(Gap.state == GapState.WANTED)
        .group_by(Gap.id)
        .having(func.count(GapSearch.saying_id) == 0, func.count(GapRequest.gap_id) == 0)
    )


def _count_sayings(gap: Gap, sayings: Sequence[GapSaying], rows: Sequence[AnyRow], *, is_asked: bool) -> None:
    """Count each way of putting a gap; one that nobody asked for is called what most typed, two at least."""
    by_saying: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_saying[row.saying_id].append(row.account_id)
    for one in sayings:
        one.searches, one.people = len(by_saying[one.id]), len(set(by_saying[one.id]))
    said = [one for one in sayings if one.people >= SAID_FROM]
    if said and not is_asked:
        gap.title = max(said, key=lambda one: (one.people, one.searches, -one.id)).text
    if sayings:
        gap.last_at = max(gap.last_at, *(one.last_at for one in sayings))


def _searches(session: Session, gap_ids: Collection[int]) -> defaultdict[int, list[AnyRow]]:
    rows = session.execute(
        select(GapSaying.gap_id, GapSearch.saying_id, GapSearch.account_id, GapSearch.team_id, GapSearch.day)
        .join(GapSaying, GapSaying.id == GapSearch.saying_id)
        .where(GapSaying.gap_id.in_(gap_ids))
    )
    found: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.gap_id].append(row)
    return found


def _asked(session: Session, gap_ids: Collection[int]) -> defaultdict[int, list[int]]:
    rows = session.execute(
        select(GapRequest.gap_id, GapRequest.account_id).where(GapRequest.gap_id.in_(gap_ids))
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.gap_id].append(row.account_id)
    return found


def _sayings(session: Session, gap_ids: Collection[int]) -> defaultdict[int, list[GapSaying]]:
    found: defaultdict[int, list[GapSaying]] = defaultdict(list)
    for one in session.scalars(select(GapSaying).where(GapSaying.gap_id.in_(gap_ids)).order_by(GapSaying.id)):
        found[one.gap_id].append(one)
    return found
