"""Which page it is, in which version, and what one person has to do with it: one statement for every view.

They are built once and leave the ORM out: building them anew would cost ten times what running them does.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.models import Favourite, Scenario, Subscription, WorkingCopy
from scenariowiki.scenarios.rules.states import Audience, State


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What the page shows to one person alone; `related_open` counts the related ones still open to all."""

    favourite: bool
    watching: str | None
    working_copy_at: dt.datetime | None
    related_open: int


def get_page_row(session: Session, actor: Actor, no: int) -> AnyRow:
    """Return what says which page it is and who may do what; NotFound where the actor may not know of it."""
    row = session.connection().execute(_row(), {"no": no}).first()
    if row is None or not policy.may_read(actor, row):
        raise NotFound("no_scenario")
    return row


def get_page(session: Session, actor: Actor, no: int, related: Sequence[int] = ()) -> tuple[AnyRow, Personal]:
    """Return the same, and the person's own relation to it; count the related ones that are still open."""
    given = {f"related_{number}": one for number, one in enumerate(related)}
    own = {"no": no, "account": actor.id, "target": f"scenario:{no}"}
    row = session.connection().execute(_whole(len(related)), own | given).first()
    if row is None or not policy.may_read(actor, row):
        raise NotFound("no_scenario")
    return row, Personal(
        favourite=row.favourite is not None,
        watching=row.watching,
        working_copy_at=row.working_copy_at,
        related_open=row.related_open or 0,
    )


@cache
def _row() -> Any:
    table = Scenario.__table__.c
    return select(
        table.id,
        table.no,
        table.state,
        table.audience,
        table.has_sop,
        table.team_id,
        table.author_id,
        table.owner_id,
        table.page_version,
    ).where(table.no == bindparam("no"))


@cache
def _whole(related: int) -> Any:
    favourite, copy, scenario = Favourite.__table__.c, WorkingCopy.__table__.c, Scenario.__table__
    account: Any = bindparam("account")
    kept = select(favourite.account_id).where(
        favourite.account_id == account, favourite.scenario_id == scenario.c.id
    )
    typed = select(copy.updated_at).where(copy.account_id == account, copy.target == bindparam("target"))
    return _row().add_columns(
        kept.correlate(scenario).scalar_subquery().label("favourite"),
        _level(account, scenario).label("watching"),
        typed.scalar_subquery().label("working_copy_at"),
        (_open(related) if related else literal(0)).label("related_open"),
    )


def _level(account: Any, scenario: Any) -> Any:
    """Choose the level set on the page itself, else the strongest of what was merged into it (M19)."""
    watch, table = Subscription.__table__.c, Scenario.__table__.alias().c
    own = select(watch.level).where(watch.account_id == account).correlate(scenario)
    group = select(table.id).where(table.canonical_id == scenario.c.id).correlate(scenario)
    strongest = select(func.max(watch.level)).where(
        watch.account_id == account, watch.scenario_id.in_(group)
    )  # "watch" sorts after "mute"
    return func.coalesce(
        own.where(watch.scenario_id == scenario.c.id).scalar_subquery(), strongest.scalar_subquery()
    )


def _open(related: int) -> Any:
    """Count those open to all; found by number, since SQLite would rather walk through all published ones."""
    table = Scenario.__table__.alias().c
    numbers: list[Any] = [bindparam(f"related_{number}") for number in range(related)]
    is_open = and_(table.state == State.PUBLISHED, table.audience == Audience.ALL)
    return select(func.sum(case((is_open, 1), else_=0))).where(table.no.in_(numbers)).scalar_subquery()
