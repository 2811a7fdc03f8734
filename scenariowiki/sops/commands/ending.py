"""What happens to an SOP in force: renewed, suspended, cleared, decided on after an unmerge, retired."""

import datetime as dt

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops import policy
from scenariowiki.sops.commands import locking
from scenariowiki.sops.commands.effect import hold, lift_suspension
from scenariowiki.sops.commands.facts import version_facts
from scenariowiki.sops.commands.reviewing import close_review, note_review, sop_key
from scenariowiki.sops.events import SopRenewed, SopRestored, SopSuspended, SopVersionRetired
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.reviews import Found
from scenariowiki.sops.rules.versions import VersionState, check_transition


def renew_sop(uow: UnitOfWork, actor: Actor, sop_id: int, note: str) -> Sop:
    """Say that an SOP is still right: its review is due an interval from today; records SopRenewed (P5)."""
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_renew(actor, sop.owner_id))
    version = locking.get_effective(uow.session, sop)
    if sop.suspended_at is not None or sop.in_force_on is None:
        raise Conflict("sop_rests")
    kept = texts.checked_note(note, required=True)
    sop.review_due = locking.day_of(uow.session, sop, uow.now) + dt.timedelta(days=sop.review_days)
    sop.reviewed_at, sop.reviewed_by = uow.now, actor.id
    sop.version += 1
    note_review(uow, actor, scenario.id, Found.STILL_RIGHT, kept, sop_id=sop.id)
    close_review(uow, actor, sop_key(sop.id))
    event = SopRenewed(**version_facts(scenario, sop, version), review_due=sop.review_due.isoformat())
    uow.record(event, by=actor, subject=scenario.id)
    return sop


def suspend_sop(uow: UnitOfWork, actor: Actor, sop_id: int, note: str) -> Sop:
    """Tell everybody not to follow an SOP for now; records SopSuspended."""
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_end(actor))
    version = locking.get_effective(uow.session, sop)
    if sop.suspended_at is not None:
        raise Conflict("suspended_already")
    set_suspended(uow, actor, sop, scenario, version, note=texts.checked_note(note, required=True))
    return sop


def set_suspended(  # noqa: PLR0913 - a suspension's circumstances
    uow: UnitOfWork,
    by: Actor,
    sop: Sop,
    scenario: Scenario,
    version: SopVersion,
    *,
    note: str = "",
    outcome_id: int | None = None,
) -> None:
    """Suspend an SOP that is not; records SopSuspended."""
    sop.suspended_at, sop.suspended_note, sop.suspended_by_outcome = uow.now, note, outcome_id
    sop.version += 1
    event = SopSuspended(scenario_id=scenario.id, sop_id=sop.id, version_id=version.id, outcome_id=outcome_id)
    uow.record(event, by=by, subject=scenario.id)


def clear_sop(uow: UnitOfWork, actor: Actor, sop_id: int, note: str) -> Sop:
    """Let a suspended SOP be followed again, with the reason; records SopCleared."""
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_end(actor))
    version = locking.get_effective(uow.session, sop)
    if sop.suspended_at is None:
        raise Conflict("not_suspended")
    kept = texts.checked_note(note, required=True)
    lift_suspension(uow, actor, sop, scenario, version)
    note_review(uow, actor, scenario.id, Found.STILL_RIGHT, kept, sop_id=sop.id)
    close_review(uow, actor, sop_key(sop.id))
    return sop


def keep_sop(uow: UnitOfWork, actor: Actor, sop_id: int, note: str) -> Sop:
    """Put an SOP that an unmerge left undecided, or that rests after a merge, in force again (U8).

    Raises `sop_in_force` while another one of its scope holds: retire that one first.
    """
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_end(actor))
    locking.get_effective(uow.session, sop)
    if sop.in_force_on is not None:
        raise Conflict("already_in_force")
    kept = texts.checked_note(note, required=True)
    if loading.in_force(uow.session, scenario.id, sop.scope_key):
        raise Conflict("sop_in_force")
    sop.needs_decision, sop.replaced_by_op = False, None
    hold(uow, sop, scenario)
    note_review(uow, actor, scenario.id, Found.STILL_RIGHT, kept, sop_id=sop.id)
    close_review(uow, actor, sop_key(sop.id))
    event = SopRestored(scenario_id=scenario.id, sop_id=sop.id, op_id=None)
    uow.record(event, by=actor, subject=scenario.id)
    return sop


def retire_sop(
    uow: UnitOfWork,
    actor: Actor,
    sop_id: int,
    note: str,
    *,
    wrong: bool = False,
    successor_id: int | None = None,
) -> Sop:
    """End an SOP in force; `wrong` if it never should have been (within 30 days that takes P4 back).

    A successor is another SOP that is in force. What is being drafted of it is given up as well.
    """
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_end(actor))
    version = locking.get_effective(uow.session, sop)
    kept = texts.checked_note(note, required=True)
    _require_successor(uow, actor, sop, successor_id)
    sop.successor_id = successor_id
    end_version(uow, actor, sop, scenario, version, note=kept, wrong=wrong)
    close_review(uow, actor, sop_key(sop.id))
    return sop


def end_version(  # noqa: PLR0913 - an ending's circumstances
    uow: UnitOfWork,
    by: Actor,
    sop: Sop,
    scenario: Scenario,
    version: SopVersion,
    *,
    note: str,
    wrong: bool = False,
) -> None:
    """Retire the version in force and all that is drafted after it; records SopVersionRetired for each."""
    draft = loading.open_version(uow.session, sop.id)
    since = version.effective_at
    for one in (version, draft):
        if one is None:
            continue
        check_transition(one.state, VersionState.RETIRED)
        one.state, one.ended_at, one.end_note = VersionState.RETIRED, uow.now, note
        one.is_wrong = wrong and one is version
        one.version += 1
        event = SopVersionRetired(
            **version_facts(scenario, sop, one),
            wrong=one.is_wrong,
            effective_at=since.isoformat() if since is not None and one is version else None,
            successor_id=sop.successor_id,
        )
        uow.record(event, by=by, subject=scenario.id)
    sop.in_force_on = sop.replaced_by_op = sop.suspended_at = sop.review_due = None
    sop.needs_decision = False
    sop.closed_at = uow.now
    sop.version += 1


def _require_successor(uow: UnitOfWork, actor: Actor, sop: Sop, successor_id: int | None) -> None:
    if successor_id is None:
        return
    successor = uow.session.get(Sop, successor_id)
    if successor is None or successor.id == sop.id or successor.in_force_on is None:
        raise Invalid(fields={"successor": "no_successor"})
    loading.get_sop(uow.session, actor, successor.id)
