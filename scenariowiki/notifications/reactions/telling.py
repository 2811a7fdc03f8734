"""Telling several people of one event, each once and none of their own act (M19)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scenariowiki.kernel import outbox
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications import queries
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import MAIL, NoticeKind, Telling, Way, once_each, topic_of, watching
from scenariowiki.scenarios.models import Subscription
from scenariowiki.scenarios.queries import groups

Told = Iterable[tuple[NoticeKind, Iterable[int | None]]]


def tell(uow: UnitOfWork, recorded: Recorded, telling: Telling, told: Told) -> None:
    """Give everybody their notice of an event: the first kind that concerns them."""
    kinds = once_each(told, but=recorded.actor_id)
    rows = [
        {
            "account_id": account_id,
            "kind": kind,
            "key": telling.key,
            "scenario_id": telling.scenario_id,
            "facts": dict(telling.facts),
            "created_at": uow.now,
            "not_before": uow.now + telling.delay,
        }
        for account_id, kind in sorted(kinds.items())
    ]
    add_notices(uow, rows)


def add_notices(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write notices as those who get them chose; what is to be mailed at once goes into the outbox."""
    topics = {(row["account_id"], topic_of(row["kind"])) for row in rows}
    if not topics:
        return
    ways = queries.ways_for(uow.session, topics)
    wanted = [_with_mail(row, ways[row["account_id"], topic_of(row["kind"])]) for row in rows]
    kept = [row for row in wanted if row is not None]
    if kept:
        uow.session.execute(insert(Notice), kept)
    moments = {(row["account_id"], row["not_before"]) for row in kept if row["to_mail"] == Way.NOW}
    for moment in {its for _account_id, its in moments}:
        keys = [f"{Way.NOW}:{account_id}" for account_id, its in sorted(moments) if its == moment]
        outbox.enqueue_all(uow.session, MAIL, keys, at=uow.now, not_before=moment)


def _with_mail(row: Mapping[str, Any], way: Way) -> dict[str, Any] | None:
    if way is Way.NEVER:
        return None
    return {**row, "to_mail": None if way is Way.INBOX else way}


def watchers(session: Session, scenario_id: int) -> frozenset[int]:
    """Return who watches a canonical scenario, or one that was merged into it (M19)."""
    rows = session.execute(
        select(Subscription.account_id, Subscription.scenario_id, Subscription.level).where(
            Subscription.scenario_id.in_(groups.members(scenario_id))
        )
    )
    return watching(((row.account_id, row.scenario_id or 0, row.level) for row in rows), scenario_id)
