"""The list of SOPs: what I must read first, what waits for me, candidates, what is due."""

from types import SimpleNamespace as View
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.feedback.queries.uses import Uses, count_uses
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.sops.queries import candidates, due, listing, readers
from scenariowiki.sops.queries.candidates import Candidate
from scenariowiki.sops.queries.listing import PAGE, Shelf, SopRow
from scenariowiki.sops.queries.orphans import any_orphan
from scenariowiki.sops.rules import promotion
from scenariowiki.sops.rules.reviews import Due
from scenariowiki.sops.rules.versions import Standing
from scenariowiki.web import pages
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios.drafts import today
from scenariowiki.web.views.sops.blueprint import bp

TONES = {
    Standing.EFFECTIVE: "ok",
    Standing.SUSPENDED: "bad",
    Standing.UNDECIDED: "bad",
    Standing.REPLACED: "warn",
    Standing.IN_REVIEW: "info",
    Standing.APPROVED: "info",
}
DUE_TONES = {Due.FRESH: "ok", Due.SOON: "warn", Due.OVERDUE: "bad"}


@bp.get("/sops")
def index() -> ResponseReturnValue:
    """List the SOPs of a shelf beside what I must read, approve and look at again."""
    return pages.render_own(actor(), "sops/index.html", _context)


def _context() -> dict[str, Any]:
    person, reader = actor(), Reader.of(actor())
    shelf = _shelf(request.args.get("shelf", ""))
    after = min(number_or_none(request.args.get("after")) or 0, 100_000)
    own = bool(request.args.get("own"))
    rows = listing.list_sops(read(), person, shelf, today(person), own=own, after=after)
    held, suspended, overdue = listing.count_sops(read(), person, today(person))
    return {
        "shelf": shelf.value,
        "own": own,
        "rows": [line(row, reader) for row in rows[:PAGE]],
        "counts": View(held=held, suspended=suspended, overdue=overdue),
        "to_read": [to_read_line(one, reader) for one in readers.list_to_read(read(), person)],
        "to_approve": [
            View(title=reader.text(one.title), number=one.number, url=url_for(".show", sop_id=one.id))
            for one in due.list_to_approve(read(), person)
        ],
        "due_pages": [
            View(
                no=one.no,
                title=reader.text(one.title),
                owner=one.owner,
                due_on=one.due_on,
                late=one.due_on < today(person),
            )
            for one in listing.list_due_pages(read(), person, today(person))
        ],
        "candidates": _candidates(person, reader),
        "gates": promotion,
        "may_propose": person.may(Permission.CURATE),
        "orphans_url": url_for(".orphans") if person.may(Permission.CURATE) and any_orphan(read()) else None,
        "shelves": [
            (one.value, url_for(".index", shelf=one.value, own="1" if own else None)) for one in Shelf
        ],
        **_turning(shelf, after, own=own, is_more=len(rows) > PAGE),
    }


def _turning(shelf: Shelf, after: int, *, own: bool, is_more: bool) -> dict[str, str | None]:
    """Return where the list goes on, and where it came from."""
    kept: dict[str, Any] = {"shelf": shelf.value, "own": "1" if own else None}
    before = url_for(".index", **kept, after=max(after - PAGE, 0) or None)
    return {
        "next_url": url_for(".index", **kept, after=after + PAGE) if is_more else None,
        "previous_url": before if after else None,
    }


def line(row: SopRow, reader: Reader) -> View:
    """Show one SOP as a list does."""
    trusted = row.standing is Standing.EFFECTIVE
    word, tone = word_for(row.standing), TONES.get(row.standing, "")
    if trusted:
        word, tone = word_for(row.due), DUE_TONES[row.due]
    if trusted and row.asked:
        word, tone = _("A review was asked for"), "warn"
    return View(
        url=url_for(".show", sop_id=row.id),
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        no=row.no,
        scope=reader.text(row.scope),
        number=row.number,
        owner=row.owner,
        owner_left=row.owner_left,
        review_due=row.review_due,
        standing=word,
        tone=tone,
        read=row.read,
        note=reader.text(row.note),
    )


def to_read_line(one: readers.ToRead, reader: Reader) -> View:
    """Show one SOP that has to be read."""
    return View(
        url=url_for("sops.show", sop_id=one.id),
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        number=one.number,
        note=reader.text(one.change_note),
        at=one.effective_at,
        suspended=one.suspended,
    )


def _candidates(person: Actor, reader: Reader) -> list[View]:
    if not (person.may(Permission.CURATE) or person.may(Permission.APPROVE_SOP)):
        return []
    found = candidates.list_candidates(read(), person, today(person))
    uses = count_uses(read(), [one.solution_id for one in found])
    return [_candidate(one, uses.get(one.solution_id, Uses()), person, reader) for one in found]


def _candidate(one: Candidate, uses: Uses, person: Actor, reader: Reader) -> View:
    return View(
        title=reader.text(one.page),
        lang=reader.lang(one.page),
        solution=reader.text(one.title),
        no=one.no,
        url=url_for("scenarios.show", no=one.no),
        evidence=one.evidence,
        uses=uses.times,
        lacks=[(word_for(lack), count) for lack, count in one.lacks.items()],
        is_own=one.author_id == person.id,
        propose_url=url_for(".propose", solution=one.solution_id),
    )


def _shelf(name: str) -> Shelf:
    return Shelf(name) if name in set(Shelf) else Shelf.IN_FORCE
