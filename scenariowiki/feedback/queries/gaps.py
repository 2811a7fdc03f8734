"""The wanted board as it is shown: how often, by how many and how it was put; never who looked for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.models import Gap, GapRequest, GapSaying
from scenariowiki.feedback.rules.gaps import OPEN, SAID_FROM, SHOWN_FROM, GapState, rising
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.access import visible_to

LISTED = 20
RANKED = 500
SAYINGS = 5


class Order(StrEnum):
    """Which gaps come first; of those that are free, the most wanted."""

    WANTED = auto()
    RISING = auto()
    FREE = auto()
    ANSWERED = auto()


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """A gap with how often, by how many people and since when it is wanted, and how it was put.

    `no` and `answer` are those of the scenario that answers it, or that is being written and that the reader
    may read.
    """

    id: int
    title: str
    state: GapState
    searches: int
    people: int
    teams: int
    weeks: Sequence[int]
    since: dt.datetime
    last_at: dt.datetime
    taken_by: int | None
    taker: str | None
    taken_at: dt.datetime | None
    no: int | None
    answer: str
    note: str
    closed_at: dt.datetime | None
    asked: bool
    sayings: Sequence[tuple[str, int]] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def list_gaps(
    session: Session, actor: Actor, order: Order, *, offset: int = 0, limit: int = LISTED
) -> Sequence[GapRow]:
    """List what is on the board in an order, or what was answered last."""
    rows = session.execute(
        _rows(actor)
        .where(_in(order), _shown())
        .order_by(*_by(order))
        .limit(RANKED if order is Order.RISING else limit)
        .offset(0 if order is Order.RISING else offset)
    ).all()
    if order is Order.RISING:
        rows = sorted(rows, key=lambda row: (-rising(row.Gap.weeks), -row.Gap.searches, row.Gap.id))
        rows = rows[offset : offset + limit]
    sayings = _sayings(session, [row.Gap.id for row in rows])
    return [_row(row, sayings[row.Gap.id]) for row in rows]


def count_gaps(session: Session, order: Order) -> int:
    """Count what a list holds; only the most wanted are ranked by how fast they rise."""
    total = session.scalar(select(func.count(Gap.id)).where(_in(order), _shown())) or 0
    return min(total, RANKED) if order is Order.RISING else total


def get_gap(session: Session, actor: Actor, gap_id: int) -> GapRow:
    """Return one gap; NotFound where too few people want it to show it."""
    row = session.execute(_rows(actor).where(Gap.id == gap_id, _shown())).one_or_none()
    if row is None:
        raise NotFound("no_gap")
    return _row(row, _sayings(session, [gap_id])[gap_id])


def is_shown(session: Session, gap: Gap) -> bool:
    """Tell whether a gap may be shown: many want it in words of several, or asked for it, or it was taken."""
    return bool(session.scalar(select(exists().where(Gap.id == gap.id, _shown()))))


def has_asked(session: Session, gap_id: int, account_id: int) -> bool:
    """Tell whether somebody asked for a gap."""
    return session.get(GapRequest, (gap_id, account_id)) is not None


def _shown() -> ColumnElement[bool]:
    said = exists().where(GapSaying.gap_id == Gap.id, GapSaying.people >= SAID_FROM)
    asked = exists().where(GapRequest.gap_id == Gap.id)
    return or_(Gap.state != GapState.WANTED, asked, and_(Gap.people >= SHOWN_FROM, said))


def _in(order: Order) -> ColumnElement[bool]:
    if order is Order.ANSWERED:
        return Gap.state.not_in(OPEN)
    return Gap.state == GapState.WANTED if order is Order.FREE else Gap.state.in_(OPEN)


def _by(order: Order) -> Sequence[Any]:
    if order is Order.ANSWERED:
        return Gap.closed_at.desc(), Gap.id.desc()
    return Gap.people.desc(), Gap.searches.desc(), Gap.id


def _rows(actor: Actor) -> Select[Gap, str, int, str, bool]:
    written, taker = aliased(Scenario), aliased(Account)
    readable = select(Scenario.id).where(Scenario.id == written.canonical_id, visible_to(actor))
    asked = exists().where(GapRequest.gap_id == Gap.id, GapRequest.account_id == actor.id)
    page = aliased(Scenario)
    return (
        select(
            Gap, taker.display_name.label("taker"), page.no, page.title.label("answer"), asked.label("asked")
        )
        .outerjoin(taker, taker.id == Gap.taken_by)
        .outerjoin(written, written.id == Gap.scenario_id)
        .outerjoin(page, (page.id == written.canonical_id) & readable.exists())
    )


def _sayings(session: Session, gap_ids: Collection[int]) -> defaultdict[int, list[AnyRow]]:
    """Read how gaps were put; a way that one person alone chose stays theirs."""
    rows = session.execute(
        select(GapSaying.gap_id, GapSaying.text, GapSaying.searches)
        .where(GapSaying.gap_id.in_(gap_ids), GapSaying.people >= SAID_FROM)
        .order_by(GapSaying.searches.desc(), GapSaying.id)
    )
    found: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.gap_id].append(row)
    return found


def _row(row: AnyRow, sayings: Sequence[AnyRow]) -> GapRow:
    gap: Gap = row.Gap
    return GapRow(
        id=gap.id,
        title=gap.title,
        state=GapState(gap.state),
        searches=gap.searches,
        people=gap.people,
        teams=gap.teams,
        weeks=gap.weeks,
        since=gap.created_at,
        last_at=gap.last_at,
        taken_by=gap.taken_by,
        taker=row.taker,
        taken_at=gap.taken_at,
        no=row.no if gap.state != GapState.WANTED else None,
        answer=(row.answer or "") if gap.state != GapState.WANTED else "",
        note=gap.note,
        closed_at=gap.closed_at,
        asked=bool(row.asked),
        sayings=tuple((one.text, one.searches) for one in sayings if one.text != gap.title)[:SAYINGS],
    )
