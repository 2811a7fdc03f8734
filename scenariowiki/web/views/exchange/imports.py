"""Imports at work and done: the list, the progress, the rows that were left out."""

from datetime import datetime
from types import SimpleNamespace as View
from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.exchange import exporting, jobs
from scenariowiki.exchange.exporting import MEDIA_TYPES, Format
from scenariowiki.exchange.jobs import BUSY, JobState, Settings
from scenariowiki.exchange.models import ImportJob
from scenariowiki.exchange.reports import Problem
from scenariowiki.kernel import clock
from scenariowiki.runtime.messages import text_for, word_for
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.exchange.blueprint import bp

SHOWN = 30
TONES = {JobState.DONE: "ok", JobState.FAILED: "bad", JobState.RUNNING: "info"}


@bp.get("/imports")
def imports() -> ResponseReturnValue:
    """List the imports."""
    person = require_permission(Permission.IMPORT)
    rows = jobs.list_jobs(read(), person)
    return render_template(
        "exchange/imports.html",
        imports=[_line(job, name) for job, name in rows],
        new_url=url_for(".import_new"),
        export_url=url_for(".export"),
    )


def _line(job: ImportJob, name: str) -> View:
    state = JobState(job.state)
    endpoint = ".import_map" if state is JobState.UPLOADED else ".import_result"
    return View(
        name=job.filename,
        by=name,
        at=job.finished_at or job.created_at,
        tone=TONES.get(state, ""),
        text=_("%(state)s (dry run)", state=word_for(state)) if _is_dry(job) else word_for(state),
        rows=job.total or job.rows,
        saved=0 if _is_dry(job) else job.created + job.updated,
        wrong=job.failed,
        url=url_for(endpoint, job_id=job.id),
    )


@bp.get("/imports/<int:job_id>")
def import_result(job_id: int) -> ResponseReturnValue:
    """Show how far an import is, or what it did."""
    person = require_permission(Permission.IMPORT)
    job = jobs.get_job(read(), person, job_id)
    if job.state == JobState.UPLOADED:
        return redirect(url_for(".import_map", job_id=job_id), 303)
    url = url_for(".progress", job_id=job_id)
    return render_template("exchange/import_result.html", progress_url=url, **_context(job))


@bp.get("/imports/<int:job_id>/progress")
def progress(job_id: int) -> ResponseReturnValue:
    """Give the progress alone, for the page to put in place."""
    person = require_permission(Permission.IMPORT)
    return render_template("exchange/_progress.html", **_context(jobs.get_job(read(), person, job_id)))


@bp.post("/imports/<int:job_id>/start")
@limits.edit
def start_import(job_id: int) -> ResponseReturnValue:
    """Do what was tried dry."""
    person = require_permission(Permission.IMPORT)
    with write() as uow:
        jobs.start_import(uow, person, job_id)
    return redirect(url_for(".import_result", job_id=job_id), 303)


@bp.post("/imports/<int:job_id>/stop")
def stop_import(job_id: int) -> ResponseReturnValue:
    """Stop an import; what it has written stays."""
    person = require_permission(Permission.IMPORT)
    with write() as uow:
        jobs.stop_import(uow, person, job_id)
    return redirect(url_for(".import_result", job_id=job_id), 303)


@bp.get("/imports/<int:job_id>/errors.csv")
@limits.export
def import_errors(job_id: int) -> ResponseReturnValue:
    """Give the rows that were left out as a table, with column and reason."""
    person = require_permission(Permission.IMPORT)
    job = jobs.get_job(read(), person, job_id)
    problems = [Problem.from_json(one) for one in job.errors]
    heading = [_("Row"), _("Column"), _("Value"), _("Problem")]
    response = Response(
        exporting.problems_as_csv(problems, _reason, heading), mimetype=MEDIA_TYPES[Format.CSV]
    )
    response.headers["Content-Disposition"] = f'attachment; filename="import-{job.id}-errors.csv"'
    return response


def _context(job: ImportJob) -> dict[str, Any]:
    problems = [Problem.from_json(one) for one in job.errors[:SHOWN]]
    return {
        "job": _job(job),
        "unmapped": job.settings.get("unmapped", []),
        "problems": [
            View(row=one.row, column=one.column, value=one.value, reason=_reason(one)) for one in problems
        ],
        "more_problems": max(job.failed - len(problems), 0),
        **_revised(job),
    }


def _revised(job: ImportJob) -> dict[str, Any]:
    told = jobs.revised_of(job) if _is_dry(job) else []
    shown = [
        View(row=one.row, no=one.no, columns=", ".join(one.columns), script_only=one.script_only)
        for one in told[:SHOWN]
    ]
    return {"revised": shown, "more_revised": max(job.updated - len(shown), 0) if shown else 0}


def _job(job: ImportJob) -> View:
    dry, done = _is_dry(job), job.state not in BUSY
    goes_on = dry and job.state == JobState.DONE
    return View(
        no=job.id,
        name=job.filename,
        by=accounts.get_account(read(), job.account_id).display_name,
        started_at=job.created_at,
        dry=dry,
        done=done,
        failed=_fault(job),
        read=job.rows,
        total=job.total or 0,
        saved=job.created,
        unchanged=job.unchanged,
        revised=job.updated,
        wrong=job.failed,
        left=None if done else _left(job, clock.now()),
        stop_url=None if done else url_for(".stop_import", job_id=job.id),
        go_url=url_for(".start_import", job_id=job.id) if goes_on else None,
        errors_url=url_for(".import_errors", job_id=job.id) if job.errors else None,
        columns_url=url_for(".import_map", job_id=job.id),
    )


def _is_dry(job: ImportJob) -> bool:
    chosen = Settings.of(job)
    return chosen is None or chosen.dry_run


def _fault(job: ImportJob) -> str | None:
    if job.state == JobState.STOPPED:
        return str(_("This was stopped. What had been written stays; the same file again does the rest."))
    return text_for(job.fault) if job.fault else None


def _left(job: ImportJob, now: datetime) -> str:
    """Tell how long it will take, as soon as there is something to tell by."""
    began = job.settings.get("began_at")
    if not began or not job.rows or not job.total:
        return word_for(JobState.WAITING) if job.state == JobState.WAITING else ""
    took = (now - datetime.fromisoformat(began)).total_seconds()
    seconds = round(took / job.rows * (job.total - job.rows)) + 1
    return str(ngettext("about %(num)s second left", "about %(num)s seconds left", seconds))


def _reason(problem: Problem) -> str:
    return text_for(problem.code, problem.facts)
