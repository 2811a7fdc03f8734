"""Locking what a command is about, in the order in which merges lock: the page first, then the SOP (M9)."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading


def lock_sop(uow: UnitOfWork, actor: Actor, sop_id: int) -> tuple[Sop, Scenario]:
    """Return an SOP and the canonical scenario it stands on, both locked; NotFound for others."""
    sop = loading.get_sop(uow.session, actor, sop_id)
    return lock_rows(uow.session, sop.id)


def lock_rows(session: Session, sop_id: int) -> tuple[Sop, Scenario]:
    """Do the same for whoever acts in the name of the house."""
    sop = session.get_one(Sop, sop_id)
    scenario = lock_page(session, loading.scenario_of(session, sop).id)
    again = select(Sop).where(Sop.id == sop_id).with_for_update()
    return session.scalars(again.execution_options(populate_existing=True)).one(), scenario


def lock_page(session: Session, scenario_id: int) -> Scenario:
    """Return the canonical scenario of a page, locked; a merge that came first is followed."""
    while True:
        chosen = select(Scenario).where(Scenario.id == scenario_id).with_for_update(key_share=True)
        scenario = session.scalars(chosen.execution_options(populate_existing=True)).one()
        if scenario.canonical_id in {None, scenario.id}:
            return scenario
        scenario_id = scenario.canonical_id


def reload(session: Session, version: SopVersion) -> SopVersion:
    """Return a version as it is now that its SOP is locked."""
    again = select(SopVersion).where(SopVersion.id == version.id)
    return session.scalars(again.execution_options(populate_existing=True)).one()


def get_open(session: Session, sop: Sop) -> SopVersion:
    """Return the version that is being worked on; raises `no_draft` where there is none."""
    version = loading.open_version(session, sop.id)
    if version is None:
        raise Conflict("no_draft")
    return reload(session, version)


def get_effective(session: Session, sop: Sop) -> SopVersion:
    """Return the version in force; raises `not_in_force` where there is none."""
    version = loading.effective_version(session, sop.id)
    if version is None:
        raise Conflict("not_in_force")
    return reload(session, version)


def check_seen(version: SopVersion, seen: int | None) -> None:
    """Raise `stale_preview` where a version is not as it was shown; None stands for not having looked."""
    if seen is not None and seen != version.version:
        raise Conflict("stale_preview")


def day_of(session: Session, sop: Sop, moment: dt.datetime) -> dt.date:
    """Return the working day of a moment where an SOP is kept."""
    return accounts.stamp(session, sop.owner_id, moment).day
