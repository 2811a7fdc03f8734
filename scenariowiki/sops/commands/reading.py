"""Reading what is in force: people say that they have, those who have not are reminded."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.sops import policy
from scenariowiki.sops.commands import locking
from scenariowiki.sops.events import SopAcknowledged, SopReadingReminded
from scenariowiki.sops.models import Acknowledgement, Sop
from scenariowiki.sops.queries import loading, readers
from scenariowiki.sops.rules.reviews import REMIND_AFTER


def acknowledge(uow: UnitOfWork, actor: Actor, sop_id: int, *, version: int | None = None) -> Acknowledgement:
    """Say that one has read the version in force; said twice it stays as first said.

    `version` is the number that was read: another one in force by now raises `stale_preview`.
    """
    sop = loading.get_sop(uow.session, actor, sop_id)
    current = loading.effective_version(uow.session, sop.id)
    if current is None or sop.in_force_on is None:
        raise Conflict("not_in_force")
    if version is not None and version != current.number:
        raise Conflict("stale_preview")
    row = uow.session.get(Acknowledgement, (current.id, actor.id))
    if row is not None:
        return row
    row = Acknowledgement(version_id=current.id, account_id=actor.id, at=uow.now)
    uow.session.add(row)
    scenario = loading.scenario_of(uow.session, sop)
    event = SopAcknowledged(
        scenario_id=scenario.id, sop_id=sop.id, version_id=current.id, account_id=actor.id
    )
    uow.record(event, by=actor, subject=scenario.id)
    return row


def remind_readers(uow: UnitOfWork, actor: Actor, sop_id: int) -> int:
    """Remind those who have not read the version in force, a lead their own teams; return how many."""
    sop, _scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_see_readers(actor, sop.owner_id))
    if sop.suspended_at is not None:
        raise Conflict("sop_suspended")
    if sop.reminded_at is not None and sop.reminded_at > uow.now - REMIND_AFTER / 3:
        raise Conflict("reminded_already")
    whole = policy.may_write(actor, sop.owner_id)
    return remind(uow, actor, sop, teams=None if whole else actor.leads)


def remind(uow: UnitOfWork, by: Actor, sop: Sop, *, teams: frozenset[int] | None = None) -> int:
    """Remind those who still have to read an SOP in force; records SopReadingReminded."""
    version = loading.effective_version(uow.session, sop.id)
    if version is None or sop.in_force_on is None:
        raise Conflict("not_in_force")
    waiting = readers.waiting(uow.session, sop, version, teams=teams)
    if not waiting:
        return 0
    sop.reminded_at = uow.now
    event = SopReadingReminded(
        scenario_id=sop.in_force_on,
        sop_id=sop.id,
        version_id=version.id,
        account_ids=tuple(sorted(waiting)),
    )
    uow.record(event, by=by, subject=sop.in_force_on)
    return len(waiting)
