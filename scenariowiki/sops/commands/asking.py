"""Versions in review wait in the queue: an item for each step of the approval, decided here or there (Q4)."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.curation.commands.opening import close_stale, open_item
from scenariowiki.curation.commands.publishing import decide_elsewhere
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries.subjects import concerned
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import ASKED, ItemKind, Verdict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands import deciding, drafting
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.versions import VersionState

RISK, RISK_IN_FORCE = 0.5, 1.0  # Q2: its solution has proved itself; an SOP in force is concerned


class Waiting(NamedTuple):
    """A version in review with its SOP and the canonical scenario it stands on."""

    version: SopVersion
    sop: Sop
    scenario: Scenario

    @property
    def key(self) -> str:
        """Name the step: whatever is done to a version in review makes it another one."""
        return f"{_prefix(self.version.id)}{self.version.version}"


def follow_versions(uow: UnitOfWork, scenario_ids: Collection[int]) -> None:
    """Open an item for every version that waits on some pages, and close those of what no longer does."""
    uow.session.flush()
    pages = _pages(uow, scenario_ids)
    wanted = {one.key: one for one in _in_review(uow, pages)}
    chosen = select(QueueItem).where(
        QueueItem.kind == ItemKind.SOP,
        QueueItem.closed_at.is_(None),
        QueueItem.scenario_id.in_({*pages, *scenario_ids}),
    )
    open_now = {item.key: item for item in uow.session.scalars(chosen)}
    for key, item in open_now.items():
        if key not in wanted:
            close_stale(uow, item, _system(uow), why="no longer in review")
    for key, one in wanted.items():
        if key not in open_now:
            _open(uow, one)


def list_in_review(uow: UnitOfWork) -> Sequence[int]:
    """List the scenarios of all versions in review, for the clock to look after."""
    chosen = select(Sop.scenario_id).join(SopVersion, SopVersion.sop_id == Sop.id)
    return uow.session.scalars(chosen.where(SopVersion.state == VersionState.IN_REVIEW).distinct()).all()


def note_verdict(uow: UnitOfWork, actor_id: int, version_id: int, verdict: Verdict) -> None:
    """Decide the item of a version on which somebody decided on the SOP's page, with the item's guards.

    Whoever agreed to it and now has it changed only takes that back: the item goes, undecided.
    """
    chosen = select(QueueItem).where(
        QueueItem.key.startswith(_prefix(version_id), autoescape=True), QueueItem.closed_at.is_(None)
    )
    item = uow.session.scalar(chosen)
    if item is not None and actor_id not in concerned(item.facts):
        decide_elsewhere(uow, actor_id, item.key, verdict)


def carry_out(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    """Do with a version what the queue decided, by the very commands of the SOP's page."""
    sop_id, note, seen = int(item.facts["sop_id"]), item.note, item.facts["seen"]
    if item.verdict == Verdict.APPROVE:
        deciding.approve_version(uow, actor, sop_id, note, seen=seen)
    elif item.verdict == Verdict.NEEDS_WORK:
        deciding.send_back(uow, actor, sop_id, note, seen=seen)
    else:
        drafting.drop_draft(uow, actor, sop_id, note, seen=seen)


def _prefix(version_id: int) -> str:
    return f"sop_version:{version_id}:"


def _pages(uow: UnitOfWork, scenario_ids: Collection[int]) -> set[int]:
    chosen = select(Scenario.canonical_id).where(Scenario.id.in_(scenario_ids))
    return {id_ for id_ in uow.session.scalars(chosen) if id_ is not None}


def _in_review(uow: UnitOfWork, pages: Collection[int]) -> Iterator[Waiting]:
    """List what can be approved now: nothing is on a page that is not published."""
    group = select(Scenario.id).where(Scenario.canonical_id.in_(pages))
    chosen = (
        select(SopVersion, Sop)
        .join(Sop, Sop.id == SopVersion.sop_id)
        .where(Sop.scenario_id.in_(group), SopVersion.state == VersionState.IN_REVIEW)
        .order_by(SopVersion.id)
    )
    for version, sop in uow.session.execute(chosen).all():
        scenario = loading.scenario_of(uow.session, sop)
        if scenario.state == State.PUBLISHED:
            yield Waiting(version, sop, scenario)


def _open(uow: UnitOfWork, one: Waiting) -> None:
    version, sop, scenario = one
    agreed = loading.approvals_of(uow.session, version)
    left = version.approvers[len(agreed) :]
    facts: dict[str, Any] = {
        "sop_id": sop.id,
        "version_id": version.id,
        "seen": version.version,
        "involved": sorted(_bound(version) | {row.account_id for row in agreed}),
    }
    if left:
        facts[ASKED] = left[0]
    open_item(
        uow,
        kind=ItemKind.SOP,
        key=one.key,
        weight=items.weight(risk=RISK_IN_FORCE if sop.in_force_on is not None else RISK),
        by=accounts.get_actor(uow.session, version.author_id),
        scenario_id=scenario.id,
        facts=facts,
    )


def _bound(version: SopVersion) -> set[int]:
    """Return who may not approve a version: who submitted it, and whoever wrote most of it (Q8)."""
    shares = texts.shares(version.attribution)
    return {version.author_id, *(one for one, share in shares.items() if share > texts.OWN_MOST)}


def _system(uow: UnitOfWork) -> Actor:
    found = accounts.find_actor(uow.session, SYSTEM)
    assert found is not None  # noqa: S101 - it is there from the first day
    return found
