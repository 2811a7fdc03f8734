"""What is settled about an SOP beside its text: owner, readers, interval; and who approves in a category."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.curation.commands.opening import close_stale, find_open
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Category
from scenariowiki.sops import policy
from scenariowiki.sops.commands import locking
from scenariowiki.sops.commands.approvers import may_agree
from scenariowiki.sops.commands.reviewing import sop_key
from scenariowiki.sops.events import SopApproversSaved, SopSettled
from scenariowiki.sops.models import Sop, SopApprovers
from scenariowiki.sops.rules import reviews
from scenariowiki.sops.rules.readers import Readers
from scenariowiki.sops.rules.reviews import ReviewReason

APPROVERS_MOST = 5


@dataclass(frozen=True, kw_only=True)
class SettingsInput:
    """Who keeps an SOP, who reads it, and after how many days it is looked at again."""

    owner_id: int
    readers: Readers
    review_days: int


def settle_sop(uow: UnitOfWork, actor: Actor, sop_id: int, given: SettingsInput) -> Sop:
    """Change owner, readers or interval; records SopSettled."""
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_write(actor, sop.owner_id))
    if not accounts.is_active(uow.session, given.owner_id):
        raise Invalid(fields={"owner": "no_account"})
    _check_readers(uow, given.readers)
    days = reviews.checked_days(given.review_days)
    if sop.review_due is not None and days != sop.review_days:
        sop.review_due += (days - sop.review_days) * reviews.DAY
    if sop.owner_id != given.owner_id:
        _answer_orphaned(uow, actor, sop)
    sop.owner_id, sop.audience, sop.review_days = given.owner_id, given.readers.stored(), days
    sop.version += 1
    event = SopSettled(scenario_id=scenario.id, sop_id=sop.id, owner_id=sop.owner_id)
    uow.record(event, by=actor, subject=scenario.id)
    return sop


def take_over(uow: UnitOfWork, by: Actor, from_id: int, to_id: int) -> int:
    """Give all SOPs that somebody keeps to another who took over (R90); records SopSettled for each."""
    kept = select(Sop.id).where(Sop.owner_id == from_id, Sop.closed_at.is_(None)).order_by(Sop.id)
    ids = uow.session.scalars(kept).all()
    for sop_id in ids:
        sop, scenario = locking.lock_rows(uow.session, sop_id)
        sop.owner_id = to_id
        sop.version += 1
        _answer_orphaned(uow, by, sop)
        event = SopSettled(scenario_id=scenario.id, sop_id=sop.id, owner_id=to_id)
        uow.record(event, by=by, subject=scenario.id)
    return len(ids)


def _answer_orphaned(uow: UnitOfWork, by: Actor, sop: Sop) -> None:
    """Close a review that was asked for only because nobody kept the SOP: somebody does now."""
    item = find_open(uow.session, sop_key(sop.id))
    if item is not None and item.facts.get("reasons") == [ReviewReason.OWNER_LEFT.value]:
        close_stale(uow, item, by, why="taken over")


def set_approvers(uow: UnitOfWork, actor: Actor, category_id: int, approvers: Sequence[int]) -> None:
    """Say who approves the SOPs of a category, in order; nobody named means any one SOP owner."""
    wiki.require(policy.may_set_approvers(actor))
    if uow.session.get(Category, category_id) is None:
        raise NotFound("no_category")
    asked = tuple(approvers)
    if len(asked) > APPROVERS_MOST:
        raise Invalid(fields={"approvers": "too_many"})
    if len(set(asked)) < len(asked):
        raise Invalid(fields={"approvers": "approver_twice"})
    for one in asked:
        if not may_agree(uow, one):
            raise Invalid(fields={"approvers": "no_approver"})
    row = uow.session.get(SopApprovers, category_id)
    if row is None:
        row = SopApprovers(category_id=category_id, approvers=[], updated_at=uow.now, updated_by=actor.id)
        uow.session.add(row)
    row.approvers, row.updated_at, row.updated_by = list(asked), uow.now, actor.id
    uow.record(SopApproversSaved(category_id=category_id, approver_ids=asked), by=actor)


def _check_readers(uow: UnitOfWork, given: Readers) -> None:
    problems: dict[str, str] = {}
    if any(not accounts.is_team(uow.session, team) for team in given.teams):
        problems["teams"] = "no_team"
    sites = set(uow.session.scalars(select(Site.id).where(Site.id.in_(given.sites))))
    if sites != set(given.sites):
        problems["sites"] = "not_a_choice"
    if not given.roles <= {role.value for role in Role}:
        problems["roles"] = "not_a_choice"
    if problems:
        raise Invalid(fields=problems)
