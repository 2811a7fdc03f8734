"""SOPs, told to those who approve, keep, read and follow them."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Role
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.reactions.telling import Told, tell
from scenariowiki.notifications.rules import NoticeKind, Telling
from scenariowiki.sops import events as sops
from scenariowiki.sops.models import Acknowledgement, Sop, SopVersion
from scenariowiki.sops.queries import loading, readers
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.versions import VersionState

NOW = dt.timedelta()
Asking = sops.SopSubmitted | sops.SopApproved | sops.SopApproverLeft
Undone = sops.SopSentBack | sops.SopVersionRetired
Event = Asking | Undone | sops.SopSuspended | sops.SopCleared


def tell_of_sop(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell of one step: whoever is to approve next, who wrote it, or who follows it."""
    event = recorded.event
    assert isinstance(event, Event)  # noqa: S101 - as wired
    version = uow.session.get_one(SopVersion, event.version_id)
    _tell(uow, recorded, event, version.number, _told(uow, event, version))


def tell_of_reading(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell those who have to read what took effect, and those who have not yet."""
    event = recorded.event
    assert isinstance(event, sops.SopBecameEffective | sops.SopReadingReminded)  # noqa: S101 - as wired
    version = uow.session.get_one(SopVersion, event.version_id)
    if isinstance(event, sops.SopReadingReminded):
        told: Told = [(NoticeKind.SOP_UNREAD, event.account_ids)]
    else:
        sop = uow.session.get_one(Sop, event.sop_id)
        told = [(NoticeKind.SOP_IN_FORCE, readers.waiting(uow.session, sop, version))]
    _tell(uow, recorded, event, version.number, told)


def tell_of_review(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who keeps an SOP that it is to be looked at again; SOP owners where nobody keeps it any more."""
    event = recorded.event
    assert isinstance(event, sops.ReviewAsked)  # noqa: S101 - as wired
    if event.sop_id is None:
        return
    owner = uow.session.get_one(Sop, event.sop_id).owner_id
    is_kept = facts.is_active(uow.session, owner)
    told: Told = [(NoticeKind.SOP_REVIEW, [owner] if is_kept else _approvers(uow.session))]
    about = {"sop": event.sop_id, "reason": event.reason}
    tell(uow, recorded, _telling(recorded, event.scenario_id, about), told)


def _told(uow: UnitOfWork, event: Event, version: SopVersion) -> Told:
    owner = uow.session.get_one(Sop, event.sop_id).owner_id
    if isinstance(event, sops.SopApproverLeft) and not event.was_next:
        return []
    if isinstance(event, Asking):
        return [(NoticeKind.SOP_WAITS, _next(uow.session, version))]
    if isinstance(event, Undone):
        if version.effective_at is not None:
            return []
        keeper = [owner] if version.round else []  # nobody else knew of a draft
        return [(NoticeKind.SOP_SENT_BACK, [version.author_id, *keeper])]
    followers = _followers(uow.session, version)
    if isinstance(event, sops.SopSuspended):
        return [(NoticeKind.SOP_SUSPENDED, [owner, *_approvers(uow.session), *followers])]
    is_new = version.effective_at == uow.now  # those who read it are told of the new version alone
    return [] if is_new else [(NoticeKind.SOP_CLEARED, [owner, *_approvers(uow.session), *followers])]


def _next(session: Session, version: SopVersion) -> Collection[int]:
    """Return who may approve a version now: the next one asked, else any SOP owner who did not write it."""
    agreed = len(loading.approvals_of(session, version))
    if version.state != VersionState.IN_REVIEW:
        return ()
    if version.approvers[agreed:]:
        return version.approvers[agreed : agreed + 1]
    said = {one.account_id for one in loading.approvals_of(session, version)}
    own = {one for one, share in texts.shares(version.attribution).items() if share > texts.OWN_MOST}
    return _approvers(session) - own - said - {version.author_id}


def _approvers(session: Session) -> frozenset[int]:
    return facts.holders_of(session, Role.SOP_OWNER)


def _followers(session: Session, version: SopVersion) -> Collection[int]:
    """Return who said that they work by a version."""
    return session.scalars(
        select(Acknowledgement.account_id).where(Acknowledgement.version_id == version.id)
    ).all()


def _tell(uow: UnitOfWork, recorded: Recorded, event: sops.SopEvent, number: int, told: Told) -> None:
    about = {"sop": event.sop_id, "version": number, "by": recorded.actor_id}
    tell(uow, recorded, _telling(recorded, event.scenario_id, about), told)


def _telling(recorded: Recorded, scenario_id: int, about: dict[str, Any]) -> Telling:
    return Telling(key=f"sop:{recorded.id}", scenario_id=scenario_id, facts=about, delay=NOW)
