"""Times a run of the clock over 20,000 overdue tickets, and the run after it: python -m bench.escalating."""

import datetime as dt
import os
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.report import Row, row, show
from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.models import Account, AccountRole, Team
from scenariowiki.accounts.rules import SYSTEM, Role
from scenariowiki.app import create_app
from scenariowiki.feedback.models import Ticket
from scenariowiki.jobs.feedback import escalate_tickets
from scenariowiki.kernel import clock
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.capture import capture_scenario, prepare_capture
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.content import ScenarioInput, SituationInput
from scenariowiki.scenarios.rules.states import RevisionKind

TICKETS = 20_000
AT_ONCE = 1_000
GOAL = 10.0


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder, 'bench.db')}")
        with create_app().app_context():
            schema.upgrade()
            with write() as uow:
                accounts.settle_instance(uow)
            fill()
            show(f"The clock over {TICKETS:,} overdue tickets", measure())


def measure() -> list[Row]:
    """Run the job twice: the first tells on every ticket, the second finds nothing."""
    first, told, worked = _timed()
    again, none, _worked = _timed()
    notices = read().scalar(select(func.count(Notice.id))) or 0
    return [
        row(f"first run, {told} told on, {notices} notices", first, "s", at_most=GOAL),
        row("processor time of the first run", worked, "s", at_most=GOAL),
        row(f"second run, {none} told on", again, "s", at_most=1.0),
    ]


def _timed() -> tuple[float, str, float]:
    begun, worked = time.perf_counter(), time.process_time()
    told = escalate_tickets()
    return time.perf_counter() - begun, told, time.process_time() - worked


def fill() -> None:
    """Write one page, a person who answers, their lead, an administrator, and tickets of last week."""
    actor = people.find_actor(read(), SYSTEM)
    assert actor is not None
    given = ScenarioInput(situation=SituationInput(title="口径不一致", situation="客户来电。"), source={})
    prepared = prepare_capture(read(), actor, given, kind=RevisionKind.IMPORT)
    with write() as uow:
        no = capture_scenario(uow, actor, prepared).no
        names = ("answers", "leads", "runs")
        for name in names:
            uow.session.add(Account(name=name, key=name, display_name=name, created_at=uow.now))
        uow.session.flush()
        wanted = select(Account.id).where(Account.name.in_(names)).order_by(Account.id)
        answers, leads, runs = uow.session.scalars(wanted)
        uow.session.add(AccountRole(account_id=runs, role=Role.ADMIN, granted_at=uow.now))
        team = Team(name="A 组", lead_id=leads, created_at=uow.now)
        uow.session.add(team)
        uow.session.flush()
        ids = {"assignee_id": answers, "team_id": team.id, "reporter_id": actor.id, "created_by": actor.id}
        page_id = uow.session.scalars(select(Scenario.id).where(Scenario.no == no)).one()
    for _batch in range(TICKETS // AT_ONCE):
        with write() as uow:
            uow.session.execute(insert(Ticket), [_ticket(page_id, ids)] * AT_ONCE)


def _ticket(page_id: int, ids: dict[str, int]) -> dict[str, object]:
    begun = clock.now() - dt.timedelta(days=7)
    hours = (dt.timedelta(hours=4 * number) for number in (1, 2, 4))
    half_at, due_at, twice_at = (begun + one for one in hours)
    return {
        "kind": "unclear",
        "priority": "normal",
        "state": "assigned",
        "target_kind": "scenario",
        "target_id": page_id,
        "scenario_id": page_id,
        "quote": "",
        "text": "周末怎么算？",
        "round": 1,
        "limit_minutes": 480,
        "clock_at": begun,
        "half_at": half_at,
        "due_at": due_at,
        "twice_at": twice_at,
        "escalated": 0,
        "next_at": half_at,
        "created_at": begun,
        "version": 1,
        **ids,
    }


if __name__ == "__main__":
    main()
