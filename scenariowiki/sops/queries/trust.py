"""What a scenario's page says of its SOPs in force and of who looked at it last."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.sops.models import PageReview, Sop, SopVersion
from scenariowiki.sops.rules.versions import VersionState


@dataclass(frozen=True, kw_only=True)
class HeldSop:
    """An SOP in force, suspended or not, by the number of its version."""

    id: int
    title: str
    scope: str
    number: int
    suspended: bool


@dataclass(frozen=True, kw_only=True)
class Checked:
    """When a page is looked at again, and how often; `by` and `at` stay empty until somebody did."""

    due_on: dt.date
    days: int
    at: dt.datetime | None
    by: str


@dataclass(frozen=True, kw_only=True)
class PageTrust:
    """The same for every reader of a version of the page; `review` is None where no clock runs."""

    sops: tuple[HeldSop, ...] = ()
    review: Checked | None = None


NOTHING_HELD = PageTrust()


def page_trust(session: Session, scenario_id: int) -> PageTrust:
    """Return what a canonical scenario's page says of its SOPs and of its review."""
    held = (
        select(Sop.id, Sop.title, Sop.scope, Sop.suspended_at, SopVersion.number)
        .join(SopVersion, and_(SopVersion.sop_id == Sop.id, SopVersion.state == VersionState.EFFECTIVE))
        .where(Sop.in_force_on == scenario_id)
        .order_by(Sop.scope_key, Sop.id)
    )
    looked = (
        select(PageReview.due_on, PageReview.interval_days, PageReview.checked_at, Account.display_name)
        .outerjoin(Account, Account.id == PageReview.checked_by)
        .where(PageReview.scenario_id == scenario_id)
    )
    clock = session.execute(looked).first()
    return PageTrust(
        sops=tuple(
            HeldSop(
                id=row.id,
                title=row.title,
                scope=row.scope,
                number=row.number,
                suspended=row.suspended_at is not None,
            )
            for row in session.execute(held)
        ),
        review=Checked(
            due_on=clock.due_on,
            days=clock.interval_days,
            at=clock.checked_at,
            by=clock.display_name or "",
        )
        if clock
        else None,
    )
