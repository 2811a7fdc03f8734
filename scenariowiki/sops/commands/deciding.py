"""Asking for approval and giving it: by SOP owners who did not write most of it, in the order asked for."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops import policy
from scenariowiki.sops.commands import locking
from scenariowiki.sops.commands.effect import make_effective
from scenariowiki.sops.commands.facts import version_facts
from scenariowiki.sops.events import SopApproved, SopSentBack, SopSubmitted
from scenariowiki.sops.models import Sop, SopApproval, SopApprovers, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.versions import VersionState, check_transition

FURTHEST = dt.timedelta(days=365)


def submit_version(
    uow: UnitOfWork,
    actor: Actor,
    sop_id: int,
    checks: Sequence[str],
    *,
    effective_from: dt.date | None = None,
    seen: int | None = None,
) -> SopVersion:
    """Ask for approval of a whole text, everything on the checklist ticked (R58); records SopSubmitted.

    `effective_from` is not in the past; None means as soon as it is approved.
    """
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_write(actor, sop.owner_id))
    version = locking.get_open(uow.session, sop)
    check_transition(version.state, VersionState.IN_REVIEW)
    locking.check_seen(version, seen)
    texts.require_whole(texts.read_text(version.text), checks)
    _check_day(locking.day_of(uow.session, sop, uow.now), effective_from)
    version.state = VersionState.IN_REVIEW
    version.checklist = sorted(checks)
    version.effective_from = effective_from
    version.author_id = actor.id
    version.approvers = _asked(uow, scenario, version)
    version.submitted_at = uow.now
    version.round += 1
    version.version += 1
    event = SopSubmitted(
        **version_facts(scenario, sop, version), author_id=actor.id, approver_ids=tuple(version.approvers)
    )
    uow.record(event, by=actor, subject=scenario.id)
    return version


def send_back(
    uow: UnitOfWork, actor: Actor, sop_id: int, note: str, *, seen: int | None = None
) -> SopVersion:
    """Have a version changed first: by an approver with a note, or by whoever submitted it."""
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    version = locking.get_open(uow.session, sop)
    is_own = actor.id == version.author_id
    shares = texts.shares(version.attribution)
    wiki.require(is_own or policy.may_approve(actor, shares, version.author_id))
    check_transition(version.state, VersionState.DRAFT)
    locking.check_seen(version, seen)
    version.end_note = texts.checked_note(note, required=not is_own)
    version.state = VersionState.DRAFT
    version.approved_at = None
    version.version += 1
    event = SopSentBack(**version_facts(scenario, sop, version), author_id=version.author_id)
    uow.record(event, by=actor, subject=scenario.id)
    return version


def approve_version(
    uow: UnitOfWork, actor: Actor, sop_id: int, note: str = "", *, seen: int | None = None
) -> SopVersion:
    """Agree to a version; the last one asked makes it approved, and effective if its day has come.

    Raises `own_sop` for whoever wrote more than half of it or submitted it, `not_your_turn` out of order,
    `sop_in_force` where another SOP of that scope holds (M25).
    """
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    version = locking.get_open(uow.session, sop)
    if version.state != VersionState.IN_REVIEW:
        raise Conflict("bad_state", state=version.state, to=VersionState.APPROVED)
    locking.check_seen(version, seen)
    agreed = loading.approvals_of(uow.session, version)
    _require_approver(actor, version, agreed)
    _note_approval(uow, actor, version, len(agreed), texts.checked_note(note, required=False))
    is_final = len(agreed) + 1 >= len(version.approvers)
    event = SopApproved(**version_facts(scenario, sop, version), author_id=version.author_id, final=is_final)
    uow.record(event, by=actor, subject=scenario.id)
    version.version += 1
    if is_final:
        version.state, version.approved_at = VersionState.APPROVED, uow.now
        _take_effect_if_due(uow, actor, sop, scenario, version)
    return version


def _take_effect_if_due(
    uow: UnitOfWork, actor: Actor, sop: Sop, scenario: Scenario, version: SopVersion
) -> None:
    today = locking.day_of(uow.session, sop, uow.now)
    if version.effective_from is None or version.effective_from <= today:
        make_effective(uow, actor, sop, scenario, version)


def _require_approver(actor: Actor, version: SopVersion, agreed: Sequence[SopApproval]) -> None:
    shares = texts.shares(version.attribution)
    if not policy.may_approve(actor, shares, version.author_id):
        own = actor.id == version.author_id or shares.get(actor.id, 0.0) > texts.OWN_MOST
        raise Forbidden("own_sop" if own else "forbidden")
    if any(one.account_id == actor.id for one in agreed):
        raise Conflict("approved_already")
    if not policy.is_next(actor, version.approvers, len(agreed), said=False):
        raise Forbidden("not_your_turn")


def _note_approval(uow: UnitOfWork, actor: Actor, version: SopVersion, position: int, note: str) -> None:
    row = SopApproval(
        version_id=version.id,
        round=version.round,
        position=position,
        account_id=actor.id,
        note=note,
        at=uow.now,
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(row)
    except IntegrityError as twice:
        raise Conflict("approved_already") from twice


def _check_day(today: dt.date, day: dt.date | None) -> None:
    if day is None:
        return
    if day < today:
        raise Invalid(fields={"effective_from": "in_the_past"})
    if day > today + FURTHEST:
        raise Invalid(fields={"effective_from": "too_late"})


def _asked(uow: UnitOfWork, scenario: Scenario, version: SopVersion) -> list[int]:
    """List those whom the category names and who can agree: nobody waits for one who left or wrote it."""
    row = uow.session.get(SopApprovers, scenario.category_id) if scenario.category_id else None
    shares = texts.shares(version.attribution)
    return [
        one
        for one in (row.approvers if row is not None else ())
        if accounts.is_active(uow.session, one)
        and policy.may_approve(people.get_actor(uow.session, one), shares, version.author_id)
    ]
