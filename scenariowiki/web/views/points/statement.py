"""One's own statement: what every point came from, what is on its way, and what was taken back."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange.cells import guarded
from scenariowiki.kernel import clock
from scenariowiki.points.queries import wallet
from scenariowiki.points.queries.statement import Line, Wanted, add_up, list_lines, walk_lines
from scenariowiki.runtime.session import read
from scenariowiki.web import limits
from scenariowiki.web.forms.points import StatementFilterForm
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import asked, lines, prizes
from scenariowiki.web.views.points.blueprint import bp

LAST = 2**31 - 1


@bp.get("/me/points")
def statement() -> ResponseReturnValue:
    """Show where every point came from, newest first."""
    person = actor()
    return render_template("points/statement.html", **page_of(person, person.id, "points.statement"))


@bp.get("/me/points.csv")
@limits.export
def statement_file() -> ResponseReturnValue:
    """Give the statement as a table for spreadsheets, all its lines that the filter lets through."""
    person = actor()
    wanted = StatementFilterForm(request.args).to_wanted(_today(person))
    rows = stream_with_context(_csv(_rows(person, wanted)))
    response = Response(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="points-{clock.now():%Y%m%d}.csv"'
    return response


def page_of(
    person: Actor, account_id: int, endpoint: str, address: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Gather a statement for a page; the reader may be somebody else."""
    now, at = clock.now(), address or {}
    form = StatementFilterForm(request.args)
    chosen = form.chosen()
    before = min(max(0, request.args.get("before", 0, type=int)), LAST)
    found = list_lines(read(), account_id, form.to_wanted(_today(person)), before=before or None)
    today = _today(person)
    return {
        "is_own": person.id == account_id,
        "wallet": wallet.get_wallet(read(), account_id),
        "score": wallet.month_score(read(), account_id, today),
        "sums": add_up(read(), account_id),
        "months": lines.by_month(person, found.lines, now),
        "waiting": prizes.coming(account_id) + lines.waiting(person, wallet.list_waiting(read(), account_id)),
        "asked": asked.open_requests(account_id, Reader.of(person)),
        "lost": prizes.withheld(account_id)
        + lines.waiting(person, wallet.list_lost(read(), account_id, now)),
        "filter_form": form,
        "is_filtered": bool(chosen),
        "all_url": url_for(endpoint, **at),
        "newest_url": url_for(endpoint, **at, **chosen) if before else None,
        "older_url": url_for(endpoint, **at, **chosen, before=found.older) if found.older else None,
        "file_url": url_for("points.statement_file", **chosen) if person.id == account_id else None,
    }


def _today(person: Actor) -> Any:
    return clock.business_day(clock.now(), person.timezone, person.cutover)


def _rows(person: Actor, wanted: Wanted) -> Iterator[list[str]]:
    """Walk the lines as they are sent: a session taken before would outlive its request."""
    for line in walk_lines(read(), person.id, wanted):
        yield _cells(person, line)


def _cells(person: Actor, line: Line) -> list[str]:
    shown = lines.by_month(person, [line], clock.now())[0][1][0]
    return [
        line.posted_day.isoformat(),
        guarded(shown.about.text),
        f"S-{line.row.no}" if line.row.no else "",
        guarded(shown.text),
        shown.rule or "",
        shown.rule_name,
        shown.badge,
        str(line.points),
        str(line.balance),
        shown.why.reason if shown.why else "",
    ]


def _csv(rows: Iterator[list[str]]) -> Iterator[str]:
    heads = (
        _("Day"),
        _("About"),
        _("Number of the scenario"),
        _("What happened"),
        _("Rule"),
        _("Name"),
        _("State"),
    )
    written = io.StringIO()
    writer = csv.writer(written)
    # Spreadsheets know UTF-8 by its mark alone.
    written.write("\ufeff")
    writer.writerow([*heads, _("Points"), _("Balance"), _("Reason")])
    for row in rows:
        writer.writerow(row)
        yield written.getvalue()
        written.seek(0)
        written.truncate()
    yield written.getvalue()
