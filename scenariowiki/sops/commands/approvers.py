"""Approvers who leave while a version is in review: nobody waits for them (L19)."""

from sqlalchemy import select

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.sops.commands import locking
from scenariowiki.sops.commands.facts import version_facts
from scenariowiki.sops.events import SopApproverLeft
from scenariowiki.sops.models import SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.versions import VersionState


def release_approver(uow: UnitOfWork, by: Actor, account_id: int) -> int:
    """Ask the next one where somebody who was asked by name can agree no more; return how many versions.

    Whoever agreed has agreed: where all that are left have, the version is approved and takes effect by
    itself; where nobody has agreed, any SOP owner may. Records SopApproverLeft.
    """
    if may_agree(uow, account_id):
        return 0
    released = 0
    in_review = SopVersion.state == VersionState.IN_REVIEW
    waiting = select(SopVersion.sop_id, SopVersion.approvers).where(in_review).order_by(SopVersion.id)
    for row in uow.session.execute(waiting).all():
        if account_id in row.approvers:
            released += _release(uow, by, row.sop_id, account_id)
    return released


def may_agree(uow: UnitOfWork, account_id: int) -> bool:
    """Tell whether somebody has an open account and may approve."""
    if not accounts.is_active(uow.session, account_id):
        return False
    return people.get_actor(uow.session, account_id).may(Permission.APPROVE_SOP)


def _release(uow: UnitOfWork, by: Actor, sop_id: int, account_id: int) -> bool:
    sop, scenario = locking.lock_rows(uow.session, sop_id)
    version = locking.get_open(uow.session, sop)
    agreed = len(loading.approvals_of(uow.session, version))
    if version.state != VersionState.IN_REVIEW or account_id not in version.approvers[agreed:]:
        return False
    was_next = version.approvers[agreed] == account_id
    left = [one for one in version.approvers[agreed:] if one != account_id]
    version.approvers = [*version.approvers[:agreed], *left]
    version.version += 1
    if agreed and not left:
        version.state, version.approved_at = VersionState.APPROVED, uow.now
    event = SopApproverLeft(**version_facts(scenario, sop, version), account_id=account_id, was_next=was_next)
    uow.record(event, by=by, subject=scenario.id)
    return True
