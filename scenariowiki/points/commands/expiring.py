"""What time ends: requests nobody acted on, turns nobody used, points nobody spent (L15, L16, L19)."""

import datetime as dt

from sqlalchemy import func, select, update

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import events
from scenariowiki.points.commands import redeeming, reserving, waiting
from scenariowiki.points.commands.posting import Entry, post, stamped
from scenariowiki.points.commands.redeeming import Step
from scenariowiki.points.models import ExpiryNotice, Purse, Redemption, RewardWait, Transfer
from scenariowiki.points.rules.ledger import Code, PurseKind
from scenariowiki.points.rules.rewards import RESERVED, RedemptionState


def expire_next(uow: UnitOfWork, system: Actor) -> bool:
    """End the longest overdue request; False when none is."""
    due = (
        select(Redemption.id)
        .where(Redemption.state.in_(RESERVED), Redemption.expires_at <= uow.now)
        .order_by(Redemption.expires_at, Redemption.id)
        .limit(1)
    )
    found = uow.session.scalar(due)
    if found is not None:
        redeeming.expire(uow, system, found)
    return found is not None


def pass_turns(uow: UnitOfWork) -> int:
    """Give unused turns to the next in line; return how many rewards were looked at."""
    over = select(RewardWait.item_id).where(RewardWait.turn_until <= uow.now).distinct()
    ids = uow.session.scalars(over.order_by(RewardWait.item_id)).all()
    for item_id in ids:
        waiting.call_waiting(uow, reserving.lock_item(uow, item_id))
    return len(ids)


def close_purse(uow: UnitOfWork, actor: Actor, account_id: int) -> None:
    """Close the wallet of somebody who leaves: open requests end, nothing is held or kept for them (L19)."""
    chosen = select(Redemption.id, Redemption.item_id).where(
        Redemption.account_id == account_id, Redemption.state.in_(RESERVED)
    )
    rows = uow.session.execute(chosen.order_by(Redemption.item_id, Redemption.id)).all()
    lines = select(RewardWait.item_id).where(RewardWait.account_id == account_id)
    in_line = set(uow.session.scalars(lines))
    items = {id_: reserving.lock_item(uow, id_) for id_ in sorted({row.item_id for row in rows} | in_line)}
    for row in rows:
        redeeming.move(uow, actor, row.id, Step(to=RedemptionState.CANCELLED))
    for id_ in sorted(in_line):
        waiting.leave_line(uow, id_, account_id)
        waiting.call_waiting(uow, items[id_])
    _set_closed(uow, account_id, uow.now)


def open_purse(uow: UnitOfWork, account_id: int) -> None:
    """Open the wallet of somebody who comes back."""
    _set_closed(uow, account_id, None)


def list_expiring(uow: UnitOfWork, cutoff: dt.date, *, after: int, limit: int) -> list[tuple[int, int]]:
    """List who has unspent points from before a cutoff, and how many, in order of accounts (L16).

    First in, first out, without lots: whatever was ever spent, given back or expired came from the oldest.
    """
    moment = dt.datetime.combine(cutoff, dt.time(), dt.UTC)
    inflow = (
        select(Transfer.credit_id, func.sum(Transfer.amount).label("points"))
        .where(Transfer.posted_at < moment)
        .group_by(Transfer.credit_id)
        .subquery()
    )
    left = inflow.c.points - Purse.debits - Purse.held
    rows = (
        select(Purse.account_id, left)
        .join(inflow, inflow.c.credit_id == Purse.id)
        .where(Purse.kind == PurseKind.WALLET, Purse.account_id > after, left > 0)
        .order_by(Purse.account_id)
        .limit(limit)
    )
    return [(row[0], int(row[1])) for row in uow.session.execute(rows)]


def expire_points(uow: UnitOfWork, system: Actor, account_id: int, amount: int, cutoff: dt.date) -> bool:
    """Take points that are too old out of a wallet, once for a person and cutoff (L16)."""
    key = f"expiry:{account_id}:{cutoff}"
    if uow.session.scalar(select(Transfer.id).where(Transfer.idem_key == key)) is not None:
        return False
    event = events.PointsExpired(account_id=account_id, amount=amount, cutoff=cutoff.isoformat())
    recorded = uow.record(event, by=system)
    entry = Entry(
        debit=PurseKind.WALLET,
        credit=PurseKind.EXPIRED,
        **stamped(uow, account_id),
        amount=amount,
        code=Code.EXPIRY,
        idem_key=key,
        actor_id=system.id,
        event_id=recorded.id,
        facts={"cutoff": cutoff.isoformat()},
    )
    post(uow, entry)
    return True


def tell_expiring(uow: UnitOfWork, system: Actor, account_id: int, amount: int, day: dt.date) -> bool:
    """Tell somebody once what will expire on a day if they do not spend it (L16)."""
    if uow.session.get(ExpiryNotice, (account_id, day)) is not None:
        return False
    uow.session.add(ExpiryNotice(account_id=account_id, day=day, amount=amount, told_at=uow.now))
    event = events.PointsExpireSoon(account_id=account_id, amount=amount, day=day.isoformat())
    uow.record(event, by=system)
    return True


def _set_closed(uow: UnitOfWork, account_id: int, at: dt.datetime | None) -> None:
    wallet = (Purse.kind == PurseKind.WALLET, Purse.account_id == account_id)
    uow.session.execute(
        update(Purse).where(*wallet).values(closed_at=at),
        execution_options={"synchronize_session": False},
    )
