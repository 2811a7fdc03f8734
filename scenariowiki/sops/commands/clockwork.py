"""What the clock does to SOPs and pages: reviews that are overdue, owners who left, readers who wait."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, func, or_, select

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands.locking import lock_rows
from scenariowiki.sops.commands.reading import remind
from scenariowiki.sops.commands.reviewing import ask_review
from scenariowiki.sops.models import PageReview, ReviewNote, Sop, SopVersion
from scenariowiki.sops.queries import contradictions
from scenariowiki.sops.queries.asked import page_is_asked, sop_is_asked
from scenariowiki.sops.queries.contradictions import Contradiction
from scenariowiki.sops.rules.reviews import LET_BE, REMIND_AFTER, ReviewReason
from scenariowiki.sops.rules.versions import VersionState


def ask_due_reviews(uow: UnitOfWork, today: dt.date, *, limit: int) -> int:
    """Open a review of every SOP and page that is overdue or whose owner left; return how many were new.

    What somebody has just looked at is left alone for a week, whatever they found.
    """
    sops = select(Sop, Account.disabled_at).join(Account, Account.id == Sop.owner_id)
    late = or_(Sop.review_due < today, Account.disabled_at.is_not(None))
    seen = exists().where(ReviewNote.sop_id == Sop.id, ReviewNote.at > uow.now - LET_BE)
    chosen = (
        sops.where(Sop.in_force_on.is_not(None), late, ~sop_is_asked(), ~seen).order_by(Sop.id).limit(limit)
    )
    opened = 0
    for sop, left in uow.session.execute(chosen).all():
        reason = ReviewReason.OVERDUE if left is None else ReviewReason.OWNER_LEFT
        opened += ask_review(uow, sop.in_force_on or sop.scenario_id, reason, sop=sop)
    return opened + _pages(uow, today, limit - opened)


def ask_contradictions(uow: UnitOfWork) -> int:
    """Have SOPs looked at that contradict another one or a solution; return how many reviews were new.

    One review of an SOP names all that speaks against it. What somebody looked at is asked about again only
    when one of the two texts has changed since.
    """
    against: dict[int, list[Contradiction]] = {}
    for found in contradictions.list_contradictions(uow.session):
        against.setdefault(found.sop_id, []).append(found)
    asked = 0
    for sop_id, all_found in against.items():
        last = uow.session.scalar(select(func.max(ReviewNote.at)).where(ReviewNote.sop_id == sop_id))
        new = [found.facts() for found in all_found if last is None or last < found.since]
        if new:
            sop = uow.session.get_one(Sop, sop_id)
            home = sop.in_force_on or sop.scenario_id
            asked += ask_review(uow, home, ReviewReason.CONTRADICTION, sop=sop, facts={"against": new})
    return asked


def _pages(uow: UnitOfWork, today: dt.date, limit: int) -> int:
    of_page = (ReviewNote.scenario_id == Scenario.id, ReviewNote.sop_id.is_(None))
    seen = exists().where(*of_page, ReviewNote.at > uow.now - LET_BE)
    chosen = (
        select(Scenario.id)
        .join(PageReview, PageReview.scenario_id == Scenario.id)
        .where(Scenario.state == State.PUBLISHED, PageReview.due_on < today, ~page_is_asked(), ~seen)
        .order_by(PageReview.due_on, Scenario.id)
        .limit(limit)
    )
    return sum(ask_review(uow, id_, ReviewReason.OVERDUE) for id_ in uow.session.scalars(chosen).all())


def list_to_remind(uow: UnitOfWork) -> Sequence[int]:
    """List the SOPs in force long enough whose readers were not reminded of late; none that is suspended."""
    since = uow.now - REMIND_AFTER
    chosen = (
        select(Sop.id)
        .join(SopVersion, SopVersion.sop_id == Sop.id)
        .where(
            Sop.in_force_on.is_not(None),
            Sop.suspended_at.is_(None),
            SopVersion.state == VersionState.EFFECTIVE,
            SopVersion.effective_at < since,
            or_(Sop.reminded_at.is_(None), Sop.reminded_at < since),
        )
        .order_by(Sop.id)
    )
    return uow.session.scalars(chosen).all()


def remind_one(uow: UnitOfWork, system: Actor, sop_id: int) -> bool:
    """Remind the readers of one SOP; True where anybody had to be."""
    sop, _scenario = lock_rows(uow.session, sop_id)
    if sop.in_force_on is None or sop.suspended_at is not None:
        return False
    told = remind(uow, system, sop)
    sop.reminded_at = uow.now
    return told > 0
