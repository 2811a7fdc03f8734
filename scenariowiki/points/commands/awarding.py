"""Awards: what an event earns somebody; capped when given, posted when ripe, taken back in full."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.inserting import build, choose
from scenariowiki.points.commands.posting import Entry, post, purse_id
from scenariowiki.points.models import Award, CapUse, Purse
from scenariowiki.points.rules.amounts import capped, repaid, taken_back
from scenariowiki.points.rules.ledger import OPEN_AWARDS, AwardState, Class, Code, PurseKind
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.points.rules.tariff import Tariff, TariffRule

APPLIED = "P3"  # counted on the board: used by another team, and it worked
_AWARD = select(Award).where(
    Award.event_id == bindparam("of_event"),
    Award.rule == bindparam("of_rule"),
    Award.account_id == bindparam("of_account"),
    Award.part == bindparam("of_part"),
    Award.issue == bindparam("of_issue"),
)
_PURSE = (
    select(Purse)
    .where(Purse.id == bindparam("of_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_CAP_MADE = build(
    CapUse,
    lambda insert: insert.on_conflict_do_nothing(index_elements=["account_id", "rule", "day"]),
)
_CAP = (
    select(CapUse)
    .where(
        CapUse.account_id == bindparam("of_account_id"),
        CapUse.rule == bindparam("of_rule"),
        CapUse.day == bindparam("of_day"),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What the tariff gives somebody for an event; `what` names the line's amount, or `amount` is given.

    It stays pending as long as the tariff says, and not less than `until`; what `waits_for_somebody` ripens
    by what a person decides, and what `is_held` by what is decided about a suspicion.
    """

    event_id: uuid.UUID
    rule: str
    account_id: int
    cap_day: dt.date
    occurred_at: dt.datetime
    caused_by: int
    what: str = "each"
    amount: int | None = None
    part: int = 0
    issue: int = 1
    scenario_id: int | None = None
    solution_id: int | None = None
    until: dt.datetime | None = None
    waits_for_somebody: bool = False
    is_held: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    def due_at(self, waits: dt.timedelta) -> dt.datetime | None:
        """Return when it ripens by itself: as the tariff says, not before `until`; None where it does not."""
        if self.waits_for_somebody:
            return None
        moments = (self.occurred_at + waits, self.until or self.occurred_at)
        ripe = max(moments)
        return ripe if ripe > self.occurred_at else None


def give(uow: UnitOfWork, tariff: Tariff, earned: Earned) -> Award | None:
    """Give an award once (a replay gives nothing more); it posts at once unless it must ripen or is held.

    What the day's cap leaves of it is given, None where that is nothing (L11).
    """
    if find(uow.session, earned) is not None:
        return None
    rule = tariff.rule(earned.rule)
    asked = rule.amount(earned.what) if earned.amount is None else earned.amount
    amount = take_from_cap(uow.session, earned.account_id, rule, earned.cap_day, asked)
    if amount == 0:
        return None
    award = Award(
        event_id=earned.event_id,
        rule=earned.rule,
        tariff=tariff.number,
        account_id=earned.account_id,
        part=earned.part,
        issue=earned.issue,
        earns=rule.earns,
        asked=asked,
        amount=amount,
        state=AwardState.HELD if earned.is_held else AwardState.PENDING,
        cap_day=earned.cap_day,
        due_at=earned.due_at(rule.waits),
        caused_by=earned.caused_by,
        scenario_id=earned.scenario_id,
        solution_id=earned.solution_id,
        facts=dict(earned.facts),
        occurred_at=earned.occurred_at,
        created_at=uow.now,
    )
    uow.session.add(award)
    uow.session.flush()
    if award.due_at is None and not (earned.is_held or earned.waits_for_somebody):
        ripen(uow, award)
    return award


def find(session: Session, earned: Earned) -> Award | None:
    """Return what an event earned already, by one rule, part and issue."""
    given = {
        "of_event": earned.event_id,
        "of_rule": earned.rule,
        "of_account": earned.account_id,
        "of_part": earned.part,
        "of_issue": earned.issue,
    }
    return session.scalar(_AWARD, given)


def ripen(uow: UnitOfWork, award: Award) -> None:
    """Post an open award: debt is repaid first (L8); day, site and team are those of this moment (L12)."""
    _require_open(award)
    stamp = accounts.stamp(uow.session, award.account_id, uow.now)
    award.state, award.resolved_at = AwardState.POSTED, uow.now
    award.effective_day, award.site_id, award.team_id = stamp.day, stamp.site_id, stamp.team_id
    settle(uow, award, actor_id=award.caused_by)


def settle(uow: UnitOfWork, award: Award, *, actor_id: int) -> None:
    """Write a posted and stamped award into the ledger."""
    uow.session.flush()
    today = accounts.stamp(uow.session, award.account_id, uow.now).day
    repayment, rest = repaid(award.amount, debt_of(uow, award.account_id))
    parts = ((Code.REPAYMENT, PurseKind.DEBT, repayment), (Code.AWARD, PurseKind.WALLET, rest))
    for code, purse, amount in parts:
        if amount:
            purses = (PurseKind.ISSUE, purse)
            post(uow, _entry(award, code, purses, amount, actor_id=actor_id, today=today))


def void(uow: UnitOfWork, award: Award, reason: str) -> None:
    """Take an open award away before it counts (L6); only for a merge its place under the cap is kept."""
    _require_open(award)
    award.state, award.resolved_at, award.reason = AwardState.VOIDED, uow.now, reason
    if reason != Reason.MERGED:
        give_to_cap(uow.session, award)


def reverse(uow: UnitOfWork, award: Award, *, actor_id: int, reason: str) -> None:
    """Take a posted award back, once and in full (L7); what is spent already becomes debt (L8).

    It counts against the day, site and team that had earned it, in every period that is still open (L13).
    What a merge takes back keeps its place under the cap, since undoing it brings all of it back (PM3).
    """
    if award.state != AwardState.POSTED:
        raise Conflict("bad_state", state=award.state)
    from_wallet, debt = taken_back(award.amount, available_to(uow, award.account_id))
    award.state, award.resolved_at, award.reason = AwardState.REVERSED, uow.now, reason
    if reason != Reason.MERGED:
        give_to_cap(uow.session, award)
    today = accounts.stamp(uow.session, award.account_id, uow.now).day
    parts = ((Code.REVERSAL, PurseKind.WALLET, from_wallet), (Code.CLAW_BACK, PurseKind.DEBT, debt))
    for code, purse, amount in parts:
        if amount:
            entry = _entry(award, code, (purse, PurseKind.ISSUE), amount, actor_id=actor_id, today=today)
            post(uow, replace(entry, scored=-1, facts={"reason": reason}))


def take_back(uow: UnitOfWork, award: Award, *, actor_id: int, reason: str) -> bool:
    """Void an award that is open, reverse one that is posted; tell whether there was anything to take."""
    if award.state in OPEN_AWARDS:
        void(uow, award, reason)
    elif award.state == AwardState.POSTED:
        reverse(uow, award, actor_id=actor_id, reason=reason)
    else:
        return False
    return True


def _entry(
    award: Award,
    code: Code,
    purses: tuple[PurseKind, PurseKind],
    amount: int,
    *,
    actor_id: int,
    today: dt.date,
) -> Entry:
    is_whole = code in {Code.AWARD, Code.REVERSAL} or amount == award.amount
    return Entry(
        debit=purses[0],
        credit=purses[1],
        account_id=award.account_id,
        amount=amount,
        code=code,
        idem_key=f"award:{award.id}:{code}",
        actor_id=actor_id,
        effective_day=award.effective_day or today,
        posted_day=today,
        site_id=award.site_id,
        team_id=award.team_id,
        award_id=award.id,
        event_id=award.event_id,
        tariff=award.tariff,
        earns=Class(award.earns),
        scored=1,
        adopted=int(award.rule == APPLIED and is_whole),
    )


def take_turn(uow: UnitOfWork, account_id: int) -> None:
    """Wait until nobody else gives somebody points: what is counted now holds until this is over."""
    _locked(uow, PurseKind.DEBT, account_id)


def debt_of(uow: UnitOfWork, account_id: int) -> int:
    """Return what somebody owes, its row locked."""
    row = _locked(uow, PurseKind.DEBT, account_id)
    return row.debits - row.credits


def available_to(uow: UnitOfWork, account_id: int) -> int:
    """Return what somebody may spend, its row locked."""
    row = _locked(uow, PurseKind.WALLET, account_id)
    return row.credits - row.debits - row.held


def _locked(uow: UnitOfWork, kind: PurseKind, account_id: int) -> Purse:
    id_ = purse_id(uow, kind, account_id)
    return uow.session.scalars(_PURSE, {"of_id": id_}).one()


def take_from_cap(session: Session, account_id: int, rule: TariffRule, day: dt.date, asked: int) -> int:
    """Take what a day's cap leaves of an amount, its counter locked (L11)."""
    if rule.cap is None or asked == 0:
        return asked
    key = {"account_id": account_id, "rule": rule.code, "day": day}
    session.execute(choose(session, _CAP_MADE), {**key, "used": 0})
    row = session.scalars(_CAP, {f"of_{name}": value for name, value in key.items()}).one()
    amount = capped(asked, row.used, rule.cap)
    row.used += amount
    session.flush()
    return amount


def give_to_cap(session: Session, award: Award) -> None:
    """Free the place that an award had under its day's cap."""
    session.flush()
    session.execute(
        update(CapUse)
        .where(
            CapUse.account_id == award.account_id,
            CapUse.rule == award.rule,
            CapUse.day == award.cap_day,
        )
        .values(used=CapUse.used - award.amount),
        execution_options={"synchronize_session": False},
    )


def take_place(session: Session, award: Award) -> None:
    """Take the place of an award under its day's cap, which has been found free."""
    session.flush()
    session.execute(
        update(CapUse)
        .where(
            CapUse.account_id == award.account_id,
            CapUse.rule == award.rule,
            CapUse.day == award.cap_day,
        )
        .values(used=CapUse.used + award.amount),
        execution_options={"synchronize_session": False},
    )


def _require_open(award: Award) -> None:
    if award.state not in OPEN_AWARDS:
        raise Conflict("bad_state", state=award.state)
