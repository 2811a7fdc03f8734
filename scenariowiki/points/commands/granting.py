"""Points by hand (P12): one person proposes, another one decides, nobody for themselves."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import policy
from scenariowiki.points.commands.awarding import available_to
from scenariowiki.points.commands.crediting import credit
from scenariowiki.points.commands.posting import Entry, post, purse_id, stamped
from scenariowiki.points.events import GrantApproved, GrantProposed, GrantRefused
from scenariowiki.points.models import PointsGrant, Purse
from scenariowiki.points.queries import grants
from scenariowiki.points.rules.grants import REASON_MAX, REASON_MIN, GrantState, amount_fault, fits
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.text import characters


@dataclass(frozen=True, kw_only=True)
class GrantInput:
    """Whom, how much (below zero takes points), and why, as the person will read it."""

    account_id: int
    amount: int
    reason: str


def propose_grant(uow: UnitOfWork, actor: Actor, given: GrantInput) -> PointsGrant:
    """Propose points for somebody else; records GrantProposed. Raises Invalid by field, `not_for_oneself`."""
    policy.require(policy.may_grant(actor))
    _check(uow, given)
    if given.account_id == actor.id:
        raise Forbidden("not_for_oneself")
    grant = PointsGrant(
        account_id=given.account_id,
        amount=given.amount,
        reason=characters.clean(given.reason).strip(),
        state=GrantState.PROPOSED,
        proposed_by=actor.id,
        created_at=uow.now,
    )
    uow.session.add(grant)
    uow.session.flush()
    event = GrantProposed(grant_id=grant.id, account_id=grant.account_id, amount=grant.amount)
    uow.record(event, by=actor)
    return grant


def approve_grant(uow: UnitOfWork, actor: Actor, grant_id: int) -> PointsGrant:
    """Approve what somebody else proposed for a third person, and post it; records GrantApproved.

    Raises `two_persons`, `not_for_oneself`, `no_budget_left`, `not_enough_points`, or `bad_state`.
    """
    grant = _decidable(uow, actor, grant_id)
    if grant.proposed_by == actor.id:
        raise Forbidden("two_persons")
    if grant.account_id == actor.id:
        raise Forbidden("not_for_oneself")
    _require_budget(uow, grant)
    grant.state, grant.decided_by, grant.decided_at = GrantState.APPROVED, actor.id, uow.now
    grant.version += 1
    event = GrantApproved(grant_id=grant.id, account_id=grant.account_id, amount=grant.amount)
    recorded = uow.record(event, by=actor)
    uow.session.flush()
    entry = _entry(uow, actor, grant, recorded.id)
    grant.transfer_id = credit(uow, entry) if grant.amount > 0 else post(uow, entry)
    return grant


def refuse_grant(uow: UnitOfWork, actor: Actor, grant_id: int, note: str = "") -> PointsGrant:
    """Refuse a proposal, or withdraw one's own; records GrantRefused."""
    grant = _decidable(uow, actor, grant_id)
    is_own = grant.proposed_by == actor.id
    if grant.account_id == actor.id:
        raise Forbidden("not_for_oneself")
    if len(note) > REASON_MAX:
        raise Invalid(fields={"note": "too_long"})
    grant.state = GrantState.WITHDRAWN if is_own else GrantState.REFUSED
    grant.decided_by, grant.decided_at, grant.note = actor.id, uow.now, note.strip()
    grant.version += 1
    uow.record(GrantRefused(grant_id=grant.id, account_id=grant.account_id, withdrawn=is_own), by=actor)
    return grant


def _decidable(uow: UnitOfWork, actor: Actor, grant_id: int) -> PointsGrant:
    policy.require(policy.may_grant(actor))
    chosen = select(PointsGrant).where(PointsGrant.id == grant_id).with_for_update()
    grant = uow.session.scalar(chosen.execution_options(populate_existing=True))
    if grant is None:
        raise NotFound
    if grant.state != GrantState.PROPOSED:
        raise Conflict("bad_state", state=grant.state)
    return grant


def _check(uow: UnitOfWork, given: GrantInput) -> None:
    reason = characters.clean(given.reason).strip()
    faults: dict[str, Any] = {
        "amount": amount_fault(given.amount),
        "account_id": None if accounts.is_active(uow.session, given.account_id) else "no_account",
        "reason": _reason_fault(reason),
    }
    if faults := {field: code for field, code in faults.items() if code}:
        raise Invalid(fields=faults)
    if given.amount > (most := grants.budget(uow.session, uow.now)):
        raise Invalid(fields={"amount": "over_budget"}, budget=most)


def _reason_fault(reason: str) -> str | None:
    if len(reason) < REASON_MIN:
        return "note_too_short"
    if len(reason) > REASON_MAX:
        return "too_long"
    found = characters.problems(reason)
    return f"characters_{found[0].value}" if found else None


def _require_budget(uow: UnitOfWork, grant: PointsGrant) -> None:
    """Let one approval after the other count: two at once would both see room."""
    house = purse_id(uow, PurseKind.ISSUE, 0)
    uow.session.execute(select(Purse.id).where(Purse.id == house).with_for_update(key_share=True))
    most, given = grants.budget(uow.session, uow.now), grants.given_in_month(uow.session, uow.now)
    if not fits(grant.amount, given, most):
        raise Conflict("no_budget_left", left=max(0, most - given))
    if grant.amount < 0 and available_to(uow, grant.account_id) < -grant.amount:
        raise Conflict("not_enough_points")


def _entry(uow: UnitOfWork, actor: Actor, grant: PointsGrant, event_id: Any) -> Entry:
    purses = (PurseKind.ISSUE, PurseKind.WALLET)
    debit, credit = purses if grant.amount > 0 else purses[::-1]
    return Entry(
        debit=debit,
        credit=credit,
        **stamped(uow, grant.account_id),
        amount=abs(grant.amount),
        code=Code.MANUAL,
        idem_key=f"grant:{grant.id}",
        actor_id=actor.id,
        event_id=event_id,
        facts={"grant": grant.id},
    )
