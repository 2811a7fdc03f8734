"""The statements of the leaderboard of people, made once: every request only fills in its values."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import BoardVisibility
from scenariowiki.points.models import PeriodScore, PersonScore

EVERYBODY = 1_000_000  # a limit keeps the order of what is read first
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Statements:
    """What a board asks: see the functions below."""

    first: Any
    own: Any
    unseen: Any
    around: Any
    ranks: Any
    everybody: Any


@lru_cache(maxsize=32)
def statements(*, in_team: bool, sites: frozenset[int]) -> Statements:
    """Make the statements of boards: of everybody or within a team, `sites` being on none."""
    unseen = _unseen(sites)
    return Statements(
        first=_first(_scores(in_team=True), unseen) if in_team else _first_of_all(unseen),
        own=_own(in_team, unseen),
        unseen=select(Account.id).where(Account.id == bindparam("id"), unseen),
        around=_around(in_team, unseen),
        ranks=_ranks(_scores(in_team=in_team), unseen),
        everybody=_everybody(_scores(in_team=in_team), unseen),
    )


def _unseen(sites: frozenset[int]) -> ColumnElement[bool]:
    """Say who is on no board: who hides, who has left, and who works where boards are off (B6)."""
    hidden = or_(Account.board_visibility == BoardVisibility.HIDDEN.value, Account.disabled_at > LONG_AGO)
    return or_(hidden, Account.site_id.in_(sorted(sites))) if sites else hidden


def _scores(*, in_team: bool, name: str = "scores") -> FromClause:
    """Select everybody's score of a period, or what they earned in one team of it (B7)."""
    period: Any = bindparam("period")
    start: Any = bindparam("start")
    if not in_team:
        t = PersonScore
        columns = (t.account_id, t.score, t.outcome, t.activity, t.applied, t.last_id)
        return select(*columns).where(t.period == period, t.start == start).subquery(name)
    p = PeriodScore
    outcome, activity = func.sum(p.outcome), func.sum(p.activity)
    bound = outcome + bindparam("floor")
    return (
        select(
            p.account_id,
            (outcome + case((activity < bound, activity), else_=bound)).label("score"),
            outcome.label("outcome"),
            activity.label("activity"),
            func.sum(p.adopted).label("applied"),
            func.max(p.last_id).label("last_id"),
        )
        .where(p.period == period, p.start == start, p.team_id == bindparam("team"))
        .group_by(p.account_id)
        .subquery(name)
    )


def _hidden(scores: FromClause, unseen: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Account.id == scores.c.account_id, unseen)


def _seen(scores: FromClause, unseen: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(scores.c.score > 0, ~_hidden(scores, unseen))


def _order(c: Any, *, backwards: bool = False) -> tuple[ColumnElement[Any], ...]:
    """Order within a tie: more that was applied, then who had it first (B4)."""
    if backwards:
        return c.score.asc(), c.applied.asc(), c.last_id.desc(), c.account_id.desc()
    return c.score.desc(), c.applied.desc(), c.last_id.asc(), c.account_id.asc()


def _first(scores: FromClause, unseen: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*scores.c).where(_seen(scores, unseen)).order_by(*_order(scores.c)).limit(bindparam("limit"))
    )


def _first_of_all(unseen: ColumnElement[bool]) -> Select[Any]:
    """Select the first ones by the index of scores, which alone tells how far down it has to be read.

    All who share the last score are read and put in order; SQLite would else sort everybody.
    """
    scores, others = _scores(in_team=False), _scores(in_team=False, name="others")
    best = select(others.c.score).where(_seen(others, unseen)).order_by(others.c.score.desc())
    least = select(func.min(best.limit(bindparam("limit")).subquery("best").c.score)).scalar_subquery()
    near = select(*scores.c).where(_seen(scores, unseen), scores.c.score >= least)
    near_ones = near.order_by(scores.c.score.desc()).limit(EVERYBODY).subquery("near")
    return select(near_ones).order_by(*_order(near_ones.c)).limit(bindparam("limit"))


def _own(in_team: bool, unseen: ColumnElement[bool]) -> Select[Any]:  # noqa: FBT001 - as above
    """Select one's own row; how many are ahead, by the index alone, and how many of them are not seen."""
    mine, others = _scores(in_team=in_team, name="mine"), _scores(in_team=in_team, name="others")
    ahead = select(func.count()).select_from(others).where(others.c.score > mine.c.score)
    hidden = ahead.where(others.c.account_id.in_(select(Account.id).where(unseen)))
    tied = (
        select(func.count())
        .select_from(others)
        .where(others.c.score == mine.c.score, _ahead_in_tie(others.c, mine.c), _seen(others, unseen))
    )
    return select(
        *mine.c,
        _hidden(mine, unseen).label("hidden"),
        ahead.scalar_subquery().label("ahead"),
        hidden.scalar_subquery().label("unseen_ahead"),
        tied.scalar_subquery().label("ties"),
    ).where(mine.c.account_id == bindparam("id"))


def _ahead_in_tie(c: Any, own: Any) -> ColumnElement[bool]:
    first = or_(c.last_id < own.last_id, and_(c.last_id == own.last_id, c.account_id < own.account_id))
    return or_(c.applied > own.applied, and_(c.applied == own.applied, first))


class _Me:
    """One's own row as parameters."""

    score: Any = bindparam("score")
    applied: Any = bindparam("applied")
    last_id: Any = bindparam("last")
    account_id: Any = bindparam("me")


def _around(in_team: bool, unseen: ColumnElement[bool]) -> Any:  # noqa: FBT001 - as above
    """Select the nearest before, each with how many lie between, and the nearest after, with -1.

    They are chosen first: counting for everybody before them takes a tenth of a second.
    """
    scores, others = _scores(in_team=in_team), _scores(in_team=in_team, name="others")
    c = scores.c
    most: Any = bindparam("around")
    ahead = and_(c.score >= _Me.score, or_(c.score > _Me.score, _ahead_in_tie(c, _Me)))
    is_me = c.account_id == _Me.account_id
    behind = and_(c.score <= _Me.score, or_(c.score < _Me.score, ~_ahead_in_tie(c, _Me)), ~is_me)
    before = select(*c).where(_seen(scores, unseen), ahead).order_by(*_order(c, backwards=True))
    after = select(*c).where(_seen(scores, unseen), behind).order_by(*_order(c))
    one, other = before.limit(most).subquery("before"), after.limit(most).subquery("after")
    between = (
        select(func.count())
        .select_from(others)
        .where(others.c.score > _Me.score, others.c.score <= one.c.score, _seen(others, unseen))
        .correlate(one)
        .scalar_subquery()
    )
    return union_all(select(*one.c, between.label("between")), select(*other.c, literal(-1)))


def _ranks(scores: FromClause, unseen: ColumnElement[bool]) -> Select[Any]:
    rank = func.rank().over(order_by=scores.c.score.desc()).label("rank")
    ranks = select(scores.c.account_id, rank).where(_seen(scores, unseen)).subquery()
    return select(ranks).where(ranks.c.account_id.in_(bindparam("ids", expanding=True)))


def _everybody(scores: FromClause, unseen: ColumnElement[bool]) -> Select[Any]:
    hidden = _hidden(scores, unseen).label("hidden")
    return select(*scores.c, hidden).where(scores.c.score > 0).order_by(*_order(scores.c))
