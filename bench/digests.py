"""Times the daily digest for 2,000 people through the outbox to a mail server: python -m bench.digests."""

import datetime as dt
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import insert, select

from bench.report import Row, row, show
from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts.models import Account, Site
from scenariowiki.app import create_app
from scenariowiki.jobs import drain
from scenariowiki.jobs.digests import send_digests
from scenariowiki.kernel import clock
from scenariowiki.notifications.models import MailBox, Notice
from scenariowiki.notifications.rules import MAIL, NoticeKind
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import write

PEOPLE, NOTICES = 2_000, 5
AT_ONCE = 1_000
GOAL = 60.0
HOST, PORT = "127.0.0.1", 9725


class Counted:
    """Takes every letter and counts it by its reader."""

    def __init__(self) -> None:
        self.by_reader: dict[str, int] = {}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as called
        for reader in envelope.rcpt_tos:
            self.by_reader[reader] = self.by_reader.get(reader, 0) + 1
        return "250 OK"


def main() -> None:
    """Print the table."""
    post = Counted()
    server = Controller(post, hostname=HOST, port=PORT)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DATA_DIR"] = folder
            os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder, 'bench.db')}")
            os.environ["SMTP_URL"] = f"smtp://{HOST}:{PORT}"
            os.environ["BASE_URL"] = "https://wiki.example.com"
            with create_app().app_context():
                schema.upgrade()
                with write() as uow:
                    accounts.settle_instance(uow)
                _fill()
                show(f"The daily digest for {PEOPLE:,} people", measure(post))
    finally:
        server.stop()


def measure(post: Counted) -> list[Row]:
    """Run the job and the postman twice: the second time there is nothing to do."""
    first, told = _timed()
    got = len(post.by_reader)
    again, none = _timed()
    most = max(post.by_reader.values(), default=0)
    return [
        row(f"{told} digests of {NOTICES} notices, {got} readers", first, "s", at_most=GOAL),
        row(f"once more: {none} digests", again, "s", at_most=1.0),
        row("letters to one reader", most, "", at_most=1.0),
    ]


def _timed() -> tuple[float, str]:
    begun = time.perf_counter()
    told = send_digests()
    while drain.drain_once(only=MAIL):
        pass
    return time.perf_counter() - begun, told


def _fill() -> None:
    """Write the people, who work around the clock, and what they are to be told."""
    now = clock.now()
    with write() as uow:
        every_day = {"week": [1, 2, 3, 4, 5, 6, 7]}
        uow.session.add(Site(name="here", timezone="UTC", calendar=every_day, created_at=now))
    for start in range(0, PEOPLE, AT_ONCE):
        names = [f"p{number}" for number in range(start, start + AT_ONCE)]
        with write() as uow:
            people = [{"name": one, "key": one, "display_name": one, "created_at": now} for one in names]
            uow.session.execute(insert(Account), people)
            ids = uow.session.scalars(select(Account.id).where(Account.name.in_(names))).all()
            uow.session.execute(insert(MailBox), [_box(id_) for id_ in ids])
            told = [_notice(id_, number, now) for id_ in ids for number in range(NOTICES)]
            uow.session.execute(insert(Notice), told)


def _box(account_id: int) -> dict[str, Any]:
    hours = {"opens": dt.time(12), "closes": dt.time(12)}
    return {"account_id": account_id, "address": f"p{account_id}@example.com", **hours}


def _notice(account_id: int, number: int, now: dt.datetime) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "kind": NoticeKind.THANKED,
        "key": f"bench:{number}",
        "facts": {"by": account_id},
        "created_at": now,
        "not_before": now,
        "to_mail": "digest",
    }


if __name__ == "__main__":
    main()
