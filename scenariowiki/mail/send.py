"""Delivers the mails of the outbox: what they tell is read when they go, and marked before the next one."""

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Callable, Sequence
from email.message import EmailMessage

from flask import current_app
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules.calendar import shift_day
from scenariowiki.kernel import outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.mail import messages
from scenariowiki.mail.server import GOING_DOWN, MailServer
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.queries import Recipient
from scenariowiki.notifications.rules import CODE, Way, quiet_until
from scenariowiki.runtime.session import write

LOG = logging.getLogger(__name__)
LISTED = 50
# A server that asks to come again is asked again later and later; a letter it will not have is let go.
AGAIN = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
TRIES = 8
FOR_GOOD = 500
# RFC 3463: no such mailbox, no such host, or one that takes no mail. The others of 5.1 may mean the sender,
# and whatever else is said of an address may come from settings: a relay that is denied is denied to all.
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?:1|2|3|6|10)\b")
# A server that tells no more than that it refuses is believed in the end: settings are mended by then.
UNEXPLAINED = re.compile(r"(?!\d\.\d{1,3}\.\d)")
ENOUGH = dt.timedelta(days=3)


def deliver(session: Session, rows: Sequence[OutboxRow], now: dt.datetime) -> None:
    """Send each mail and note at once that it went: after a failure only the others are sent again."""
    url = current_app.config["SMTP_URL"]
    if not url:
        return
    with MailServer(url) as server:
        for row in rows:
            kind, _sep, account_id = row.key.partition(":")
            recipient = queries.find_recipient(session, int(account_id), now=now)
            if recipient is None:
                continue
            if kind == CODE:
                _send_code(session, server, row, recipient, now)
            else:
                _send_notices(session, server, row, recipient, now)


def _send_code(
    session: Session, server: MailServer, row: OutboxRow, recipient: Recipient, now: dt.datetime
) -> None:
    # The same row comes by again when another one of its batch fails.
    if recipient.code and outbox.is_open(session, row.id):
        letter = messages.code_letter(recipient, now)
        _hand_over(server, row, recipient, letter, lambda uow: outbox.settle(uow.session, row))


def _send_notices(
    session: Session, server: MailServer, row: OutboxRow, recipient: Recipient, now: dt.datetime
) -> None:
    way = Way(row.key.partition(":")[0])
    ids = queries.ids_to_mail(session, recipient.actor.id, way, now=now) if recipient.address else ()
    if not ids:
        return
    until = quiet_until(now, recipient.calendar)
    if until is not None:
        if way is Way.NOW:
            with write() as uow:
                commands.postpone_mail(uow, row, until)
        return  # a digest is begun anew by the shift that begins next
    told = queries.list_to_mail(session, recipient.actor, way, now=now, limit=len(ids))
    if not told:  # read meanwhile, or no longer theirs to read
        with write() as uow:
            commands.note_mailed(uow, ids)
        return
    more = max(len(told) - LISTED, 0)
    letter = messages.notice_letter(recipient, told[:LISTED], more, way, now)

    def note(uow: UnitOfWork) -> None:
        commands.note_mailed(uow, ids)
        if way is Way.DIGEST:
            commands.note_digest(uow, recipient.actor.id, shift_day(now, recipient.calendar))

    _hand_over(server, row, recipient, letter, note)


def _hand_over(
    server: MailServer,
    row: OutboxRow,
    recipient: Recipient,
    letter: EmailMessage,
    note: Callable[[UnitOfWork], None],
) -> None:
    """Send one letter. What is its own fault, or its address's, is settled here; all else is raised."""
    try:
        server.send(letter)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        code, reason = _answer(refusal)
        if code == GOING_DOWN:
            raise
        for_good = code >= FOR_GOOD
        if for_good and isinstance(refusal, smtplib.SMTPRecipientsRefused):
            _not_to(row, recipient, str(letter["To"]), code, reason)
            return
        if not for_good or _tries(row) < TRIES:
            _come_again(row)
            return
        LOG.warning("The mail server will not have %s: %s %s", row.key, code, reason)
    with write() as uow:
        note(uow)
        commands.note_taken(uow, recipient.actor.id)


def _not_to(row: OutboxRow, recipient: Recipient, address: str, code: int, reason: str) -> None:
    """Give an address up that does not exist, or is refused for days without a reason.

    Any other refusal is the server's, until somebody mends it.
    """
    if NO_SUCH_ADDRESS.match(reason) or _is_enough(recipient, reason):
        LOG.warning("An address takes no mail: account %s, %s", recipient.actor.id, code)
        with write() as uow:
            commands.note_refused(uow, recipient.actor.id, address, f"{code} {reason}")
        return
    LOG.warning("The mail server will not have %s for now: %s %s", row.key, code, reason)
    _come_again(row, f"{code} {reason}")


def _is_enough(recipient: Recipient, reason: str) -> bool:
    if not UNEXPLAINED.match(reason):
        return False
    with write() as uow:
        return commands.note_refusal(uow, recipient.actor.id, enough=ENOUGH)


def _come_again(row: OutboxRow, error: str = "") -> None:
    tries = _tries(row)
    wait = AGAIN[min(tries, len(AGAIN) - 1)]
    with write() as uow:
        commands.postpone_mail(uow, row, uow.now + wait, tries + 1, error)


def _tries(row: OutboxRow) -> int:
    return int(row.payload.get("tries", 0))


def _answer(refusal: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> tuple[int, str]:
    if isinstance(refusal, smtplib.SMTPDataError):
        code, reason = refusal.smtp_code, refusal.smtp_error
    else:
        code, reason = next(iter(refusal.recipients.values()))
    return code, reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
