"""What boards are made of, whether they still change or not, and how the people on them want to be shown."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Team, TeamMembership
from scenariowiki.accounts.rules import BoardVisibility
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import initials


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one person stands; `place` is the order of display, `rank` what equals share (B4)."""

    account_id: int
    place: int
    rank: int | None
    score: int
    outcome: int
    activity: int
    applied: int
    last_id: int = 0


@dataclass(frozen=True, kw_only=True)
class Board:
    """A board as one person sees it; `is_hidden`: others do not see their row, the rank is a would-be one."""

    period: Period
    start: dt.date
    is_frozen: bool
    is_shown: bool
    is_hidden: bool
    rows: tuple[Standing, ...]
    own: Standing | None
    around: tuple[Standing, ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Somebody as they want to be shown; no name where they do not want to be."""

    name: str | None
    team: str | None


# Made once: every request only fills in its values.
_SHOWN = (
    select(Account.id, Account.display_name, Account.board_visibility, Account.site_id, Team.name)
    .outerjoin(TeamMembership, (TeamMembership.account_id == Account.id) & TeamMembership.until.is_(None))
    .outerjoin(Team, Team.id == TeamMembership.team_id)
    .where(Account.id.in_(bindparam("ids", expanding=True)))
    .order_by(Account.id, TeamMembership.id)
)


def numbered(rows: Sequence[Any], *, place: int, rank: int) -> tuple[Standing, ...]:
    """Give rows that follow one another their places and ranks; equals share one (B4)."""
    found: list[Standing] = []
    for at, row in enumerate(rows):
        if at and row.score != rows[at - 1].score:
            rank = place + at
        found.append(
            Standing(
                account_id=row.account_id,
                place=place + at,
                rank=rank,
                score=int(row.score),
                outcome=int(row.outcome),
                activity=int(row.activity),
                applied=int(row.applied),
                last_id=int(row.last_id),
            )
        )
    return tuple(found)


def shown_people(session: Session, ids: Collection[int], unseen_sites: Collection[int]) -> dict[int, Shown]:
    """Return how people are shown: by name and team, by initials alone, or not at all (B6)."""
    if not ids:
        return {}
    rows = session.execute(_SHOWN, {"ids": list(ids)})
    found: dict[int, Shown] = {}
    for row in rows:
        is_off = row.site_id in unseen_sites or row.board_visibility == BoardVisibility.HIDDEN
        if is_off:
            found[row.id] = Shown(name=None, team=None)
        elif row.board_visibility == BoardVisibility.INITIALS:
            found[row.id] = Shown(name=initials(row.display_name), team=None)
        else:
            found[row.id] = Shown(name=row.display_name, team=row.name)
    return found
