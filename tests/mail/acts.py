"""What the tests of mail do: take addresses, tell people things, let the postman go round."""

import datetime as dt

from sqlalchemy import update

from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import drain
from scenariowiki.jobs.digests import send_digests
from scenariowiki.kernel import clock, outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.notifications import commands
from scenariowiki.notifications.models import MailBox
from scenariowiki.notifications.reactions.telling import add_notices
from scenariowiki.notifications.rules import MAIL, NoticeKind, Topic, Way
from scenariowiki.runtime.session import read, write

AT_ONCE = NoticeKind.TICKET_FOR_YOU


def address_of(person: Actor) -> str:
    return f"{person.name}@example.com"


def subscribe(*people: Actor) -> None:
    """Let people take mail, at an address that they confirmed."""
    with write() as uow:
        uow.session.add_all(MailBox(account_id=one.id, address=address_of(one)) for one in people)


def choose(person: Actor, topic: Topic, way: Way) -> None:
    with write() as uow:
        commands.choose_ways(uow, person, {topic: way})


def tell(key: str, *people: Actor, kind: NoticeKind = AT_ONCE, page: int | None = None) -> None:
    """Tell people something that is mailed at once, unless the kind says otherwise."""
    with write() as uow:
        rows = [
            {
                "account_id": person.id,
                "kind": kind,
                "key": key,
                "scenario_id": page,
                "facts": {"by": 3, "ticket": 1, "version": 1},
                "created_at": uow.now,
                "not_before": uow.now,
            }
            for person in people
        ]
        add_notices(uow, rows)


def deliver() -> None:
    """Let the postman go round until nothing is due."""
    while drain.drain_once(only=MAIL):
        pass


def digest() -> str:
    """Start the digests that are due, and deliver them."""
    done = send_digests()
    deliver()
    return done


def waiting() -> int:
    read().rollback()
    return len(outbox.waiting(read(), MAIL))


def make_due() -> None:
    """Let the pause after a failure be over."""
    with write() as uow:
        uow.session.execute(update(OutboxRow).values(not_before=clock.now() - dt.timedelta(seconds=1)))
