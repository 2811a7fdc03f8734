"""Times a whole run of the clock over 20,000 late tickets and 100,000 review dates: python -m bench.clocks.

The clock was away for three days: every ticket is late, three days' share of a year of reviews overdue.
"""

import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.report import Row, row, show
from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.models import Account, AccountRole, Team
from scenariowiki.accounts.rules import SYSTEM, Role
from scenariowiki.app import create_app
from scenariowiki.feedback.commands import clocks
from scenariowiki.feedback.models import Ticket
from scenariowiki.jobs import feedback, sops
from scenariowiki.kernel import clock
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.capture import capture_scenario, prepare_capture
from scenariowiki.scenarios.models import Counter, Scenario
from scenariowiki.scenarios.rules.content import ScenarioInput, SituationInput
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.sops.models import PageReview

TICKETS = 20_000
REVIEWS = 100_000
AT_ONCE = 1_000
AWAY = 3
YEAR = 365
ALONE = 200
GOAL = 10.0
JOBS: Mapping[str, Callable[[], str]] = {
    "escalate_tickets": feedback.escalate_tickets,
    "close_tickets": feedback.close_tickets,
    "take_effect": sops.take_effect,
    "mind_reviews": sops.mind_reviews,
    "propose_unused": sops.propose_unused,
    "remind_readers": sops.remind_readers,
}


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder, 'bench.db')}")
        with create_app().app_context():
            schema.upgrade()
            with write() as uow:
                accounts.settle_instance(uow)
            _fill_tickets()
            _fill_reviews()
            show(f"The clock over {TICKETS:,} late tickets and {REVIEWS:,} review dates", measure())


def measure() -> list[Row]:
    """Time each ticket in a transaction of its own, then run all jobs twice: the second run does nothing."""
    alone = _alone() * TICKETS
    first, worked, done = _run()
    again, _worked, none = _run()
    told = ", ".join(f"{name} {count}" for name, count in done.items() if count != "0")
    did = [f"{name} {count}" for name, count in none.items() if count != "0"]
    return [
        row(
            "first run, all jobs",
            first,
            "s",
            at_most=GOAL,
            beside=(f"a transaction a ticket ({ALONE} of them, scaled)", alone),
        ),
        row("processor time of the first run", worked, "s", at_most=GOAL),
        row("second run, all jobs", again, "s", at_most=GOAL / 10),
        row(f"done by the second run{': ' if did else ''}{', '.join(did)}", len(did), "jobs", at_most=0),
        Row(what=f"done by the first run: {told}", ours=""),
    ]


def _run() -> tuple[float, float, dict[str, str]]:
    begun, worked = time.perf_counter(), time.process_time()
    done = {name: job() for name, job in JOBS.items()}
    return time.perf_counter() - begun, time.process_time() - worked, done


def _alone() -> float:
    """Return the seconds that one ticket takes when each has a transaction of its own."""
    system = people.find_actor(read(), SYSTEM)
    assert system is not None
    begun = time.perf_counter()
    for _ticket in range(ALONE):
        with write() as uow:
            clocks.escalate_tickets(uow, system, limit=1)
    return (time.perf_counter() - begun) / ALONE


def _fill_tickets() -> None:
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


def _fill_reviews() -> None:
    """Write published scenarios whose review dates are spread over a year from three days ago on."""
    today, before = clock.now().date(), clock.now() - dt.timedelta(days=2 * YEAR)
    last = read().scalar(select(func.max(Scenario.id))) or 0
    with write() as uow:
        uow.session.get_one(Counter, "scenario").value += REVIEWS
    for begin in range(last + 1, last + 1 + REVIEWS, AT_ONCE):
        ids = range(begin, min(begin + AT_ONCE, last + 1 + REVIEWS))
        with write() as uow:
            uow.session.execute(insert(Scenario), [_scenario(id_, before) for id_ in ids])
            uow.session.execute(insert(PageReview), [_review(id_, today, before) for id_ in ids])


def _scenario(id_: int, before: dt.datetime) -> dict[str, object]:
    facts = {"state": "published", "author_id": 1, "owner_id": 1, "title": f"停机口径 {id_}"}
    texts = {"published_at": before, "updated_at": before, "created_at": before, "created_by": 1}
    return {"id": id_, "no": id_, "canonical_id": id_, "last_seq": 1, **facts, **texts}


def _review(id_: int, today: dt.date, before: dt.datetime) -> dict[str, object]:
    due_on = today + dt.timedelta(days=id_ % YEAR - AWAY)
    return {
        "scenario_id": id_,
        "interval_days": YEAR,
        "due_on": due_on,
        "checked_at": before,
        "checked_by": 1,
    }


if __name__ == "__main__":
    main()
