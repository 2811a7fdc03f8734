"""The status page: how the instance is doing, in plain words."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel import clock
from scenariowiki.kernel.schedule import JobRun
from scenariowiki.runtime import health
from scenariowiki.runtime.messages import checks as words
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("")
def index() -> ResponseReturnValue:
    """Show every check, every job and what runs here; others have a way in of their own."""
    person = actor()
    if not person.may(Permission.READ_STATUS):
        if person.may(Permission.MANAGE_TAXONOMY):
            return redirect(url_for("admin.categories"), 303)
        require_permission(Permission.READ_LEDGER)
        return redirect(url_for("admin.grants"), 303)
    return render_template(
        "admin/index.html",
        checks=[_check(found) for found in health.check_all()],
        jobs=[_job(row) for row in health.list_jobs()],
        versions=health.versions(),
        checked_at=clock.now(),
    )


def _check(found: health.Check) -> Mapping[str, Any]:
    return {
        "state": found.state,
        "name": words.NAMES[found.name],
        "text": words.text_of_check(found.code, found.facts),
        "note": "",
        "percent": 100 - found.facts["percent"] if found.name == "disk" else None,
    }


def _job(row: JobRun) -> Mapping[str, Any]:
    name, about = words.JOBS.get(row.name, (row.name, ""))
    return {
        "name": name,
        "about": about,
        "last_at": row.last_finished_at,
        "took": _took(row),
        "next_at": row.next_run_at,
        "state": "bad" if row.failures else "ok",
        "text": row.last_error or _("Well"),
    }


def _took(row: JobRun) -> str:
    if row.last_started_at is None or row.last_finished_at is None:
        return ""
    seconds = (row.last_finished_at - row.last_started_at).total_seconds()
    return _("%(seconds)s s", seconds=f"{seconds:.1f}") if seconds >= 0 else ""
