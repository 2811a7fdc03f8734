"""Telling several people of one event, each once and none of their own act (M19)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select, union_all
from sqlalchemy.orm import Session

from scenariowiki.kernel import outbox
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications import queries
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import (
    MAIL,
    WATCH,
    NoticeKind,
    Telling,
    Way,
    once_each,
    topic_of,
    watching,
)
from scenariowiki.scenarios.models import Scenario, ScenarioTag, Subscription, Tag
from scenariowiki.scenarios.queries import groups, taxonomy

_scenario_tag = ScenarioTag.__table__.c
_TAGS = select(_scenario_tag.tag_id).where(_scenario_tag.scenario_id == bindparam("page"))
Levels = Sequence[tuple[int, int, str]]
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
    pages, _tags = _subscribed(session, scenario_id, ())
    return watching(pages, scenario_id)


def readers(session: Session, scenario_id: int) -> frozenset[int]:
    """Return who watches a canonical scenario itself or by one of its tags, and mutes neither (M19)."""
    pages, tags = _subscribed(session, scenario_id, _tags_of(session, scenario_id))
    return watching(pages, scenario_id, tags)


def is_watched(session: Session, scenario_id: int) -> bool:
    """Tell whether anybody may have to be told: every save comes by, and on most pages that is all."""
    tags = [*_tags_of(session, scenario_id)]
    # By the connection, which has nothing to flush for it.
    found = session.connection().execute(_is_anybody_there(), {"page": scenario_id, "tags": tags})
    return found.first() is not None


def _subscribed(session: Session, scenario_id: int, tags: Collection[int]) -> tuple[Levels, Levels]:
    """Return rows of (account, scenario or tag, level) for a group and for some tags."""
    kept = (Subscription.account_id, Subscription.scenario_id, Subscription.tag_id, Subscription.level)
    of_pages = select(*kept).where(Subscription.scenario_id.in_(groups.members(scenario_id)))
    of_tags = select(*kept).where(Subscription.tag_id.in_(tags))
    rows = session.execute(union_all(of_pages, of_tags) if tags else of_pages).all()
    pages = [(row.account_id, row.scenario_id, row.level) for row in rows if row.scenario_id is not None]
    return pages, [(row.account_id, row.tag_id, row.level) for row in rows if row.tag_id is not None]


def _tags_of(session: Session, scenario_id: int) -> frozenset[int]:
    """Return the tags of a scenario with all that mean the same: people watch the one they were given."""
    own = session.connection().execute(_TAGS, {"page": scenario_id}).scalars().all()
    return taxonomy.alike(session, Tag, own)


@cache
def _is_anybody_there() -> Any:
    own, page = Subscription.__table__.c, Scenario.__table__.c
    group = select(page.id).where(page.canonical_id == bindparam("page"))
    tags: Any = bindparam("tags", expanding=True)
    watch = select(own.id).where(own.level == WATCH)
    return union_all(watch.where(own.scenario_id.in_(group)), watch.where(own.tag_id.in_(tags))).limit(1)
