"""The leaderboard of people: the first ones, one's own place and who stands around it (B4-B6, B9)."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.rules import Actor
from scenariowiki.points.queries.leaderboard_frozen import find_freeze, frozen_board
from scenariowiki.points.queries.leaderboard_sql import Statements, statements
from scenariowiki.points.queries.standings import Board, Standing, numbered
from scenariowiki.points.rules.periods import FLOORS, Period
from scenariowiki.points.rules.ranking import AROUND, FEWEST, TOP, BoardKind

_SITES = select(Site.id, Site.boards_off)


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
    return frozenset(id_ for id_, off in session.execute(_SITES) if kind.value in (off or ()))


def ranks_in(session: Session, wanted: Wanted, ids: Sequence[int]) -> dict[int, int]:
    """Return the ranks that some people have, or had, on a board of which they are, or were, part."""
    return _Live(session, wanted).ranks(ids) if ids else {}


def everybody(session: Session, wanted: Wanted) -> tuple[Sequence[Standing], Sequence[Standing]]:
    """Return all who earned anything as they stand now: those seen in order, and the others.

    These have place 0 and the rank that would be theirs.
    """
    return _Live(session, wanted).everybody()


class _Live:
    """A board that still changes: scores of one period, among those who want to be seen."""

    def __init__(self, session: Session, wanted: Wanted) -> None:
        self._session = session
        self._wanted = wanted
        sites = sites_without(session, BoardKind.PEOPLE)
        self._sql: Statements = statements(in_team=wanted.team_id is not None, sites=sites)
        self._given = {
            "period": wanted.period.value,
            "start": wanted.start,
            "team": wanted.team_id,
            "floor": FLOORS[wanted.period],
        }

    def board(self, account_id: int) -> Board:
        """Return the board with one's own place and the places around it."""
        limit = max(self._wanted.limit, FEWEST)
        first = numbered(self._all(self._sql.first, limit=limit), place=1, rank=1)
        own, is_unseen = self._own(account_id)
        around: Sequence[Standing] = ()
        if own is not None and own.rank is not None and not is_unseen and len(first) >= FEWEST:
            around = self._around(own, first)
        return Board(
            period=self._wanted.period,
            start=self._wanted.start,
            is_frozen=False,
            is_shown=len(first) >= FEWEST,
            is_hidden=is_unseen,
            rows=first[: self._wanted.limit],
            own=own,
            around=tuple(around),
        )

    def ranks(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the ranks of some people, each counted among all who are seen."""
        rows = self._all(self._sql.ranks, ids=list(ids))
        return {row.account_id: row.rank for row in rows}

    def everybody(self) -> tuple[Sequence[Standing], Sequence[Standing]]:
        """Return those seen in order and the others, with the ranks that would be theirs."""
        rows = self._all(self._sql.everybody)
        seen = numbered([row for row in rows if not row.hidden], place=1, rank=1)
        below = [-one.score for one in seen]
        others = [_alone(row, 1 + bisect_left(below, -row.score)) for row in rows if row.hidden]
        return seen, others

    def _own(self, account_id: int) -> tuple[Standing | None, bool]:
        """Return one's own place, however private it is, and whether others cannot see it."""
        row = next(iter(self._all(self._sql.own, id=account_id)), None)
        if row is None:
            return None, bool(self._all(self._sql.unseen, id=account_id))
        if row.hidden or row.score <= 0:
            rank = 1 + row.ahead if row.score > 0 else None
            return replace(_alone(row, 0), rank=rank), bool(row.hidden)
        rank = 1 + row.ahead
        return replace(_alone(row, rank), place=rank + row.ties), False

    def _around(self, own: Standing, first: Sequence[Standing]) -> Sequence[Standing]:
        """Return the three before and the three after, from the first ones where they hold them all."""
        if own.place + AROUND <= len(first):
            return first[max(own.place - 1 - AROUND, 0) : own.place + AROUND]
        me = {"score": own.score, "applied": own.applied, "last": own.last_id, "me": own.account_id}
        rows = self._all(self._sql.around, around=AROUND, **me)
        rows = sorted(rows, key=lambda row: (-row.score, -row.applied, row.last_id, row.account_id))
        before = [row for row in rows if row.between >= 0]
        after = [row for row in rows if row.between < 0]
        place = own.place - len(before)
        rank = (own.rank or 1) - (before[0].between if before else 0)
        return numbered([*before, own, *after], place=place, rank=rank)

    def _all(self, statement: Any, **given: Any) -> Sequence[Any]:
        return self._session.execute(statement, self._given | given).all()


def _alone(row: Any, rank: int) -> Standing:
    return replace(numbered([row], place=0, rank=rank)[0], place=0)
