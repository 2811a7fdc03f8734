"""What a person is told, as the home page lists it: unread first, nothing they may no longer read."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.notifications.models import Notice
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.access import visible_to

LISTED = 8


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A notice with the names it is told with; `other_no` is that of a merged one."""

    id: int
    kind: str
    no: int | None
    title: str
    other_no: int | None
    by: str
    at: dt.datetime
    is_read: bool
    op_id: int | None
    facts: Mapping[str, Any]


def list_notices(session: Session, actor: Actor, *, now: dt.datetime, limit: int = LISTED) -> list[Shown]:
    """List what a person is told, unread first, newest first; those held back until later are left out."""
    rows = session.execute(
        _own(actor, now)
        .add_columns(
            Notice.id,
            Notice.kind,
            Notice.facts,
            Notice.not_before,
            Notice.read_at,
            Scenario.no,
            Scenario.title,
        )
        .order_by(Notice.read_at.is_not(None), Notice.not_before.desc(), Notice.id.desc())
        .limit(limit)
    ).all()
    names = _names(session, [row.facts.get("by") for row in rows])
    return [_shown(row, names) for row in rows]


def count_unread(session: Session, actor: Actor, *, now: dt.datetime) -> int:
    """Count what a person has not read."""
    unread = _own(actor, now).add_columns(func.count()).where(Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def _own(actor: Actor, now: dt.datetime) -> Select[Any]:
    return (
        select()
        .select_from(Notice)
        .join(Scenario, Scenario.id == Notice.scenario_id, isouter=True)
        .where(
            Notice.account_id == actor.id,
            Notice.not_before <= now,
            or_(Notice.scenario_id.is_(None), visible_to(actor)),
        )
    )


def _names(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def _shown(row: AnyRow, names: dict[int, str]) -> Shown:
    return Shown(
        id=row.id,
        kind=row.kind,
        no=row.no,
        title=row.title or "",
        other_no=row.facts.get("other_no"),
        by=names.get(row.facts.get("by"), ""),
        at=row.not_before,
        is_read=row.read_at is not None,
        op_id=row.facts.get("op_id"),
        facts=row.facts,
    )
