"""Runs imports in a child process beside the background work, so that saves are indexed meanwhile."""

import datetime as dt
import logging
import os
import sys
from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy.orm import Session

from scenariowiki.accounts import commands as people
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange import importing, jobs
from scenariowiki.exchange.importing import Import
from scenariowiki.exchange.jobs import Settings, StoppedError
from scenariowiki.exchange.models import ImportJob
from scenariowiki.exchange.reports import Report
from scenariowiki.exchange.rules import make_plan
from scenariowiki.exchange.tables import opened
from scenariowiki.jobs import children
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import DomainError, Forbidden
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime import locks, uploads
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.queries import current_template

LOG = logging.getLogger(__name__)
LOCK = "import"
KEPT = dt.timedelta(days=30)
CHILDREN = 2  # one at work, one waiting for its turn
COMMAND = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "jobs", "imports"]


def deliver(session: Session, rows: Sequence[OutboxRow], now: dt.datetime) -> None:
    """Have a child run what waits; while one is at it another waits its turn, lest work come as it ends."""
    del session, rows, now
    _start()


def tend_imports() -> str:
    """Have a child take up imports that wait, or that a crash has cut off."""
    waiting = db.session.query(ImportJob.id).where(ImportJob.state.in_(jobs.BUSY)).count()
    db.session.rollback()
    if waiting:
        _start()
    return str(waiting)


def forget_files() -> str:
    """Delete the files of imports that ended long ago; what they brought in stays."""
    since = clock.now() - KEPT
    kept = jobs.list_kept(read(), since=since)
    return str(uploads.forget_others(kept, before=since.timestamp()))


def _start() -> None:
    if len(children.running(COMMAND)) < CHILDREN:
        children.start(COMMAND)


def run_waiting(app: Flask) -> int:
    """Run imports, when it is this process's turn, until none waits; return how many."""
    count = 0
    with locks.hold(app, LOCK) as lock:
        while _run_next(app):
            lock.check()
            count += 1
    return count


def _run_next(app: Flask) -> bool:
    with app.app_context():
        with write() as uow:
            job = jobs.next_job(uow)
        if job is not None:
            _run(job)
        return job is not None


def _run(job: ImportJob) -> None:
    try:
        _import(job)
    except StoppedError:
        LOG.info("Import %s was stopped.", job.id)
    except DomainError as refusal:
        _fail(job, refusal.reason)
    except Exception:
        LOG.exception("Import %s failed.", job.id)
        _fail(job, "fault")
    else:
        with write() as uow:
            jobs.finish(uow, job.id)


def _fail(job: ImportJob, code: str) -> None:
    with write() as uow:
        jobs.fail(uow, job.id, code)


def _import(job: ImportJob) -> None:
    with write() as uow:
        instance_id = people.settle_instance(uow)
    actor, chosen = _actor(job.account_id), Settings.of(job)
    assert chosen is not None  # noqa: S101 - a job that waits has its settings
    template = current_template(read()).fields
    with opened(uploads.file_of(job.id), template) as table:
        task = Import(
            read=read,
            write=write,
            actor=actor,
            plan=make_plan(
                table.columns,
                template,
                mapping=chosen.mapping,
                fixed=chosen.fixed,
                strip_glued=chosen.strip_glued,
                authors=chosen.authors,
            ),
            publish=chosen.publish,
            dry_run=chosen.dry_run,
            instance_id=instance_id,
            job_id=job.id,
            note=_note(job.id),
        )
        for report in importing.run(task, table, jobs.report_of(job)):
            with write() as uow:
                jobs.note_progress(uow, job.id, report)


def _actor(account_id: int) -> Actor:
    if not facts.is_active(read(), account_id):
        raise Forbidden("account_disabled")
    actor = accounts.find_actor(read(), accounts.get_account(read(), account_id).name)
    if actor is None:
        raise Forbidden("account_disabled")
    return actor


def _note(job_id: int) -> Callable[[UnitOfWork, Report], None]:
    parent = os.getppid()

    def note(uow: UnitOfWork, report: Report) -> None:
        jobs.note_progress(uow, job_id, report)
        if os.getppid() != parent:
            raise StoppedError  # the batch is left undone and taken up by the next child

    return note
