"""What waits for one person among the SOPs and scenarios: those to approve, those they keep that are due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import visible_to
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops import policy
from scenariowiki.sops.models import PageReview, Sop, SopApproval, SopVersion
from scenariowiki.sops.queries.asked import sop_is_asked
from scenariowiki.sops.rules import reviews, texts
from scenariowiki.sops.rules.reviews import PAGE_KEY
from scenariowiki.sops.rules.versions import VersionState

LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Own:
    """What its keeper has to see to: an SOP that is stopped or due, or a scenario that is due.

    Of an SOP `sop_id` is set; `stopped` tells that it is suspended, or undecided after a merge; `asked` that
    a review of it waits in the queue.
    """

    sop_id: int | None
    no: int
    title: str
    due_on: dt.date | None
    suspended: bool
    undecided: bool
    asked: bool = False

    @property
    def stopped(self) -> bool:
        """Tell whether nobody may work by it until its keeper has seen to it."""
        return self.suspended or self.undecided


def list_to_approve(session: Session, actor: Actor, *, limit: int = LISTED) -> Sequence[AnyRow]:
    """List the versions that wait for this SOP owner, whose turn it is: id, title, number, submitted_at.

    No more is read than it takes: whose turn it is is known only when a version has been read.
    """
    if not actor.may(Permission.APPROVE_SOP):
        return []
    found: list[AnyRow] = []
    after: AnyRow | None = None
    while len(found) < limit:
        rows = session.execute(_in_review(actor, after).limit(2 * limit)).all()
        found.extend(row for row in rows if _waits_for(actor, row))
        if len(rows) < 2 * limit:
            break
        after = rows[-1]
    return found[:limit]


def _in_review(actor: Actor, after: AnyRow | None) -> Select[Any]:
    """Choose what others submitted, the oldest first, from a place in the list on."""
    of_round = (SopApproval.version_id == SopVersion.id, SopApproval.round == SopVersion.round)
    agreed = select(func.count()).where(*of_round).scalar_subquery()
    said = exists().where(*of_round, SopApproval.account_id == actor.id)
    home = aliased(Scenario)
    chosen = (
        select(
            Sop.id,
            SopVersion.text["title"].label("title"),
            *(SopVersion.number, SopVersion.submitted_at, SopVersion.author_id),
            *(SopVersion.approvers, SopVersion.attribution, agreed.label("agreed")),
            said.label("said"),
        )
        .join(SopVersion, SopVersion.sop_id == Sop.id)
        .join(home, home.id == Sop.scenario_id)
        .join(Scenario, Scenario.id == home.canonical_id)
        .where(
            SopVersion.state == VersionState.IN_REVIEW, SopVersion.author_id != actor.id, visible_to(actor)
        )
        .order_by(SopVersion.submitted_at, Sop.id)
    )
    if after is None:
        return chosen
    same = and_(SopVersion.submitted_at == after.submitted_at, Sop.id > after.id)
    return chosen.where(or_(SopVersion.submitted_at > after.submitted_at, same))


def list_own(session: Session, actor: Actor, today: dt.date, *, limit: int) -> Sequence[Own]:
    """List what a person keeps and has to see to within a month: the stopped first, then by their day."""
    both = union_all(_sops(actor, today + reviews.SOON), _pages(actor, today + reviews.SOON)).subquery()
    first = both.c.suspended + both.c.undecided
    chosen = select(both).order_by(first.desc(), both.c.due_on, both.c.no, both.c.sop_id).limit(limit)
    return [
        Own(
            sop_id=row.sop_id,
            no=row.no,
            title=row.title,
            due_on=row.due_on,
            suspended=bool(row.suspended),
            undecided=bool(row.undecided),
            asked=bool(row.asked),
        )
        for row in session.execute(chosen)
    ]


def page_is_due(actor: Actor, until: dt.date) -> ColumnElement[bool]:
    """Choose the published scenarios that a person may read and that are to be looked at by a day."""
    return and_(Scenario.state == State.PUBLISHED, PageReview.due_on <= until, visible_to(actor))


def _sops(actor: Actor, until: dt.date) -> Select[Any]:
    stopped = or_(Sop.suspended_at.is_not(None), Sop.needs_decision)
    due = and_(Sop.in_force_on.is_not(None), Sop.review_due <= until)
    asked = and_(Sop.in_force_on.is_not(None), sop_is_asked())
    home = aliased(Scenario)
    return (
        select(
            Sop.id.label("sop_id"),
            Scenario.no,
            Sop.title,
            Sop.review_due.label("due_on"),
            case((Sop.suspended_at.is_not(None), 1), else_=0).label("suspended"),
            case((Sop.needs_decision, 1), else_=0).label("undecided"),
            case((sop_is_asked(), 1), else_=0).label("asked"),
        )
        .join(home, home.id == Sop.scenario_id)
        .join(Scenario, Scenario.id == home.canonical_id)
        .where(Sop.owner_id == actor.id, Sop.closed_at.is_(None), or_(stopped, due, asked), visible_to(actor))
    )


def _pages(actor: Actor, until: dt.date) -> Select[Any]:
    never = literal(0, Integer)
    columns: Sequence[Any] = (
        cast(null(), Integer),
        Scenario.no,
        Scenario.title,
        PageReview.due_on,
        never,
        never,
        case((Scenario.id.in_(_asked_pages()), 1), else_=0),
    )
    asked = and_(Scenario.state == State.PUBLISHED, Scenario.id.in_(_asked_pages()), visible_to(actor))
    return (
        select(*columns)
        .join(PageReview, PageReview.scenario_id == Scenario.id)
        .where(Scenario.owner_id == actor.id, or_(page_is_due(actor, until), asked))
    )


def _asked_pages() -> Select[int]:
    """Choose the pages whose review waits, all at once: somebody may keep a whole imported catalogue."""
    return select(QueueItem.scenario_id).where(
        QueueItem.kind == ItemKind.STALE_REVIEW,
        QueueItem.closed_at.is_(None),
        QueueItem.key.startswith(PAGE_KEY),
    )


def _waits_for(actor: Actor, row: AnyRow) -> bool:
    is_turn = policy.is_next(actor, row.approvers, row.agreed, said=row.said)
    return is_turn and policy.may_approve(actor, texts.shares(row.attribution), row.author_id)
