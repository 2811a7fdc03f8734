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
    scores, others = _scores(in_team=in_team), _scores(in_team=in_team, name="others")
    return Statements(
        first=_foremost(scores, _seen(scores, unseen), bindparam("limit")),
        own=_own(scores, others, unseen),
        unseen=select(Account.id).where(Account.id == bindparam("id"), unseen),
        around=_around(scores, others, unseen),
        ranks=_ranks(scores, unseen),
        everybody=_everybody(scores, unseen),
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


def _foremost(
    scores: FromClause, among: ColumnElement[bool], most: Any, *, backwards: bool = False
) -> Select[Any]:
    """Select the first ones by the index of scores, which alone tells how far it has to be read.

    All who share the last score are read and put in order; else everybody would be sorted.
    """
    score = scores.c.score.asc() if backwards else scores.c.score.desc()
    best = select(scores.c.score).where(among).order_by(score).limit(most).subquery("best")
    last = select(func.max(best.c.score) if backwards else func.min(best.c.score)).scalar_subquery()
    until = scores.c.score <= last if backwards else scores.c.score >= last
    near = select(*scores.c).where(among, until).order_by(score).limit(EVERYBODY).subquery("near")
    return select(near).order_by(*_order(near.c, backwards=backwards)).limit(most)


def _own(mine: FromClause, others: FromClause, unseen: ColumnElement[bool]) -> Select[Any]:
    """Select one's own row, and how many of those seen are ahead, by the index of scores alone."""
    among = others.c.account_id.not_in(select(Account.id).where(unseen))
    ahead = select(func.count()).select_from(others).where(others.c.score > mine.c.score, among)
    tied = (
        select(func.count())
        .select_from(others)
        .where(others.c.score == mine.c.score, _ahead_in_tie(others.c, mine.c), _seen(others, unseen))
    )
    return select(
        *mine.c,
        _hidden(mine, unseen).label("hidden"),
        ahead.scalar_subquery().label("ahead"),
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


def _around(scores: FromClause, others: FromClause, unseen: ColumnElement[bool]) -> Any:
    """Select the nearest before, each with how many lie between, and the nearest after, with -1.

    They are chosen first: counting for everybody before them takes a tenth of a second.
    """
    c = scores.c
    most: Any = bindparam("around")
    ahead = and_(c.score >= _Me.score, or_(c.score > _Me.score, _ahead_in_tie(c, _Me)))
    is_me = c.account_id == _Me.account_id
    behind = and_(c.score <= _Me.score, or_(c.score < _Me.score, ~_ahead_in_tie(c, _Me)), ~is_me)
    seen = _seen(scores, unseen)
    one = _foremost(scores, and_(seen, ahead), most, backwards=True).subquery("before")
    other = _foremost(scores, and_(seen, behind), most).subquery("after")
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
