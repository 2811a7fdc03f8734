"""What scores are made of, how they were before, and how one's own went lately (B5)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Award, PersonScore, Transfer
from scenariowiki.points.queries.leaderboard import Wanted, ranks_in
from scenariowiki.points.queries.leaderboard_frozen import find_freeze, frozen_facts
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.periods import Period, freezes_on, next_start
from scenariowiki.points.rules.ranking import Part, StepKind, last_starts, part_of, previous_start

Parts = Mapping[Part, int]


def parts_of(session: Session, wanted: Wanted, ids: Sequence[int]) -> dict[int, Parts]:
    """Return what the points of some people were earned with."""
    if not ids:
        return {}
    if wanted.team_id is None and find_freeze(session, wanted.period, wanted.start):
        frozen = frozen_facts(session, wanted.period, wanted.start, ids)
        return {
            id_: {part: row.facts["parts"].get(part.value, 0) for part in Part} for id_, row in frozen.items()
        }
    return live_parts(session, wanted, ids)


def live_parts(session: Session, wanted: Wanted, ids: Sequence[int]) -> dict[int, Parts]:
    """Add up the awards that count in a period, by what they were earned with.

    One taken back after the period had frozen still counts in it (L13).
    """
    counts = Award.state == AwardState.POSTED
    freezes = freezes_on(wanted.period, wanted.start)
    if freezes is not None:
        later = exists().where(
            Transfer.award_id == Award.id, Transfer.scored == -1, Transfer.posted_day >= freezes
        )
        counts = or_(counts, (Award.state == AwardState.REVERSED) & later)
    of_solution = Award.solution_id.is_not(None)
    chosen = (
        select(
            Award.account_id, Award.rule, of_solution.label("solved"), func.sum(Award.amount).label("points")
        )
        .where(Award.account_id.in_(ids), Award.effective_day >= wanted.start, counts)
        .group_by(Award.account_id, Award.rule, of_solution)
    )
    if after := next_start(wanted.period, wanted.start):
        chosen = chosen.where(Award.effective_day < after)
    if wanted.team_id is not None:
        chosen = chosen.where(Award.team_id == wanted.team_id)
    found: dict[int, Counter[Part]] = {id_: Counter() for id_ in ids}
    for row in session.execute(chosen):
        found[row.account_id][part_of(row.rule, of_solution=bool(row.solved))] += int(row.points)
    return dict(found)


def ranks_before(session: Session, wanted: Wanted, ids: Sequence[int]) -> dict[int, int]:
    """Return the ranks that some people had in the period before."""
    start = previous_start(wanted.period, wanted.start)
    if start is None or not ids:
        return {}
    if wanted.team_id is None and find_freeze(session, wanted.period, start):
        frozen = frozen_facts(session, wanted.period, start, ids)
        return {id_: row.rank for id_, row in frozen.items() if row.place}
    return ranks_in(session, Wanted(period=wanted.period, start=start, team_id=wanted.team_id), ids)


def worth_on(session: Session, day: dt.date) -> dict[StepKind, int]:
    """Return what one of each of the steps that a board suggests is worth by the tariff of a day."""
    rules = tariff_on(session, day).rules
    asked = {
        StepKind.SHARE: ("P1", "each"),
        StepKind.REPORT: ("P6", "each"),
        StepKind.SOLUTION: ("P2", "solution"),
    }
    return {kind: rules[code].amount(what) if code in rules else 0 for kind, (code, what) in asked.items()}


def own_trend(
    session: Session, account_id: int, period: Period, start: dt.date
) -> Sequence[tuple[dt.date, int]]:
    """Return somebody's scores of the last eight periods up to one, the oldest first."""
    starts = last_starts(period, start)
    rows = session.execute(
        select(PersonScore.start, PersonScore.score).where(
            PersonScore.account_id == account_id,
            PersonScore.period == period.value,
            PersonScore.start.in_(starts),
        )
    )
    scores = {row.start: row.score for row in rows}
    return [(one, scores.get(one, 0)) for one in starts]
