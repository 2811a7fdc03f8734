"""A scenario's page: two statements and a page from memory when nothing has changed."""

import hashlib
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.queries.merges import active_merges
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime import telemetry
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.page import PageContent, Personal
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.rules.reviews import Due
from scenariowiki.text import markdown
from scenariowiki.web import pages
from scenariowiki.web.jinja import shell
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, live_session
from scenariowiki.web.views.scenarios import archiving, merged, sheet, similar, trusting
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.drafts import today
from scenariowiki.web.views.scenarios.rights import PageFacts, Rights, facts_of, rights_of

FACTS_SIZE = 2_000
RELATED_SIZE = 300
# The number it was reached by, how far its review is, and what takes its place.
Around = tuple[int | None, Due | None, tuple[str, str, str, int] | None]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one person may do on one version of a page; `digest` stands for it in keys."""

    person: Actor
    facts: PageFacts
    rights: Rights
    digest: str


@bp.get("/scenarios/<no:no>")
def show(no: int) -> ResponseReturnValue:
    """Show a scenario with its solutions, outcomes and discussion."""
    person = actor()
    asked: tuple[int, ...] = pages.kept().get(("related", no)) or ()
    row, personal = page.get_page(read(), person, no, asked)
    if row.state == State.MERGED:
        return merged.answer(person, no)
    personal, seen = _look_up(person, row, personal, asked)
    if personal.related_open != len(seen.facts.related):
        seen = _look(person, row, _load_facts(row))
    telemetry.note_view(row.id)
    telemetry.note_opened(request.args.get("s"), no)
    via = merged.came_through(seen.facts)
    due = trusting.due_of(row.state, seen.facts.trust, today(person))
    instead = None
    if row.state == State.ARCHIVED:
        instead = archiving.successor_line(person, row.id, Reader.of(person))
    sight = (person.locale, person.timezone, seen.digest, personal, via, due, instead)
    key = (row.id, row.page_version, markdown.RENDERER, *sight)
    response = Response(mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    if not pages.has_messages():
        etag = _etag(key)
        response.set_etag(etag)
        if request.if_none_match.contains(etag):
            response.status_code = HTTPStatus.NOT_MODIFIED
            return response
    context = partial(_context, row, seen, personal, (via, due, instead))
    response.set_data(pages.render_kept(key, "scenarios/show.html", context))
    return response


def _look_up(person: Actor, row: AnyRow, personal: Personal, asked: tuple[int, ...]) -> tuple[Personal, Seen]:
    """Ask once more if the related ones are no longer those of the page's last visitor."""
    seen = _seen(person, row)
    if seen.facts.related != asked:
        pages.kept().put(("related", row.no), seen.facts.related, RELATED_SIZE)
        _row, personal = page.get_page(read(), person, row.no, seen.facts.related)
    return personal, seen


def _seen(person: Actor, row: AnyRow) -> Seen:
    """Return what a person may do, kept per version of the page and as long as nothing of them changes."""
    found: Seen | None = pages.kept().get(("seen", row.id, row.page_version, person.id))
    if found is not None and found.person == person:
        return found
    facts: PageFacts | None = pages.kept().get(("facts", row.id, row.page_version))
    return _look(person, row, facts or _load_facts(row))


def _look(person: Actor, row: AnyRow, facts: PageFacts) -> Seen:
    rights = rights_of(person, row, facts)
    digest = hashlib.sha256(repr((rights, facts.related)).encode()).hexdigest()
    seen = Seen(person=person, facts=facts, rights=rights, digest=digest)
    pages.kept().put(("seen", row.id, row.page_version, person.id), seen, FACTS_SIZE)
    return seen


def _load_facts(row: AnyRow) -> PageFacts:
    g.page_content = page.load_page(read(), row.id)
    related = similar.related(row.no, g.page_content.snapshot["title"])
    facts = facts_of(read(), g.page_content, related, active_merges(read(), row.id))
    pages.kept().put(("facts", row.id, row.page_version), facts, FACTS_SIZE)
    return facts


def _etag(key: tuple[Any, ...]) -> str:
    """Name exactly this page of exactly this session: an answer from another one holds another token."""
    live = live_session()
    parts = (
        key,
        pages.shell_key(),
        shell().unread,
        live.id,
        live.actor.version,
        current_app.extensions["assets_version"],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _context(row: AnyRow, seen: Seen, personal: Personal, around: Around) -> dict[str, Any]:
    via, due, instead = around
    content: PageContent = g.pop("page_content", None) or page.load_page(read(), row.id)
    reader = Reader.of(actor())
    related = page.open_titles(read(), seen.facts.related)
    copy = View(updated_at=personal.working_copy_at, url=url_for(".edit", no=row.no))
    return {
        **sheet.context(read(), content, seen.rights, related, reader, via),
        "merges": merged.lines(seen.facts.merges, seen.rights, row.no, via, reader),
        "open_feedback": seen.facts.open_feedback,
        "sops": trusting.sops(seen.facts.trust, reader),
        "successor": instead,
        "review": trusting.review(row.no, seen.facts.trust, due, may=seen.rights.review),
        "favourite": personal.favourite,
        "watching": personal.watching == "watch",
        "muted": personal.watching == "mute",
        "working_copy": copy if personal.working_copy_at else None,
        "old": None,
    }
