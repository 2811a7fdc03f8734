"""Taking effect: exactly one SOP holds for a scenario and scope, whoever approves or merges (M25)."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands import locking
from scenariowiki.sops.commands.facts import version_facts
from scenariowiki.sops.events import SopBecameEffective, SopCleared, SopVersionSuperseded
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.versions import VersionState, check_transition

BLOCKED = frozenset({"sop_in_force", "sop_rests", "bad_state"})


def make_effective(uow: UnitOfWork, by: Actor, sop: Sop, scenario: Scenario, version: SopVersion) -> None:
    """Put an approved version in force; the one before it is superseded, a suspension ends with it.

    Raises `sop_in_force` where another SOP of that scope holds, `sop_rests` for one that a merge put aside.
    """
    check_transition(version.state, VersionState.EFFECTIVE)
    _require_place(uow, sop, scenario)
    hold(uow, sop, scenario)
    before = loading.effective_version(uow.session, sop.id)
    if before is not None:
        before.state, before.ended_at = VersionState.SUPERSEDED, uow.now
        before.version += 1
        uow.session.flush()
        event = SopVersionSuperseded(**version_facts(scenario, sop, before), by_version_id=version.id)
        uow.record(event, by=by, subject=scenario.id)
    version.state, version.effective_at = VersionState.EFFECTIVE, uow.now
    version.version += 1
    sop.title = version.text["title"]
    sop.review_due = locking.day_of(uow.session, sop, uow.now) + dt.timedelta(days=sop.review_days)
    sop.reviewed_at, sop.reviewed_by = uow.now, by.id
    if sop.suspended_at is not None:
        lift_suspension(uow, by, sop, scenario, version)
    facts = version_facts(scenario, sop, version)
    became = SopBecameEffective(
        **facts, situation_author_id=scenario.author_id, first=_is_first(uow, sop, version)
    )
    uow.record(became, by=by, subject=scenario.id)


def hold(uow: UnitOfWork, sop: Sop, scenario: Scenario) -> None:
    """Let an SOP hold for a scenario; the database refuses a second one of its scope."""
    sop.in_force_on = scenario.id
    sop.version += 1
    try:
        with uow.session.begin_nested():
            uow.session.flush()
    except IntegrityError as second:
        raise Conflict("sop_in_force") from second


def lift_suspension(uow: UnitOfWork, by: Actor, sop: Sop, scenario: Scenario, version: SopVersion) -> None:
    """Let an SOP be followed again; records SopCleared."""
    sop.suspended_at = sop.suspended_by_outcome = None
    sop.suspended_note = ""
    sop.version += 1
    event = SopCleared(scenario_id=scenario.id, sop_id=sop.id, version_id=version.id)
    uow.record(event, by=by, subject=scenario.id)


def list_due(uow: UnitOfWork, *, limit: int) -> Sequence[int]:
    """List the SOPs with an approved version whose day may have come, by the earliest day on earth."""
    latest = uow.now.date() + dt.timedelta(days=1)
    day = SopVersion.effective_from
    due = (
        select(SopVersion.sop_id)
        .where(SopVersion.state == VersionState.APPROVED, or_(day.is_(None), day <= latest))
        .order_by(SopVersion.effective_from, SopVersion.id)
        .limit(limit)
    )
    return uow.session.scalars(due).all()


def take_effect(uow: UnitOfWork, system: Actor, sop_id: int) -> bool:
    """Put an approved version in force if its day has come; one that cannot hold goes on waiting."""
    sop, scenario = locking.lock_rows(uow.session, sop_id)
    version = loading.find_version(uow.session, sop.id, VersionState.APPROVED)
    if version is None:
        return False
    version = locking.reload(uow.session, version)
    today = locking.day_of(uow.session, sop, uow.now)
    if version.effective_from is not None and version.effective_from > today:
        return False
    try:
        make_effective(uow, system, sop, scenario, version)
    except Conflict as refusal:
        if refusal.reason not in BLOCKED:
            raise
        return False
    return True


def _require_place(uow: UnitOfWork, sop: Sop, scenario: Scenario) -> None:
    if scenario.state != State.PUBLISHED:
        raise Conflict("bad_state", state=scenario.state)
    if sop.replaced_by_op is not None or sop.needs_decision:
        raise Conflict("sop_rests")
    holders = loading.in_force(uow.session, scenario.id, sop.scope_key)
    if any(one.id != sop.id for one in holders):
        raise Conflict("sop_in_force")


def _is_first(uow: UnitOfWork, sop: Sop, version: SopVersion) -> bool:
    versions = loading.versions_of(uow.session, sop.id)
    return all(one.effective_at is None or one.id == version.id for one in versions)
