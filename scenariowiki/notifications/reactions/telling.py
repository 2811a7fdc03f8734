"""Telling several people of one event, each once and none of their own act (M19)."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import NoticeKind, Telling, once_each, watching
from scenariowiki.scenarios.models import Subscription
from scenariowiki.scenarios.queries import groups

Told = Iterable[tuple[NoticeKind, Iterable[int | None]]]


def tell(uow: UnitOfWork, recorded: Recorded, telling: Telling, told: Told) -> None:
    """Give everybody their notice of an event: the first kind that concerns them."""
    kinds = once_each(told, but=recorded.actor_id)
    uow.session.add_all(
        Notice(
            account_id=account_id,
            kind=kind,
            key=telling.key,
            scenario_id=telling.scenario_id,
            facts=dict(telling.facts),
            created_at=uow.now,
            not_before=uow.now + telling.delay,
        )
        for account_id, kind in sorted(kinds.items())
    )


def watchers(session: Session, scenario_id: int) -> frozenset[int]:
    """Return who watches a canonical scenario, or one that was merged into it (M19)."""
    rows = session.execute(
        select(Subscription.account_id, Subscription.scenario_id, Subscription.level).where(
            Subscription.scenario_id.in_(groups.members(scenario_id))
        )
    )
    return watching(((row.account_id, row.scenario_id or 0, row.level) for row in rows), scenario_id)
