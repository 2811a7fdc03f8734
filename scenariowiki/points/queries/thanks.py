"""Whom one may thank for what, and what thanks were said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.points.models import Kudos
from scenariowiki.points.rules.thanks import ThanksKind
from scenariowiki.scenarios.models import Outcome, Scenario, Solution
from scenariowiki.scenarios.queries import groups, parts
from scenariowiki.scenarios.queries.access import visible_to

LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Thankable:
    """A piece of work and whoever did it."""

    kind: ThanksKind
    object_id: int
    scenario_id: int
    author_id: int
    author: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """Thanks as they are read; `other` is who said them, or to whom."""

    other: str
    other_id: int
    no: int
    title: str
    text: str
    at: dt.datetime


def list_thankable(session: Session, actor: Actor, no: int) -> list[Thankable]:
    """List whose work on a page one may thank for: never one's own, nor what nobody here did."""
    scenario = parts.get_canonical(session, actor, no)
    hidden = parts.hidden_solutions(session, actor, scenario.id)
    solutions = select(Solution.id, Solution.author_id).where(
        groups.solutions_of(scenario.id), Solution.id.not_in(hidden)
    )
    found = [(ThanksKind.SCENARIO, scenario.id, scenario.author_id)]
    own = session.execute(solutions.order_by(Solution.id)).all()
    found += [(ThanksKind.SOLUTION, row.id, row.author_id) for row in own]
    outcomes = (
        select(Outcome.id, Outcome.reporter_id)
        .where(Outcome.solution_id.in_([row.id for row in own]))
        .order_by(Outcome.id.desc())
        .limit(LISTED)
    )
    found += [(ThanksKind.OUTCOME, row.id, row.reporter_id) for row in session.execute(outcomes)]
    names = _names(session, [author for _kind, _id, author in found])
    return [
        Thankable(kind=kind, object_id=id_, scenario_id=scenario.id, author_id=author, author=names[author])
        for kind, id_, author in found
        if author in names and author != actor.id
    ]


def get_thankable(session: Session, actor: Actor, no: int, kind: ThanksKind, object_id: int) -> Thankable:
    """Return one piece of work of a page; raises NotFound where it is not there, or one's own."""
    for one in list_thankable(session, actor, no):
        if (one.kind, one.object_id) == (kind, object_id):
            return one
    raise NotFound("nobody_to_thank")


def list_received(session: Session, actor: Actor, *, limit: int = LISTED) -> list[Said]:
    """List the thanks that one got, newest first, for scenarios one may read."""
    return _said(session, actor, Kudos.receiver_id == actor.id, Kudos.giver_id, limit)


def list_given(session: Session, actor: Actor, *, limit: int = LISTED) -> list[Said]:
    """List the thanks that one said, newest first."""
    return _said(session, actor, Kudos.giver_id == actor.id, Kudos.receiver_id, limit)


def count_received(session: Session, account_id: int) -> int:
    """Count the thanks that somebody got."""
    return session.scalar(select(func.count(Kudos.id)).where(Kudos.receiver_id == account_id)) or 0


def _said(session: Session, actor: Actor, whose: ColumnElement[bool], other: Any, limit: int) -> list[Said]:
    rows: Sequence[AnyRow] = session.execute(
        select(Kudos.text, Kudos.created_at, Account.id, Account.display_name, Scenario.no, Scenario.title)
        .join(Account, Account.id == other)
        .join(Scenario, Scenario.id == Kudos.scenario_id)
        .where(whose, visible_to(actor))
        .order_by(Kudos.id.desc())
        .limit(limit)
    ).all()
    return [
        Said(other=row[3], other_id=row[2], no=row[4], title=row[5], text=row[0], at=row[1]) for row in rows
    ]


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = select(Account.id, Account.display_name).where(Account.id.in_(ids), Account.name != SYSTEM)
    return {row.id: row.display_name for row in session.execute(rows)}
