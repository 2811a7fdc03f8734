"""SOPs as lists show them: those in force, those being worked on, those that ended, and what is due."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import visible_to
from scenariowiki.sops.models import Acknowledgement, PageReview, Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.queries.asked import sop_is_asked
from scenariowiki.sops.queries.due import page_is_due
from scenariowiki.sops.rules import reviews
from scenariowiki.sops.rules.reviews import Due
from scenariowiki.sops.rules.versions import OPEN, Standing, VersionState

PAGE = 50


class Shelf(StrEnum):
    """Which SOPs a list is of."""

    IN_FORCE = auto()
    IN_WORK = auto()
    ENDED = auto()


@dataclass(frozen=True, kw_only=True)
class SopRow:
    """One SOP by the version it is read by; `owner_left` where nobody keeps it any more.

    `asked` tells that a review of it waits.
    """

    id: int
    title: str
    no: int
    scope: str
    number: int
    standing: Standing
    owner: str
    owner_left: bool
    review_due: dt.date | None
    due: Due
    read: int
    note: str
    asked: bool


@dataclass(frozen=True, kw_only=True)
class DuePage:
    """A scenario whose review is due or that nobody keeps any more."""

    no: int
    title: str
    owner: str
    due_on: dt.date


def list_sops(  # noqa: PLR0913 - which list of whose, and where it goes on
    session: Session,
    actor: Actor,
    shelf: Shelf,
    today: dt.date,
    *,
    own: bool = False,
    after: int = 0,
    limit: int = PAGE,
) -> Sequence[SopRow]:
    """List the SOPs of a shelf that a person may know of, suspended ones first; one more than `limit`."""
    home, canonical = aliased(Scenario), Scenario
    chosen = (
        select(Sop, canonical.no, Account.display_name, Account.disabled_at, sop_is_asked().label("asked"))
        .join(home, home.id == Sop.scenario_id)
        .join(canonical, canonical.id == home.canonical_id)
        .join(Account, Account.id == Sop.owner_id)
        .where(visible_to(actor), _on(shelf), _known(actor))
        .order_by(Sop.suspended_at.is_(None), Sop.title, Sop.id)
        .offset(after)
        .limit(limit + 1)
    )
    if own:
        chosen = chosen.where(Sop.owner_id == actor.id)
    rows = session.execute(chosen).all()
    versions = _versions(session, [row.Sop.id for row in rows])
    reads = _reads(session, [version.id for version in versions.values()])
    return [_row(row, versions[row.Sop.id], reads, today) for row in rows]


def _row(row: AnyRow, version: SopVersion, reads: Mapping[int, int], today: dt.date) -> SopRow:
    sop: Sop = row.Sop
    return SopRow(
        id=sop.id,
        title=sop.title,
        no=row.no,
        scope=sop.scope,
        number=version.number,
        standing=loading.standing_of(sop, version),
        owner=row.display_name,
        owner_left=row.disabled_at is not None,
        review_due=sop.review_due,
        due=reviews.due(sop.review_due, today),
        read=reads.get(version.id, 0),
        note=sop.suspended_note,
        asked=bool(row.asked),
    )


def count_sops(session: Session, actor: Actor, today: dt.date) -> tuple[int, int, int]:
    """Count the SOPs in force that a person may read, the suspended and the overdue among them."""
    counted = (
        select(
            func.count(),
            func.count().filter(Sop.suspended_at.is_not(None)),
            func.count().filter(Sop.review_due < today),
        )
        .select_from(Sop)
        .join(Scenario, Scenario.id == Sop.in_force_on)
        .where(visible_to(actor))
    )
    row = session.execute(counted).one()
    return row[0], row[1], row[2]


def list_due_pages(session: Session, actor: Actor, today: dt.date, *, limit: int = 10) -> Sequence[DuePage]:
    """List the published scenarios whose review is due within a month: one's own, or all for curators."""
    mine: ColumnElement[bool] = true() if actor.may(Permission.CURATE) else Scenario.owner_id == actor.id
    rows = session.execute(
        select(Scenario.no, Scenario.title, Account.display_name, PageReview.due_on)
        .join(PageReview, PageReview.scenario_id == Scenario.id)
        .outerjoin(Account, Account.id == Scenario.owner_id)
        .where(page_is_due(actor, today + reviews.SOON), mine)
        .order_by(PageReview.due_on, Scenario.id)
        .limit(limit)
    )
    return [
        DuePage(no=row.no, title=row.title, owner=row.display_name or "", due_on=row.due_on) for row in rows
    ]


def _on(shelf: Shelf) -> ColumnElement[bool]:
    if shelf is Shelf.IN_FORCE:
        return Sop.in_force_on.is_not(None)
    if shelf is Shelf.ENDED:
        return Sop.closed_at.is_not(None)
    working = exists().where(SopVersion.sop_id == Sop.id, SopVersion.state.in_(sorted(OPEN)))
    return or_(working, Sop.needs_decision, Sop.replaced_by_op.is_not(None))


def _known(actor: Actor) -> ColumnElement[bool]:
    """Admit what was in force once, and everything to those who write."""
    if actor.may(Permission.CURATE) or actor.may(Permission.APPROVE_SOP):
        return true()
    held = exists().where(SopVersion.sop_id == Sop.id, SopVersion.effective_at.is_not(None))
    return or_(held, Sop.owner_id == actor.id)


def _versions(session: Session, ids: Collection[int]) -> dict[int, SopVersion]:
    """Map SOPs to the version they are read by: the one in force, else the newest."""
    found: dict[int, SopVersion] = {}
    chosen = select(SopVersion).where(SopVersion.sop_id.in_(ids)).order_by(SopVersion.number.desc())
    for version in session.scalars(chosen):
        if version.sop_id not in found or version.state == VersionState.EFFECTIVE:
            found[version.sop_id] = version
    return found


def _reads(session: Session, ids: Collection[int]) -> dict[int, int]:
    counted = (
        select(Acknowledgement.version_id, func.count())
        .where(Acknowledgement.version_id.in_(ids))
        .group_by(Acknowledgement.version_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
