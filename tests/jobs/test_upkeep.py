"""Each scheduled job does its work, and nothing the second time."""

import datetime as dt

import pytest
from flask import Flask

from scenariowiki.accounts.models import AccountSession
from scenariowiki.jobs import upkeep
from scenariowiki.jobs.schedule import Job
from scenariowiki.kernel import idempotency
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write

DAYS = dt.timedelta(days=1)


def add_session(uow: UnitOfWork, *, left: dt.timedelta) -> None:
    """Sign the built-in account in, for as long as is left."""
    uow.session.add(
        AccountSession(
            account_id=1,
            token_hash=str(left),
            csrf_secret="x",
            created_at=uow.now,
            last_seen_at=uow.now,
            expires_at=uow.now + left,
            address="127.0.0.1",
            user_agent="",
        )
    )


@pytest.mark.parametrize("job", upkeep.SCHEDULE, ids=lambda job: job.name)
def test_a_job_runs_on_an_empty_instance_twice(instance: Flask, job: Job) -> None:
    job.run()

    assert job.run() in {"0", "ok"}


def test_sessions_are_ended_when_their_time_is_over(instance: Flask) -> None:
    with write() as uow:
        add_session(uow, left=DAYS)
        add_session(uow, left=-DAYS)

    assert upkeep.end_sessions() == "1"

    rows = read().query(AccountSession.expires_at, AccountSession.ended_at).order_by(AccountSession.id).all()
    assert [ended for _expires, ended in rows] == [None, rows[1].expires_at]


def test_one_time_keys_are_forgotten_after_a_week(instance: Flask) -> None:
    with write() as uow:
        for days in (6, 8):
            idempotency.keep_answer(uow.session, 1, str(days), "x", {}, at=uow.now - days * DAYS)

    assert upkeep.forget_keys() == "1"
    assert idempotency.find_answer(read(), 1, "6", "x") == {}
