"""Awards given once more: what was taken back wrongly, and what a merge had taken or divided (PM3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import ripen, settle, take_back, take_from_cap
from scenariowiki.points.commands.holding import hold
from scenariowiki.points.models import Award
from scenariowiki.points.queries.suspicion import Why, why_suspect
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.reasons import Reason

COPIED = (
    *("event_id", "rule", "part", "tariff", "earns", "cap_day", "caused_by"),
    *("scenario_id", "solution_id"),
)


def bring_back(uow: UnitOfWork, award: Award, *, actor_id: int, reason: str) -> Award | None:
    """Give a reversed award once more, as of the day, site and team that had earned it; a new issue (L7).

    A frozen period stays as it was when the award was taken back (L13). What a merge took comes back whole,
    since it kept its place under the cap; of anything else the cap may leave nothing (L11).
    """
    if award.state != AwardState.REVERSED:
        raise Conflict("bad_state", state=award.state)
    amount = _room_for(uow, award)
    award.reason = reason
    if amount == 0:
        return None
    again = _again(uow, award, award.account_id, amount)
    again.state, again.resolved_at = AwardState.POSTED, uow.now
    settle(uow, again, actor_id=actor_id)
    return again


def reopen(uow: UnitOfWork, award: Award, *, reason: str, waits_for_somebody: bool = False) -> None:
    """Give an award once more that was voided before it counted: held, pending or posted (PM3).

    What has no day of its own counts now, unless it `waits_for_somebody`; of anything that no merge had
    taken the cap may leave nothing (L11).
    """
    if award.state != AwardState.VOIDED:
        raise Conflict("bad_state", state=award.state)
    amount = _room_for(uow, award)
    award.reason = reason
    if amount == 0:
        return
    again = _again(uow, award, award.account_id, amount)
    again.state = AwardState.PENDING
    uow.session.flush()
    why = None if award.facts.get("released") else why_suspect(uow.session, again)
    if why is not None:
        hold(uow, again, why)
    elif again.due_at <= uow.now if again.due_at else not waits_for_somebody:
        ripen(uow, again)


def _room_for(uow: UnitOfWork, award: Award) -> int:
    """Return what can be given of an award once more; what a merge took has kept its place (PM3)."""
    if award.reason == Reason.MERGED:
        return award.amount
    rule = tariff_on(uow.session, award.cap_day).rule(award.rule)
    return take_from_cap(uow.session, award.account_id, rule, award.cap_day, award.amount)


def divide_anew(uow: UnitOfWork, awards: Sequence[Award], parts: Mapping[int, int], *, actor_id: int) -> None:
    """Take the live awards of one event and rule back and give the same points in other parts.

    What was open stays as open as it was, and what was held goes on in its case (L6); what was posted keeps
    its day. Nothing happens to equal parts, and of a part no more is given than a day's cap leaves (L11).
    """
    if {award.account_id: award.amount for award in awards} == dict(parts):
        return
    before = {award.account_id: award for award in awards}
    states = {award.account_id: award.state for award in awards}
    for award in awards:
        take_back(uow, award, actor_id=actor_id, reason=Reason.RESPLIT)
    rule = tariff_on(uow.session, awards[0].cap_day).rule(awards[0].rule)
    for account_id, part in parts.items():
        like = before.get(account_id, awards[0])
        amount = take_from_cap(uow.session, account_id, rule, like.cap_day, part)
        if amount == 0:
            continue
        again = _again(uow, like, account_id, amount)
        again.state = states.get(account_id, states[awards[0].account_id])
        if again.state == AwardState.POSTED:
            again.resolved_at = uow.now
            settle(uow, again, actor_id=actor_id)
        elif again.state == AwardState.HELD:
            uow.session.flush()
            hold(uow, again, why_suspect(uow.session, again) or Why.SERIAL)
    uow.session.flush()


def _again(uow: UnitOfWork, award: Award, account_id: int, amount: int) -> Award:
    values: dict[str, Any] = {name: getattr(award, name) for name in COPIED}
    newest = select(func.max(Award.issue)).where(Award.event_id == award.event_id, Award.rule == award.rule)
    again = Award(
        **values,
        account_id=account_id,
        issue=(uow.session.scalar(newest) or 0) + 1,
        asked=amount,
        amount=amount,
        due_at=award.due_at,
        facts=dict(award.facts),
        occurred_at=award.occurred_at,
        created_at=uow.now,
        effective_day=award.effective_day,
    )
    _stamp(uow, award, again)
    uow.session.add(again)
    return again


def _stamp(uow: UnitOfWork, award: Award, again: Award) -> None:
    """Give it the site and team of the moment that had earned it."""
    again.site_id, again.team_id = award.site_id, award.team_id
    if again.account_id != award.account_id:
        stamp = accounts.stamp(uow.session, again.account_id, award.occurred_at)
        again.site_id, again.team_id = stamp.site_id, stamp.team_id
