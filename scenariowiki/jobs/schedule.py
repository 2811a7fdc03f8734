"""The jobs that run by the clock: what is due, and the memory of how each run ended."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scenariowiki.kernel.schedule import JobRun
from scenariowiki.runtime.session import db, read, write

LOG = logging.getLogger(__name__)
DAY = dt.timedelta(days=1)
RETRY = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=30))


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work done every so often; a daily one at a time of day (UTC). `run` says in a word what it did.

    A job is idempotent: after downtime it runs once, however many times it was missed.
    """

    name: str
    every: dt.timedelta
    run: Callable[[], str]
    at: dt.time | None = None


def next_run(job: Job, after: dt.datetime) -> dt.datetime:
    """Return when a job is due again."""
    if job.at is None:
        return after + job.every
    today = dt.datetime.combine(after.date(), job.at, dt.UTC)
    return today if today > after else today + DAY


def run_due(jobs: Iterable[Job], now: dt.datetime) -> list[str]:
    """Run every job that is due; return their names."""
    known = {row.name: row.next_run_at for row in db.session.query(JobRun.name, JobRun.next_run_at)}
    db.session.rollback()
    due = [job for job in jobs if known.get(job.name, now) <= now]
    for job in due:
        run(job)
    return [job.name for job in due]


def run(job: Job) -> None:
    """Run a job and remember how it ended; a failure is kept, logged and tried again soon."""
    with write() as uow:
        row = _row(uow.session.get(JobRun, job.name), job, uow.now)
        row.last_started_at = uow.now
        uow.session.add(row)
    try:
        result = job.run()
    except Exception as error:
        LOG.exception("The job %s failed.", job.name)
        _remember_failure(job, f"{type(error).__name__}: {error}")
        return
    _remember_success(job, result)


def beat(name: str, *, every: dt.timedelta) -> None:
    """Note that the background process is alive."""
    with write() as uow:
        row = uow.session.get(JobRun, name) or JobRun(name=name, last_started_at=uow.now, failures=0)
        row.last_finished_at = uow.now
        row.next_run_at = uow.now + every
        uow.session.add(row)


def finish(name: str, error: str | None) -> None:
    """Note how the work ended that a job had started beside this process; it is due again as it was."""
    with write() as uow:
        row = uow.session.get(JobRun, name) or JobRun(name=name, next_run_at=uow.now, failures=0)
        row.last_finished_at = uow.now
        row.last_error = error and error[:500]
        row.failures = row.failures + 1 if error else 0
        uow.session.add(row)


def list_runs() -> dict[str, JobRun]:
    """Return the memory of every job by name."""
    return {row.name: row for row in read().query(JobRun).order_by(JobRun.name)}


def _row(found: JobRun | None, job: Job, now: dt.datetime) -> JobRun:
    return found or JobRun(name=job.name, next_run_at=next_run(job, now), failures=0)


def _remember_success(job: Job, result: str) -> None:
    with write() as uow:
        row = uow.session.get_one(JobRun, job.name)
        row.last_finished_at = uow.now
        row.last_result = result[:200]
        row.last_error = None
        row.failures = 0
        row.next_run_at = next_run(job, uow.now)


def _remember_failure(job: Job, error: str) -> None:
    with write() as uow:
        row = uow.session.get_one(JobRun, job.name)
        soon = uow.now + RETRY[min(row.failures, len(RETRY) - 1)]
        row.last_error = error[:500]
        row.failures += 1
        row.next_run_at = min(soon, next_run(job, uow.now))
