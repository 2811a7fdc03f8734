"""The audit log: who did what when, newest first."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.runtime.messages.events import text_of_event
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries.audit import AuditRow, list_events
from scenariowiki.text import characters
from scenariowiki.web.forms.people import offer
from scenariowiki.web.forms.taxonomy import AuditFilterForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.audit_facts import Facts
from scenariowiki.web.views.admin.blueprint import bp

LAST = 2**31 - 1
FILTERS = ("who", "event", "no", "since", "until")


@bp.get("/audit")
def audit() -> ResponseReturnValue:
    """List what was recorded, a page below a position."""
    actor = require_permission(Permission.READ_AUDIT_LOG)
    form = AuditFilterForm(request.args)
    offer(form.who, list(accounts.list_choices(read())))
    before = min(max(0, request.args.get("before", 0, type=int)), LAST)
    page = list_events(read(), form.to_filter(actor.timezone), before=before or None)
    told = Facts.of(page.rows, actor.locale)
    return render_template(
        "admin/audit.html",
        filter_form=form,
        events=[_line(row, told) for row in page.rows],
        newest_url=_page_url(None) if before else None,
        older_url=_page_url(page.older) if page.older else None,
    )


def _page_url(before: int | None) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return url_for(".audit", before=before, **kept)


def _line(row: AuditRow, told: Facts) -> Mapping[str, Any]:
    return {
        "position": row.position,
        "at": row.occurred_at,
        "who": characters.visible(row.actor or f"#{row.actor_id}"),
        "seed": row.actor_id,
        "what": characters.visible(text_of_event(row.name)),
        "no": row.no,
        "facts": told.tell(row),
    }
