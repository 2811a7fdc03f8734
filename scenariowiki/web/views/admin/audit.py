"""The audit log: who did what when, newest first."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.messages.events import VALUES, text_of_event, text_of_fact
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries.audit import AuditRow, list_events
from scenariowiki.text import characters
from scenariowiki.web.forms.people import offer
from scenariowiki.web.forms.taxonomy import AuditFilterForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp

PEOPLE = frozenset({"account_id", "author_id", "reporter_id", "lead_id"})
# Facts that the columns of the table tell already.
TOLD = frozenset({"schema", "scenario_id"})
ENUMS = {
    "kind": "RevisionKind",
    "result": "Result",
    "reason": "RejectReason",
    "before": "Audience",
    "after": "Audience",
    "granted": "Role",
    "revoked": "Role",
}
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
    names = accounts.names_of(read(), {id_ for row in page.rows for id_ in _people_in(row)})
    return render_template(
        "admin/audit.html",
        filter_form=form,
        events=[_line(row, names) for row in page.rows],
        newest_url=_page_url(None) if before else None,
        older_url=_page_url(page.older) if page.older else None,
    )


def _page_url(before: int | None) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return url_for(".audit", before=before, **kept)


def _line(row: AuditRow, names: Mapping[int, str]) -> Mapping[str, Any]:
    return {
        "position": row.position,
        "at": row.occurred_at,
        "who": characters.visible(row.actor or f"#{row.actor_id}"),
        "seed": row.actor_id,
        "what": characters.visible(text_of_event(row.name)),
        "no": row.no,
        "facts": [(text_of_fact(name), _value(row, name, value, names)) for name, value in _facts(row)],
    }


def _facts(row: AuditRow) -> Iterator[tuple[str, Any]]:
    told = TOLD if row.no is not None else {"schema"}
    return ((name, value) for name, value in row.payload.items() if name not in told and _tells(value))


def _tells(value: Any) -> bool:
    return value is not None and value is not False and value != []


def _is_person(row: AuditRow, name: str) -> bool:
    if row.name == "OwnershipHandedOver":
        return name in ("from_id", "to_id")
    return name in PEOPLE or (row.name == "OwnerChanged" and name in ("before", "after"))


def _people_in(row: AuditRow) -> Iterator[int]:
    return (value for name, value in row.payload.items() if _is_person(row, name) and isinstance(value, int))


def _value(row: AuditRow, name: str, value: Any, names: Mapping[int, str]) -> str:
    if value is True:
        return str(_("Yes"))
    if _is_person(row, name):
        return characters.visible(names.get(value, f"#{value}"))
    if isinstance(value, list):
        return " · ".join(_word(name, one) for one in value)
    return _word(name, value)


def _word(name: str, value: Any) -> str:
    words = STATES.get(ENUMS.get(name, ""), {})
    return characters.visible(str(words.get(value) or VALUES.get(value) or value))
