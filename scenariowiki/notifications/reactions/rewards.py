"""What is told of rewards and of points that expire."""

import datetime as dt
from collections.abc import Mapping

from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Role
from scenariowiki.kernel.events import Event, Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.reactions.telling import Told, tell
from scenariowiki.notifications.rules import NoticeKind, Telling
from scenariowiki.points import events as points
from scenariowiki.points.queries.prizes import shares_of
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import last_day

REDEEMERS: Mapping[type[Event], NoticeKind] = {
    points.RedemptionApproved: NoticeKind.REWARD_APPROVED,
    points.RedemptionFulfilled: NoticeKind.REWARD_FULFILLED,
    points.RedemptionRejected: NoticeKind.REWARD_REJECTED,
    points.RedemptionCancelled: NoticeKind.REWARD_CANCELLED,
    points.RedemptionExpired: NoticeKind.REWARD_EXPIRED,
    points.RedemptionRefunded: NoticeKind.REWARD_REFUNDED,
}
NOW = dt.timedelta()


def tell_of_redemption(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who may decide of a request, and who asked of everything that others do with it."""
    event = recorded.event
    assert isinstance(event, points.RedemptionEvent)  # noqa: S101 - as wired
    if isinstance(event, points.RedemptionRequested):
        deciders = facts.holders_of(uow.session, Role.REWARD_ADMIN)
        told: Told = [(NoticeKind.REWARD_ASKED, deciders)]
    else:
        told = [(REDEEMERS[type(event)], [event.account_id])]
    number = f"{event.redemption_id:04d}"
    about = {"by": recorded.actor_id, "redemption": number, "price": event.price}
    key = f"redemption:{event.redemption_id}:{type(event).__name__}"
    tell(uow, recorded, Telling(key=key, scenario_id=None, facts=about, delay=NOW), told)


def tell_of_kudos(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who was thanked."""
    event = recorded.event
    assert isinstance(event, points.KudosGiven)  # noqa: S101 - as wired
    about = {"by": recorded.actor_id}
    telling = Telling(key=f"kudos:{event.kudos_id}", scenario_id=event.scenario_id, facts=about, delay=NOW)
    tell(uow, recorded, telling, [(NoticeKind.THANKED, [event.account_id])])


def tell_of_turn(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell who waits for a reward that one is kept for them."""
    event = recorded.event
    assert isinstance(event, points.RewardTurnCame)  # noqa: S101 - as wired
    telling = Telling(key=f"turn:{recorded.id}", scenario_id=None, facts={}, delay=NOW)
    tell(uow, recorded, telling, [(NoticeKind.REWARD_TURN, [event.account_id])])


def tell_of_expiry(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell whose points expire, or did (L16)."""
    event = recorded.event
    assert isinstance(event, points.PointsExpired | points.PointsExpireSoon)  # noqa: S101 - as wired
    is_soon = isinstance(event, points.PointsExpireSoon)
    kind = NoticeKind.POINTS_EXPIRE_SOON if is_soon else NoticeKind.POINTS_EXPIRED
    about = {"amount": event.amount, "day": getattr(event, "day", "")}
    telling = Telling(key=f"expiry:{recorded.id}", scenario_id=None, facts=about, delay=NOW)
    tell(uow, recorded, telling, [(kind, [event.account_id])])


def tell_of_prizes(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell everybody whose rank was paid for, once a period, of which rank and how much (G11)."""
    event = recorded.event
    assert isinstance(event, points.PrizesPaid)  # noqa: S101 - as wired
    last = last_day(Period(event.period), dt.date.fromisoformat(event.start))
    assert last is not None  # noqa: S101 - only all time has no end, and no prizes
    about = {"first": event.start, "last": last.isoformat()}
    for share in shares_of(uow.session, recorded.id):
        key = f"prize:{event.period}:{event.start}"
        facts = {**about, "rank": share.rank, "amount": share.amount}
        telling = Telling(key=key, scenario_id=None, facts=facts, delay=NOW)
        tell(uow, recorded, telling, [(NoticeKind.POINTS_PRIZE, [share.account_id])])
