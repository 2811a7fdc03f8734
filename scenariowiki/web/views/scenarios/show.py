"""A scenario's page: three statements and a page from memory when nothing has changed."""

import hashlib
from functools import partial
from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime import telemetry
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.queries.page import PageContent, Personal
from scenariowiki.text import markdown
from scenariowiki.web import pages
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, live_session
from scenariowiki.web.views.scenarios import sheet, similar
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.rights import PageFacts, Rights, facts_of, rights_of

FACTS_SIZE = 2_000


@bp.get("/scenarios/<no:no>")
def show(no: int) -> ResponseReturnValue:
    """Show a scenario with its solutions, outcomes and discussion."""
    person = actor()
    row = page.get_page_row(read(), person, no)
    facts = _facts(row)
    personal = page.get_personal(read(), person, row.id, no, facts.related)
    if personal.related_open != len(facts.related):
        facts = _load_facts(row)
    telemetry.note_view(row.id)
    telemetry.note_opened(request.args.get("s"), no)
    rights = rights_of(person, row, facts)
    key = _key(person, row, (rights, facts.related, personal))
    response = Response(mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    if not pages.has_messages():
        response.set_etag(_etag(key))
        if request.if_none_match.contains(_etag(key)):
            response.status_code = HTTPStatus.NOT_MODIFIED
            return response
    context = partial(_context, row, facts, rights, personal)
    response.set_data(pages.render_kept(key, "scenarios/show.html", context))
    return response


def _facts(row: AnyRow) -> PageFacts:
    """Return what rights depend on, kept per version of the page."""
    found: PageFacts | None = pages.kept().get(("facts", row.id, row.page_version))
    return found or _load_facts(row)


def _load_facts(row: AnyRow) -> PageFacts:
    g.page_content = page.load_page(read(), row.id)
    related = similar.related(row.no, g.page_content.snapshot["title"])
    facts = facts_of(read(), g.page_content, related)
    pages.kept().put(("facts", row.id, row.page_version), facts, FACTS_SIZE)
    return facts


def _key(person: Actor, row: AnyRow, seen: tuple[Rights, tuple[int, ...], Personal]) -> tuple[Any, ...]:
    page_of_all = (row.id, row.page_version, markdown.RENDERER)
    return (*page_of_all, person.locale, person.script, person.timezone, *seen)


def _etag(key: tuple[Any, ...]) -> str:
    """Name exactly this page of exactly this session: an answer from another one holds another token."""
    live = live_session()
    parts = (key, pages.shell_key(), live.id, live.actor.version, current_app.extensions["assets"])
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _context(row: AnyRow, facts: PageFacts, rights: Rights, personal: Personal) -> dict[str, Any]:
    content: PageContent = g.pop("page_content", None) or page.load_page(read(), row.id)
    reader = Reader.of(actor())
    related = page.open_titles(read(), facts.related)
    copy = View(updated_at=personal.working_copy_at, url=url_for(".edit", no=row.no))
    return {
        **sheet.context(read(), content, rights, related, reader),
        "favourite": personal.favourite,
        "watching": personal.watching == "watch",
        "working_copy": copy if personal.working_copy_at else None,
        "old": None,
    }
