"""SOPs as rows, for those who may know of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import groups
from scenariowiki.sops import policy
from scenariowiki.sops.models import Sop, SopApproval, SopVersion
from scenariowiki.sops.rules.versions import OPEN, Standing, VersionState, standing


def get_sop(session: Session, actor: Actor, sop_id: int) -> Sop:
    """Return an SOP; NotFound where the actor may not read its scenario, or has no part in its drafting."""
    sop = session.get(Sop, sop_id)
    if sop is None or not wiki.may_read(actor, scenario_of(session, sop)):
        raise NotFound("no_sop")
    if not policy.may_write(actor, sop.owner_id) and shown_version(session, sop).state in OPEN:
        raise NotFound("no_sop")
    return sop


def scenario_of(session: Session, sop: Sop) -> Scenario:
    """Return the canonical scenario that an SOP is read under."""
    return groups.canonical(session, session.get_one(Scenario, sop.scenario_id))


def versions_of(session: Session, sop_id: int) -> Sequence[SopVersion]:
    """List the versions of an SOP, the newest first."""
    chosen = select(SopVersion).where(SopVersion.sop_id == sop_id)
    return session.scalars(chosen.order_by(SopVersion.number.desc())).all()


def readable_versions(session: Session, actor: Actor, sop: Sop) -> Sequence[SopVersion]:
    """List the versions that a person may read: those once in force, and all of them for who writes."""
    writes = policy.may_write(actor, sop.owner_id)
    return [one for one in versions_of(session, sop.id) if writes or one.effective_at is not None]


def choose_version(versions: Sequence[SopVersion], number: int | None = None) -> SopVersion:
    """Return the version of a number, without one that in force, else the newest; NotFound where none is."""
    if number is not None:
        fitting = [one for one in versions if one.number == number]
    else:
        fitting = [one for one in versions if one.state == VersionState.EFFECTIVE] or list(versions)
    if not fitting:
        raise NotFound("no_sop")
    return fitting[0]


def find_version(session: Session, sop_id: int, *states: VersionState) -> SopVersion | None:
    """Return the newest version of an SOP in one of some states."""
    chosen = select(SopVersion).where(SopVersion.sop_id == sop_id, SopVersion.state.in_(states))
    return session.scalar(chosen.order_by(SopVersion.number.desc()).limit(1))


def open_version(session: Session, sop_id: int) -> SopVersion | None:
    """Return the version that is being worked on, if any."""
    return find_version(session, sop_id, *sorted(OPEN))


def effective_version(session: Session, sop_id: int) -> SopVersion | None:
    """Return the version in force, if any."""
    return find_version(session, sop_id, VersionState.EFFECTIVE)


def shown_version(session: Session, sop: Sop) -> SopVersion:
    """Return the version that an SOP is read by: the one in force, else the newest."""
    return effective_version(session, sop.id) or versions_of(session, sop.id)[0]


def standing_of(sop: Sop, version: SopVersion) -> Standing:
    """Return what an SOP is, read by one of its versions."""
    return standing(
        version.state,
        suspended=sop.suspended_at is not None,
        replaced=sop.replaced_by_op is not None,
        undecided=sop.needs_decision,
    )


def approvals_of(session: Session, version: SopVersion) -> Sequence[SopApproval]:
    """List who agreed to a version since it was last submitted, in order."""
    chosen = select(SopApproval).where(
        SopApproval.version_id == version.id, SopApproval.round == version.round
    )
    return session.scalars(chosen.order_by(SopApproval.position)).all()


def in_force(session: Session, scenario_id: int, scope_key: str | None = None) -> Sequence[Sop]:
    """List the SOPs in force on a canonical scenario, in one scope or in all."""
    chosen = select(Sop).where(Sop.in_force_on == scenario_id)
    if scope_key is not None:
        chosen = chosen.where(Sop.scope_key == scope_key)
    return session.scalars(chosen.order_by(Sop.id)).all()
