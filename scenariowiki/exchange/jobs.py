"""Imports that run in the background: begun, told how to read their file, run, stopped, ended."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.exchange.importing import require_import
from scenariowiki.exchange.models import ImportJob
from scenariowiki.exchange.reports import COUNTS, Report, Revised
from scenariowiki.exchange.rules import Plan
from scenariowiki.exchange.values import clean_name
from scenariowiki.kernel import outbox
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import Conflict, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork

IMPORT = "import"
PROBLEMS_KEPT = 2_000
STARTS_MAX = 3
FILENAME_MAX = 120


class JobState(StrEnum):
    """Where an import is; a dry run that is done waits for the word to go on."""

    UPLOADED = auto()
    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    STOPPED = auto()


BUSY = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a file is read and what is to be done with it; `starts` counts how often it was begun."""

    mapping: Mapping[str, str]
    fixed: Mapping[str, str]
    strip_glued: bool = False
    publish: bool = False
    dry_run: bool = True
    starts: int = 0
    authors: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Write the settings as a job keeps them."""
        known = {"mapping": self.mapping, "fixed": self.fixed, "authors": self.authors}
        return {**vars(self), **{name: dict(value) for name, value in known.items()}}

    def require(self, actor: Actor) -> None:
        """Raise Forbidden unless the actor may do all of this."""
        require_import(actor, publish=self.publish, credited=bool(self.authors))

    @classmethod
    def of(cls, job: ImportJob) -> "Settings | None":
        """Read the settings of a job; None before anybody chose any."""
        return cls(**job.settings["chosen"]) if "chosen" in job.settings else None


class StoppedError(Exception):
    """Somebody stopped the import while it ran."""


def begin_import(
    uow: UnitOfWork, actor: Actor, filename: str, look: Mapping[str, Any], total: int
) -> ImportJob:
    """Note a file that was uploaded, and what a first look at it found; nothing is read into the wiki yet."""
    require_import(actor)
    job = ImportJob(
        account_id=actor.id,
        filename=clean_name(filename)[-FILENAME_MAX:] or "–",
        state=JobState.UPLOADED,
        settings=dict(look),
        total=total,
        created_at=uow.now,
    )
    uow.session.add(job)
    uow.session.flush()
    return job


def choose_columns(uow: UnitOfWork, actor: Actor, job_id: int, chosen: Settings, plan: Plan) -> ImportJob:
    """Say how the file is read, and have a dry run made in the background."""
    chosen.require(actor)
    job = _idle_job(uow.session, actor, job_id)
    job.settings = {**job.settings, "chosen": chosen.to_json(), "unmapped": list(plan.unmapped)}
    _wait(uow, job)
    return job


def start_import(uow: UnitOfWork, actor: Actor, job_id: int) -> ImportJob:
    """Have what was tried dry be done."""
    job = _idle_job(uow.session, actor, job_id)
    chosen = Settings.of(job)
    if chosen is None or job.state == JobState.UPLOADED:
        raise Conflict("columns_not_chosen")
    chosen.require(actor)
    job.settings = {**job.settings, "chosen": {**chosen.to_json(), "dry_run": False, "starts": 0}}
    _wait(uow, job)
    return job


def stop_import(uow: UnitOfWork, actor: Actor, job_id: int) -> ImportJob:
    """Stop an import; what it has written stays."""
    job = get_job(uow.session, actor, job_id)
    if job.state in BUSY:
        job.state = JobState.STOPPED
        job.finished_at = uow.now
    return job


def next_job(uow: UnitOfWork) -> ImportJob | None:
    """Take the next import to run: one that a crash has cut off, else the oldest that waits.

    One that was cut off again and again is given up.
    """
    busy = select(ImportJob).where(ImportJob.state.in_(BUSY)).order_by(ImportJob.state, ImportJob.id)
    for job in uow.session.scalars(busy):
        chosen = job.settings["chosen"]
        if chosen["starts"] < STARTS_MAX:
            began = uow.now.isoformat()
            started = {**chosen, "starts": chosen["starts"] + 1}
            job.settings = {**job.settings, "chosen": started, "began_at": began}
            job.state = JobState.RUNNING
            return job
        fail(uow, job.id, "import_gave_up")
    return None


def report_of(job: ImportJob) -> Report:
    """Return the counts of a job, for a run that goes on where another was cut off."""
    counts = {name: getattr(job, name) for name in COUNTS}
    later = {int(id_): successor for id_, successor in job.settings.get("later", {}).items()}
    return Report(**counts, noted=len(job.errors), revised=revised_of(job), later=later)


def revised_of(job: ImportJob) -> list[Revised]:
    """Return what a dry run would change: its first rows of that kind."""
    return [Revised(**one) for one in job.settings.get("revised", ())]


def note_progress(uow: UnitOfWork, job_id: int, report: Report) -> None:
    """Keep the counts, in the transaction of a batch; raise StoppedError when somebody stopped the import."""
    job = uow.session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state != JobState.RUNNING:
        raise StoppedError
    for name, count in report.counts().items():
        setattr(job, name, count)
    told = {"revised": [vars(one) for one in report.revised], "later": dict(report.later)}
    if any(told.values()):
        job.settings = {**job.settings, **told}
    new = [one.to_json() for one in report.problems[:PROBLEMS_KEPT]]
    job.errors = [*job.errors[: report.noted], *new][:PROBLEMS_KEPT]


def finish(uow: UnitOfWork, job_id: int) -> None:
    """Note that an import has come to its end."""
    job = uow.session.get_one(ImportJob, job_id)
    if job.state == JobState.RUNNING:
        job.state = JobState.DONE
        job.finished_at = uow.now


def fail(uow: UnitOfWork, job_id: int, code: str) -> None:
    """Note why an import could not go on."""
    job = uow.session.get_one(ImportJob, job_id)
    job.state = JobState.FAILED
    job.fault = code
    job.finished_at = uow.now


def give_up_files(uow: UnitOfWork, job_ids: Sequence[int]) -> None:
    """Stop imports whose files are about to be deleted; what they have written stays."""
    for job in uow.session.scalars(select(ImportJob).where(ImportJob.id.in_(job_ids)).with_for_update()):
        job.state = JobState.STOPPED if job.state in {*BUSY, JobState.UPLOADED} else job.state
        job.finished_at = job.finished_at or uow.now


def get_job(session: Session, actor: Actor, job_id: int) -> ImportJob:
    """Return an import of the actor's own, or anybody's to an administrator; raises NotFound."""
    job = session.get(ImportJob, job_id)
    if job is None or not (job.account_id == actor.id or actor.may(Permission.MANAGE_PEOPLE)):
        raise NotFound("no_import")
    return job


def list_jobs(session: Session, actor: Actor, *, limit: int = 100) -> Sequence[AnyRow]:
    """List imports with who made them, newest first: one's own, an administrator's all."""
    chosen = (
        select(ImportJob, Account.display_name)
        .join(Account, Account.id == ImportJob.account_id)
        .order_by(ImportJob.id.desc())
        .limit(limit)
    )
    if not actor.may(Permission.MANAGE_PEOPLE):
        chosen = chosen.where(ImportJob.account_id == actor.id)
    return session.execute(chosen).all()


def list_kept(session: Session, *, since: dt.datetime) -> frozenset[int]:
    """List the imports whose files are still wanted: not ended, or not long ago."""
    wanted = or_(ImportJob.finished_at.is_(None), ImportJob.finished_at >= since)
    return frozenset(session.scalars(select(ImportJob.id).where(wanted, ImportJob.created_at >= since)))


def _idle_job(session: Session, actor: Actor, job_id: int) -> ImportJob:
    job = get_job(session, actor, job_id)
    if job.state in BUSY:
        raise Conflict("import_is_busy")
    return job


def _wait(uow: UnitOfWork, job: ImportJob) -> None:
    job.state = JobState.WAITING
    job.rows = job.created = job.updated = job.unchanged = job.failed = job.glued = 0
    job.errors = []
    job.settings = {name: told for name, told in job.settings.items() if name not in {"revised", "later"}}
    job.fault = job.finished_at = None
    outbox.enqueue(uow.session, IMPORT, str(job.id), {}, at=uow.now)
