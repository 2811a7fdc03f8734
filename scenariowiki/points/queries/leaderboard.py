"""The leaderboard of people: the first ones, one's own place and who stands around it (B4-B6, B9)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Site
from scenariowiki.accounts.rules import Actor, BoardVisibility
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import PeriodScore, PersonScore
from scenariowiki.points.queries.leaderboard_frozen import find_freeze, frozen_board
from scenariowiki.points.queries.standings import Board, Standing
from scenariowiki.points.rules.periods import FLOORS, Period
from scenariowiki.points.rules.ranking import AROUND, FEWEST, TOP, BoardKind

LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which board: a period by its first day, of everybody or within a team; `limit` of the first ones."""

    period: Period
    start: dt.date
    team_id: int | None = None
    limit: int = TOP


def board_of(session: Session, actor: Actor, wanted: Wanted) -> Board:
    """Return a board as one person sees it: a frozen one from its snapshot, others as they stand now.

    With fewer than ten to be shown there are no rows, and no rank (B5).
    """
    if wanted.team_id is None and find_freeze(session, wanted.period, wanted.start):
        board = frozen_board(session, actor.id, wanted.period, wanted.start, wanted.limit)
    else:
        board = _Live(session, wanted).board(actor.id)
    if board.is_shown:
        return board
    alone = replace(board.own, rank=None, place=0) if board.own else None
    return replace(board, rows=(), around=(), own=alone)


def sites_without(session: Session, kind: BoardKind) -> frozenset[int]:
    """Return the sites whose people are on no board of a kind, and see none (B6)."""
    rows = session.execute(select(Site.id, Site.boards_off))
    return frozenset(row.id for row in rows if kind.value in (row.boards_off or ()))


def ranks_in(session: Session, wanted: Wanted, ids: Sequence[int]) -> dict[int, int]:
    """Return the ranks that some people have, or had, on a board of which they are, or were, part."""
    if not ids:
        return {}
    return _Live(session, wanted).ranks(ids)


class _Live:
    """A board that still changes: scores of one period, among those who want to be seen."""

    def __init__(self, session: Session, wanted: Wanted) -> None:
        self._session = session
        self._wanted = wanted
        source = _scores(wanted).subquery("scores")
        self._c = source.c
        self._unseen = _unseen(sites_without(session, BoardKind.PEOPLE))
        self._is_hidden = exists().where(Account.id == self._c.account_id, self._unseen)
        self._earned = self._c.score > 0
        self._seen = and_(self._earned, ~self._is_hidden)

    def board(self, account_id: int) -> Board:
        """Return the board with one's own place and the places around it."""
        first = self._first(max(self._wanted.limit, FEWEST))
        own, is_unseen = self._own(account_id)
        around: tuple[Standing, ...] = ()
        if own is not None and own.rank is not None and not is_unseen and len(first) >= FEWEST:
            around = self._around(own, first)
            own = next(one for one in around if one.account_id == account_id)
        return Board(
            period=self._wanted.period,
            start=self._wanted.start,
            is_frozen=False,
            is_shown=len(first) >= FEWEST,
            is_hidden=is_unseen,
            rows=first[: self._wanted.limit],
            own=own,
            around=around,
        )

    def ranks(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the ranks of some people, each counted among all who are seen."""
        ranked = select(
            self._c.account_id, func.rank().over(order_by=self._c.score.desc()).label("rank")
        ).where(self._seen)
        ranks = ranked.subquery()
        found = self._session.execute(select(ranks).where(ranks.c.account_id.in_(ids)))
        return {row.account_id: row.rank for row in found}

    def _first(self, count: int) -> tuple[Standing, ...]:
        rows = self._session.execute(self._select().where(self._seen).order_by(*self._order()).limit(count))
        return _numbered(rows.all(), place=1, rank=1)

    def _own(self, account_id: int) -> tuple[Standing | None, bool]:
        """Return one's own place, however private it is, and whether others cannot see it."""
        chosen = select(*self._c, self._is_hidden.label("hidden"))
        row = self._session.execute(chosen.where(self._c.account_id == account_id)).one_or_none()
        if row is None:
            return None, self._is_unseen(account_id)
        rank = self._rank(row.score) if row.score > 0 else None
        return _standing(row, place=0, rank=rank), bool(row.hidden)

    def _is_unseen(self, account_id: int) -> bool:
        found = self._session.scalar(select(Account.id).where(Account.id == account_id, self._unseen))
        return found is not None

    def _rank(self, score: int) -> int:
        """Count who is ahead: all by the index alone, without those few who are not seen."""
        ahead = select(func.count()).select_from(self._c.account_id.table).where(self._c.score > score)
        unseen = ahead.where(self._c.account_id.in_(select(Account.id).where(self._unseen)))
        row = self._session.execute(select(ahead.scalar_subquery(), unseen.scalar_subquery())).one()
        return 1 + int(row[0]) - int(row[1])

    def _around(self, own: Standing, first: tuple[Standing, ...]) -> tuple[Standing, ...]:
        """Return the three before and the three after, from the first ones where they hold them all."""
        place = next((one.place for one in first if one.account_id == own.account_id), None)
        if place is not None and place + AROUND <= len(first):
            return first[max(place - 1 - AROUND, 0) : place + AROUND]
        before = self._beside(_before(self._c, own), backwards=True)[::-1]
        after = self._beside(_after(self._c, own), backwards=False)
        rank, ties = self._counts(own, before[0].score if before else own.score)
        rows = [*before, own, *after]
        return _numbered(rows, place=(own.rank or 1) + ties - len(before), rank=rank)

    def _beside(self, condition: ColumnElement[bool], *, backwards: bool) -> Sequence[Any]:
        order = self._order(backwards=backwards)
        rows = self._session.execute(
            self._select().where(self._seen, condition).order_by(*order).limit(AROUND)
        )
        return rows.all()

    def _counts(self, own: Standing, highest: int) -> tuple[int, int]:
        """Return the rank of the highest of those around, and how many of one's equals stand before one."""
        counted = select(func.count()).select_from(self._c.account_id.table).where(self._seen)
        between = counted.where(self._c.score > own.score, self._c.score <= highest)
        ties = counted.where(self._c.score == own.score, _before(self._c, own))
        row = self._session.execute(select(between.scalar_subquery(), ties.scalar_subquery())).one()
        return (own.rank or 1) - int(row[0]), int(row[1])

    def _select(self) -> Select[*tuple[Any, ...]]:
        return select(*self._c)

    def _order(self, *, backwards: bool = False) -> tuple[ColumnElement[Any], ...]:
        """Order within a tie: more that was applied, then who had it first (B4)."""
        c = self._c
        if backwards:
            return c.score.asc(), c.applied.asc(), c.last_id.desc(), c.account_id.desc()
        return c.score.desc(), c.applied.desc(), c.last_id.asc(), c.account_id.asc()


def _before(c: Any, own: Standing) -> ColumnElement[bool]:
    tied = or_(
        c.applied > own.applied,
        and_(
            c.applied == own.applied,
            or_(c.last_id < own.last_id, and_(c.last_id == own.last_id, c.account_id < own.account_id)),
        ),
    )
    return and_(c.score >= own.score, or_(c.score > own.score, tied))


def _after(c: Any, own: Standing) -> ColumnElement[bool]:
    tied = or_(
        c.applied < own.applied,
        and_(
            c.applied == own.applied,
            or_(c.last_id > own.last_id, and_(c.last_id == own.last_id, c.account_id > own.account_id)),
        ),
    )
    return and_(c.score <= own.score, or_(c.score < own.score, tied))


def _unseen(sites: frozenset[int]) -> ColumnElement[bool]:
    """Say who is on no board: who hides, who has left, and who works where boards are off."""
    hidden = or_(Account.board_visibility == BoardVisibility.HIDDEN, Account.disabled_at > LONG_AGO)
    return or_(hidden, Account.site_id.in_(sorted(sites))) if sites else hidden


def _scores(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """Select everybody's score of a period, or what they earned in one team of it (B7)."""
    if wanted.team_id is None:
        t = PersonScore
        columns = (t.account_id, t.score, t.outcome, t.activity, t.applied, t.last_id)
        return select(*columns).where(t.period == wanted.period, t.start == wanted.start)
    p = PeriodScore
    outcome, activity = func.sum(p.outcome), func.sum(p.activity)
    bound = outcome + FLOORS[wanted.period]
    return (
        select(
            p.account_id,
            (outcome + case((activity < bound, activity), else_=bound)).label("score"),
            outcome.label("outcome"),
            activity.label("activity"),
            func.sum(p.adopted).label("applied"),
            func.max(p.last_id).label("last_id"),
        )
        .where(p.period == wanted.period, p.start == wanted.start, p.team_id == wanted.team_id)
        .group_by(p.account_id)
    )


def _numbered(rows: Sequence[Any], *, place: int, rank: int) -> tuple[Standing, ...]:
    """Give rows that follow one another their places and ranks; equals share one (B4)."""
    found: list[Standing] = []
    for at, row in enumerate(rows):
        if at and row.score != rows[at - 1].score:
            rank = place + at
        found.append(_standing(row, place=place + at, rank=rank))
    return tuple(found)


def _standing(row: AnyRow | Standing, *, place: int, rank: int | None) -> Standing:
    return Standing(
        account_id=row.account_id,
        place=place,
        rank=rank,
        score=int(row.score),
        outcome=int(row.outcome),
        activity=int(row.activity),
        applied=int(row.applied),
        last_id=int(row.last_id),
    )
