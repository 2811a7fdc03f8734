"""What people keep, and what is left behind when they leave: scenarios, SOPs, categories (R52, R90)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Category, Scenario
from scenariowiki.scenarios.queries import visible_to
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.models import Sop

LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """Somebody who left and what still bears their name, all counted; the lists hold the first of them."""

    id: int
    name: str
    scenarios: int
    sops: int
    categories: int
    pages: Sequence[AnyRow]
    standards: Sequence[AnyRow]


def any_orphan(session: Session) -> bool:
    """Tell whether anything is left that nobody keeps."""
    return session.scalar(select(Account.id).where(_left(), or_(*_keeps())).limit(1)) is not None


def list_leavers(session: Session, actor: Actor, *, limit: int = LISTED) -> Sequence[Leaver]:
    """List those who left something behind, by name; of what they keep only what the actor may read."""
    gone = session.execute(
        select(Account.id, Account.display_name)
        .where(_left(), or_(*_keeps()))
        .order_by(Account.display_name, Account.id)
        .limit(limit)
    ).all()
    ids = [row.id for row in gone]
    scenarios = _count(session, Scenario.owner_id, ids, Scenario.state == State.PUBLISHED)
    sops = _count(session, Sop.owner_id, ids, Sop.closed_at.is_(None))
    categories = _count(session, Category.owner_id, ids)
    return [
        Leaver(
            id=row.id,
            name=row.display_name,
            scenarios=scenarios.get(row.id, 0),
            sops=sops.get(row.id, 0),
            categories=categories.get(row.id, 0),
            pages=_pages(session, actor, row.id),
            standards=_standards(session, actor, row.id),
        )
        for row in gone
    ]


def count_kept(session: Session, account_ids: Collection[int]) -> dict[int, int]:
    """Count all that each of these accounts keeps and would hand over."""
    counts = (
        _count(session, Scenario.owner_id, account_ids),
        _count(session, Sop.owner_id, account_ids),
        _count(session, Category.owner_id, account_ids),
    )
    return {id_: sum(one.get(id_, 0) for one in counts) for id_ in account_ids}


def _left() -> ColumnElement[bool]:
    return and_(Account.disabled_at.is_not(None), Account.name != SYSTEM)


def _keeps() -> tuple[ColumnElement[bool], ...]:
    return (
        exists().where(Scenario.owner_id == Account.id, Scenario.state == State.PUBLISHED),
        exists().where(Sop.owner_id == Account.id, Sop.closed_at.is_(None)),
        exists().where(Category.owner_id == Account.id),
    )


def _count(session: Session, owner: Any, ids: Collection[int], *where: Any) -> Mapping[int, int]:
    rows = session.execute(select(owner, func.count()).where(owner.in_(ids), *where).group_by(owner))
    return {row[0]: row[1] for row in rows}


def _pages(session: Session, actor: Actor, owner_id: int) -> Sequence[AnyRow]:
    chosen = select(Scenario.no, Scenario.title).where(
        Scenario.owner_id == owner_id, Scenario.state == State.PUBLISHED, visible_to(actor)
    )
    return session.execute(chosen.order_by(Scenario.no).limit(LISTED)).all()


def _standards(session: Session, actor: Actor, owner_id: int) -> Sequence[AnyRow]:
    home = aliased(Scenario)
    chosen = (
        select(Sop.id, Sop.title)
        .join(home, home.id == Sop.scenario_id)
        .join(Scenario, Scenario.id == home.canonical_id)
        .where(Sop.owner_id == owner_id, Sop.closed_at.is_(None), visible_to(actor))
    )
    return session.execute(chosen.order_by(Sop.title, Sop.id).limit(LISTED)).all()
