"""Scheduled jobs run when they are due, once after downtime, and remember how it ended."""

import datetime as dt

import pytest
from flask import Flask

from scenariowiki.jobs import schedule, upkeep
from scenariowiki.jobs.schedule import DAY, Job
from scenariowiki.kernel import clock
from scenariowiki.kernel.schedule import JobRun
from scenariowiki.runtime.messages.checks import JOBS
from scenariowiki.runtime.session import read

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


class Counted:
    """Work that counts its runs and fails when told to."""

    def __init__(self) -> None:
        self.runs = 0
        self.fails = False

    def __call__(self) -> str:
        self.runs += 1
        if self.fails:
            raise ValueError("no")
        return f"run {self.runs}"


@pytest.fixture
def work() -> Counted:
    """Give work that counts."""
    return Counted()


def memory(name: str = "try") -> JobRun:
    """Return what is remembered of a job."""
    read().rollback()
    return read().get_one(JobRun, name)


def test_an_hourly_job_is_due_an_hour_later(work: Counted) -> None:
    assert schedule.next_run(Job(name="try", every=HOUR, run=work), NOON) == NOON + HOUR


@pytest.mark.parametrize(("hour", "day"), [(13, 23), (12, 24), (3, 24)])
def test_a_daily_job_is_due_at_its_time_of_day(work: Counted, hour: int, day: int) -> None:
    job = Job(name="try", every=DAY, at=dt.time(hour), run=work)

    assert schedule.next_run(job, NOON) == dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)


def test_a_job_that_never_ran_is_due(app: Flask, work: Counted) -> None:
    assert schedule.run_due([Job(name="try", every=HOUR, run=work)], clock.now()) == ["try"]
    assert memory().last_result == "run 1"


def test_a_job_is_not_run_again_before_its_time(app: Flask, work: Counted) -> None:
    job = Job(name="try", every=HOUR, run=work)
    schedule.run_due([job], clock.now())

    schedule.run_due([job], clock.now() + dt.timedelta(minutes=59))

    assert work.runs == 1


def test_after_downtime_a_job_runs_once(app: Flask, work: Counted) -> None:
    job = Job(name="try", every=HOUR, run=work)
    schedule.run_due([job], clock.now())

    schedule.run_due([job], clock.now() + 10 * DAY)

    assert work.runs == 2


def test_a_failure_is_kept_and_tried_again_soon(app: Flask, work: Counted) -> None:
    work.fails = True
    schedule.run(Job(name="try", every=DAY, run=work))

    assert memory().last_error == "ValueError: no"
    assert memory().failures == 1
    assert memory().next_run_at < clock.now() + dt.timedelta(minutes=2)


def test_a_success_clears_the_failure(app: Flask, work: Counted) -> None:
    job = Job(name="try", every=DAY, run=work)
    work.fails = True
    schedule.run(job)
    work.fails = False

    schedule.run(job)

    assert (memory().failures, memory().last_error) == (0, None)


def test_one_job_that_fails_does_not_keep_the_others_from_running(app: Flask, work: Counted) -> None:
    broken = Job(name="broken", every=DAY, run=lambda: str(1 // 0))

    schedule.run_due([broken, Job(name="try", every=DAY, run=work)], clock.now())

    assert work.runs == 1


def test_names_are_unique_and_told_to_people() -> None:

    names = [job.name for job in upkeep.SCHEDULE]
    assert sorted(names) == sorted(JOBS)
