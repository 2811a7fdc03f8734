"""What people do with what they are told, how they want it, and the marks that mails leave."""

import datetime as dt
import hmac
import secrets
from collections.abc import Collection, Mapping

from sqlalchemy import delete, update

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import outbox
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications import queries
from scenariowiki.notifications.models import MailBox, Notice, NoticeChoice
from scenariowiki.notifications.rules import (
    CODE,
    MAIL,
    TOPICS,
    NoticeKind,
    Topic,
    Way,
    address_fault,
    usual_way,
    ways_of,
)

CODE_TIME = dt.timedelta(hours=1)
CODE_TRIES = 5
CODE_PAUSE = dt.timedelta(minutes=1)
AT_ONCE = 1_000


def mark_read(uow: UnitOfWork, actor: Actor, notice_id: int) -> None:
    """Mark one notice as read; somebody else's does not exist. Read again, it keeps its first moment."""
    notice = uow.session.get(Notice, notice_id)
    if notice is None or notice.account_id != actor.id:
        raise NotFound("no_notice")
    if notice.read_at is None:
        notice.read_at, notice.to_mail = uow.now, None


def mark_all_read(
    uow: UnitOfWork, actor: Actor, ids: Collection[int] | None = None, *, shown_at: dt.datetime | None = None
) -> None:
    """Mark what a person could have seen as read, or some of it; what came after their page was is not."""
    by = min(shown_at or uow.now, uow.now)
    seen = (Notice.account_id == actor.id, Notice.read_at.is_(None), Notice.not_before <= by)
    some = () if ids is None else (Notice.id.in_(ids),)
    uow.session.execute(update(Notice).where(*seen, *some).values(read_at=uow.now, to_mail=None))


def choose_ways(uow: UnitOfWork, actor: Actor, ways: Mapping[Topic, Way]) -> None:
    """Set how a person hears of topics; what waits for a mail they no longer want stays in the inbox."""
    refused = {topic.value: "not_a_choice" for topic, way in ways.items() if way not in ways_of(topic)}
    if refused:
        raise Invalid(fields=refused)
    of_topics = (NoticeChoice.account_id == actor.id, NoticeChoice.topic.in_(ways))
    uow.session.execute(delete(NoticeChoice).where(*of_topics))
    uow.session.add_all(
        NoticeChoice(account_id=actor.id, topic=topic, way=way)
        for topic, way in sorted(ways.items())
        if way is not usual_way(topic)
    )
    silent = [topic for topic, way in ways.items() if way in {Way.INBOX, Way.NEVER}]
    kinds = {kind for topic in silent for kind in TOPICS.get(topic, ())}
    unmailed = (Notice.account_id == actor.id, Notice.kind.in_(kinds), Notice.to_mail.is_not(None))
    uow.session.execute(update(Notice).where(*unmailed).values(to_mail=None))


def choose_hours(uow: UnitOfWork, actor: Actor, opens: dt.time | None, closes: dt.time | None) -> None:
    """Set the hours of a person's shift; without them their site's count."""
    if (opens is None) != (closes is None):
        raise Invalid(fields={"closes" if closes is None else "opens": "both_hours"})
    box = _box(uow, actor)
    box.opens, box.closes = opens, closes


def ask_address(uow: UnitOfWork, actor: Actor, address: str, *, is_on: bool = True) -> None:
    """Send a code to an address, where mail is on; it gets nothing else before the code came back."""
    fault = address_fault(address) if is_on else "mail_off"
    if fault:
        raise Invalid(fields={"address": fault})
    box = _box(uow, actor)
    if box.code_until is not None and box.code_until - CODE_TIME + CODE_PAUSE > uow.now:
        raise Invalid(fields={"address": "code_just_sent"})
    box.wanted, box.tries = address, 0
    box.code, box.code_until = f"{secrets.randbelow(10**6):06}", uow.now + CODE_TIME
    outbox.enqueue(uow.session, MAIL, f"{CODE}:{actor.id}", {}, at=uow.now)


def confirm_address(uow: UnitOfWork, actor: Actor, code: str) -> bool:
    """Take an address whose code came back; a wrong one is counted, so it is answered and not raised."""
    box = _box(uow, actor)
    if not box.code or box.code_until is None or box.code_until < uow.now or box.tries >= CODE_TRIES:
        raise Invalid(fields={"code": "code_over"})
    if not hmac.compare_digest(box.code.encode(), code.strip().encode()):
        box.tries += 1
        return False
    box.address, box.wanted, box.code, box.refused = box.wanted, "", "", ""
    box.refused_since = None
    return True


def drop_address(uow: UnitOfWork, actor: Actor) -> None:
    """Send a person no more mail; what they are told stays in the inbox."""
    box = _box(uow, actor)
    box.address = box.wanted = box.code = box.refused = ""
    _unmail(uow, actor.id)


def start_digests(uow: UnitOfWork, *, limit: int) -> int:
    """Put the digests that are due into the outbox, each once a working day; return how many."""
    due = queries.list_digests(uow.session, now=uow.now)[:limit]
    for account_id, day in due:
        uow.session.get_one(MailBox, account_id).digest_on = day
    keys = [f"{Way.DIGEST}:{account_id}" for account_id, _day in due]
    outbox.enqueue_all(uow.session, MAIL, keys, at=uow.now)
    return len(due)


def note_digest(uow: UnitOfWork, account_id: int, day: dt.date) -> None:
    """Note for which working day a digest went: one that went late is the only one of that day."""
    box = uow.session.get_one(MailBox, account_id)
    box.digest_on = max(day, box.digest_on or day)


def note_mailed(uow: UnitOfWork, ids: Collection[int]) -> None:
    """Note that a mail told of these: no other will."""
    known = sorted(ids)
    for start in range(0, len(known), AT_ONCE):
        some = Notice.id.in_(known[start : start + AT_ONCE])
        uow.session.execute(update(Notice).where(some).values(to_mail=None))


def postpone_mail(
    uow: UnitOfWork, row: OutboxRow, until: dt.datetime, tries: int = 0, error: str = ""
) -> None:
    """Put a mail off: people are off their shift, or their server asks to come again.

    With an error it counts as failed since it was asked for, so that the health checks tell.
    """
    outbox.settle(uow.session, row, until=until)
    asked_at = row.created_at if error else uow.now
    again = outbox.enqueue(uow.session, MAIL, row.key, {"tries": tries}, at=asked_at, not_before=until)
    if error:
        again.attempts, again.error = tries, error[:500]


def note_refusal(uow: UnitOfWork, account_id: int, *, enough: dt.timedelta) -> bool:
    """Note that a server refused somebody's address; tell whether it has for so long that it is enough."""
    box = uow.session.get_one(MailBox, account_id)
    box.refused_since = box.refused_since or uow.now
    return uow.now - box.refused_since >= enough


def note_taken(uow: UnitOfWork, account_id: int) -> None:
    """Note that a server took a letter to somebody: what it refused before counts no more."""
    again = (MailBox.account_id == account_id, MailBox.refused_since.is_not(None))
    uow.session.execute(update(MailBox).where(*again).values(refused_since=None))


def note_refused(uow: UnitOfWork, account_id: int, address: str, reason: str) -> None:
    """Forget an address that takes no mail, and keep why; tell its owner, who may give another one."""
    box = uow.session.get(MailBox, account_id)
    if box is None:
        return
    if address == box.wanted:
        box.wanted = box.code = ""
    if address == box.address:
        box.address = ""
        _unmail(uow, account_id)
    box.refused, box.refused_since = f"{address}: {reason}"[:300], None
    told = Notice(
        account_id=account_id,
        kind=NoticeKind.MAIL_REFUSED,
        key=f"refused:{uow.now.isoformat()}",
        created_at=uow.now,
        not_before=uow.now,
    )
    uow.session.add(told)


def _unmail(uow: UnitOfWork, account_id: int) -> None:
    unmailed = (Notice.account_id == account_id, Notice.to_mail.is_not(None))
    uow.session.execute(update(Notice).where(*unmailed).values(to_mail=None))


def _box(uow: UnitOfWork, actor: Actor) -> MailBox:
    box = uow.session.get(MailBox, actor.id)
    if box is None:
        box = MailBox(account_id=actor.id, address="", wanted="", code="", tries=0, refused="")
        uow.session.add(box)
        uow.session.flush()
    return box
