"""The inbox: everything a person was told, by day and page, and putting it away."""

import datetime as dt

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.kernel import clock
from scenariowiki.notifications import commands, queries
from scenariowiki.runtime.session import read, write
from scenariowiki.web import waiting
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, safe_next
from scenariowiki.web.views import notices
from scenariowiki.web.views.home import bp

__all__ = ["bp"]

LISTED = 50
# Every database takes numbers of so many digits.
DIGITS = 9


@bp.get("/notices")
def inbox() -> ResponseReturnValue:
    """Show a page of what I was told, newest first; `before` is where the page before it ended."""
    person, unread = actor(), request.args.get("show") == "unread"
    given = request.args.get("before", "")
    before = int(given) if _is_number(given) else None
    found = queries.list_inbox(
        read(), person, now=clock.now(), unread=unread, before=before, limit=LISTED + 1
    )
    show = "unread" if unread else None
    return render_template(
        "home/inbox.html",
        groups=notices.grouped(notices.drawn(found[:LISTED], person, Reader.of(person)), person),
        unread=waiting.counts(person).unread,
        shelves=[
            (_("All notices"), url_for(".inbox"), not unread),
            (_("Unread"), url_for(".inbox", show="unread"), unread),
        ],
        older_url=url_for(".inbox", show=show, before=found[LISTED - 1].id) if len(found) > LISTED else None,
        newest_url=url_for(".inbox", show=show) if before else None,
        here=url_for(".inbox", show=show, before=before),
        shown_at=clock.now().isoformat(),
    )


@bp.post("/notices/<int:notice_id>/read")
def read_notice(notice_id: int) -> ResponseReturnValue:
    """Put one notice away as read."""
    with write() as uow:
        commands.mark_read(uow, actor(), notice_id)
    return _back()


@bp.post("/notices/read")
def read_all_notices() -> ResponseReturnValue:
    """Put all notices away as read, or those of one page that the form names."""
    ids = request.form.get("ids", "")
    some = [int(id_) for id_ in ids.split(",")[:LISTED] if _is_number(id_)] if ids else None
    with write() as uow:
        commands.mark_all_read(uow, actor(), some, shown_at=_moment(request.form.get("shown_at", "")))
    return _back()


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS


def _back() -> ResponseReturnValue:
    return redirect(safe_next(request.form.get("next")) or url_for(".index"), 303)
