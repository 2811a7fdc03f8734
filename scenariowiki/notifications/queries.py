"""What a person is told, as home page, inbox and mail list it: nothing that they may no longer read."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.models import Account
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.accounts.rules import Actor
from scenariowiki.accounts.rules.calendar import WorkingCalendar, is_working, shift_day
from scenariowiki.kernel.db import AnyRow
from scenariowiki.notifications.models import MailBox, Notice, NoticeChoice
from scenariowiki.notifications.rules import Topic, Way, own_calendar, usual_way
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.access import visible_to

LISTED = 8


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A notice with the names it is told with; `other_no` is that of a merged one."""

    id: int
    kind: str
    no: int | None
    title: str
    other_no: int | None
    by: str
    at: dt.datetime
    is_read: bool
    op_id: int | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who takes mail: where, in whose name it is read, and when they work."""

    actor: Actor
    address: str
    wanted: str
    code: str
    calendar: WorkingCalendar


def list_notices(session: Session, actor: Actor, *, now: dt.datetime, limit: int = LISTED) -> list[Shown]:
    """List what a person is told, unread first, newest first; those held back until later are left out."""
    found = _told(actor, now).order_by(
        Notice.read_at.is_not(None), Notice.not_before.desc(), Notice.id.desc()
    )
    return _list(session, found.limit(limit))


def list_inbox(
    session: Session, actor: Actor, *, now: dt.datetime, unread: bool, before: int | None, limit: int
) -> list[Shown]:
    """List a page of everything a person was told, newest first; `before` is the last id seen so far."""
    found = _told(actor, now).order_by(Notice.id.desc()).limit(limit)
    if unread:
        found = found.where(Notice.read_at.is_(None))
    return _list(session, found if before is None else found.where(Notice.id < before))


def list_to_mail(session: Session, actor: Actor, way: Way, *, now: dt.datetime, limit: int) -> list[Shown]:
    """List what is to go out to a person now and was not read meanwhile, oldest first."""
    found = _told(actor, now).where(Notice.to_mail == way, Notice.read_at.is_(None))
    return _list(session, found.order_by(Notice.id).limit(limit))


def ids_to_mail(session: Session, account_id: int, way: Way, *, now: dt.datetime) -> Sequence[int]:
    """Return every notice that the next mail settles: what it tells, and what needs no telling any more."""
    waiting = (Notice.account_id == account_id, Notice.to_mail == way, Notice.not_before <= now)
    return session.scalars(select(Notice.id).where(*waiting)).all()


def ways_for(session: Session, wanted: Collection[tuple[int, Topic]]) -> dict[tuple[int, Topic], Way]:
    """Return how each of these topics is to reach each of these people: without an address, in the inbox."""
    people = {account_id for account_id, _topic in wanted}
    usable = (MailBox.account_id.in_(people), MailBox.address != "")
    reachable = set(session.scalars(select(MailBox.account_id).where(*usable)))
    topics = {topic for _account_id, topic in wanted}
    rows = session.execute(
        select(NoticeChoice.account_id, NoticeChoice.topic, NoticeChoice.way).where(
            NoticeChoice.account_id.in_(people), NoticeChoice.topic.in_(topics)
        )
    )
    own = {(row.account_id, Topic(row.topic)): Way(row.way) for row in rows}
    ways = {one: own.get(one, usual_way(one[1])) for one in wanted}
    return {one: way if one[0] in reachable else _unmailed(way) for one, way in ways.items()}


def list_ways(session: Session, account_id: int) -> dict[Topic, Way]:
    """Return how a person wants to hear of every topic."""
    rows = session.execute(
        select(NoticeChoice.topic, NoticeChoice.way).where(NoticeChoice.account_id == account_id)
    )
    own = {row.topic: Way(row.way) for row in rows}
    return {topic: own.get(topic, usual_way(topic)) for topic in Topic}


def find_box(session: Session, account_id: int) -> MailBox | None:
    """Return where and when a person takes mail; None where they never said."""
    return session.get(MailBox, account_id)


def find_recipient(session: Session, account_id: int, *, now: dt.datetime) -> Recipient | None:
    """Return whom to mail, with no code that is over; None for closed accounts and who never took mail."""
    box = session.get(MailBox, account_id)
    if box is None or not facts.is_active(session, account_id):
        return None
    actor = accounts.get_actor(session, account_id)
    site = working_calendar(session, actor.site_id)
    return Recipient(
        actor=actor,
        address=box.address,
        wanted=box.wanted,
        code=box.code if box.code_until is not None and box.code_until > now else "",
        calendar=own_calendar(site, box.opens, box.closes),
    )


def list_digests(session: Session, *, now: dt.datetime) -> list[tuple[int, dt.date]]:
    """List whose digest is due, and for which working day: once a shift, where there is something to tell."""
    something = select(Notice.id).where(
        Notice.account_id == MailBox.account_id,
        Notice.to_mail == Way.DIGEST,
        Notice.not_before <= now,
        Notice.read_at.is_(None),
    )
    usable = (MailBox.address != "", Account.disabled_at.is_(None))
    rows = session.execute(
        select(MailBox.account_id, MailBox.opens, MailBox.closes, MailBox.digest_on, Account.site_id)
        .join(Account, Account.id == MailBox.account_id)
        .where(*usable, something.exists())
        .order_by(MailBox.account_id)
    ).all()
    sites = {id_: working_calendar(session, id_) for id_ in {row.site_id for row in rows}}
    found: list[tuple[int, dt.date]] = []
    for row in rows:
        calendar = own_calendar(sites[row.site_id], row.opens, row.closes)
        day = shift_day(now, calendar)
        if is_working(now, calendar) and (row.digest_on is None or row.digest_on < day):
            found.append((row.account_id, day))
    return found


def _unmailed(way: Way) -> Way:
    return Way.NEVER if way is Way.NEVER else Way.INBOX


def _told(actor: Actor, now: dt.datetime) -> Select[Any]:
    return _own(actor, now).add_columns(
        Notice.id,
        Notice.kind,
        Notice.facts,
        Notice.not_before,
        Notice.read_at,
        Scenario.no,
        Scenario.title,
    )


def _list(session: Session, found: Select[Any]) -> list[Shown]:
    rows = session.execute(found).all()
    names = _names(session, [row.facts.get("by") for row in rows])
    return [_shown(row, names) for row in rows]


def count_unread(session: Session, actor: Actor, *, now: dt.datetime) -> int:
    """Count what a person has not read."""
    unread = _own(actor, now).add_columns(func.count()).where(Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def _own(actor: Actor, now: dt.datetime) -> Select[Any]:
    return (
        select()
        .select_from(Notice)
        .join(Scenario, Scenario.id == Notice.scenario_id, isouter=True)
        .where(
            Notice.account_id == actor.id,
            Notice.not_before <= now,
            or_(Notice.scenario_id.is_(None), visible_to(actor)),
        )
    )


def _names(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {id_ for id_ in ids if id_ is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def _shown(row: AnyRow, names: dict[int, str]) -> Shown:
    return Shown(
        id=row.id,
        kind=row.kind,
        no=row.no,
        title=row.title or "",
        other_no=row.facts.get("other_no"),
        by=names.get(row.facts.get("by"), ""),
        at=row.not_before,
        is_read=row.read_at is not None,
        op_id=row.facts.get("op_id"),
        facts=row.facts,
    )
