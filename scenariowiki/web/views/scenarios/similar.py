"""Fragments for what is being typed: likely duplicates, and the preview of a long text."""

import re
from collections.abc import Iterable
from types import SimpleNamespace as View

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import catalogue, listing, page
from scenariowiki.scenarios.rules.content import STEP_MAX, STEPS_MAX, TEXT_MAX
from scenariowiki.scenarios.rules.states import EDITABLE, State
from scenariowiki.search.duplicates import LIKELY, Match, Probe, candidate_terms
from scenariowiki.search.index import IndexUnavailableError, Visibility
from scenariowiki.text import markdown
from scenariowiki.web import limits
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios import drafts
from scenariowiki.web.views.scenarios.blueprint import bp

SHOWN = 3
RELATED = 5
LEAST = 0.3
EXCERPT = 110
LEAD = 20


@bp.post("/scenarios/similar")
@limits.typing
def similar() -> ResponseReturnValue:
    """Give the likely duplicates of a text as a fragment."""
    title, situation = request.form.get("title", "")[:200], request.form.get("situation", "")[:TEXT_MAX]
    but = request.args.get("but", type=int)
    out = {but, *drafts.distinct(request.form)}
    probe = Probe(title=title, situation=situation)
    found = finder().similar(read(), actor(), probe, limit=SHOWN + len(out))
    others = [one.match for one in found if one.no not in out]
    return render_template(
        "scenarios/_similar.html", similar=shown(others, may_add=request.args.get("add") == "1")
    )


@bp.post("/scenarios/preview")
@limits.typing
def preview() -> ResponseReturnValue:
    """Give a text as it will look, rendered by the one safe pipeline; steps come one by one."""
    if request.args.get("steps"):
        typed = [text[:STEP_MAX] for text in request.form.getlist("text")[:STEPS_MAX]]
        steps = [_rendered(text) for text in typed if text.strip()]
        return render_template("scenarios/_steps.html", steps=steps)
    return _rendered(request.form.get("text", "")[:TEXT_MAX])


def _rendered(text: str) -> Markup:
    html = markdown.render(text)
    titles = page.public_titles(read(), page.references([{"text": html}]))
    return Markup(markdown.fill_references(html, titles))  # noqa: S704 - the pipeline has made it safe


def related(no: int, title: str) -> list[int]:
    """List a few published scenarios, open to everyone, that share a title's words."""
    index = finder().index
    try:
        terms = candidate_terms(title, index.document_frequency, index.health().documents)
        found = index.candidates(terms, RELATED * 2, Visibility()) if terms else []
    except IndexUnavailableError:
        return []
    others = [other for other, _score in found if other != no]
    return [other for other, _title in page.open_titles(read(), others)][:RELATED]


def shown(found: Iterable[Match], *, may_add: bool) -> list[View]:
    """Draw matches: never under 30 %, at most three, the common phrases marked."""
    matches = [match for match in found if match.score >= LEAST][:SHOWN]
    person = actor()
    numbers = [match.id for match in matches]
    cards = {card.no: card for card in catalogue.cards(read(), person, numbers)}
    texts = listing.situations(read(), person, numbers)
    reader = Reader.of(person)
    return [
        _shown(match, cards[match.id], texts[match.id][1], reader, may_add=may_add)
        for match in matches
        if match.id in cards
    ]


def _shown(match: Match, card: catalogue.Card, text: str, reader: Reader, *, may_add: bool) -> View:
    best = card.best
    return View(
        no=card.no,
        url=url_for("scenarios.show", no=card.no),
        title=reader.text(card.title),
        lang=reader.lang(card.title),
        percent=round(match.score * 100),
        likely=match.score >= LIKELY,
        excerpt=_excerpt(text, match.matched, reader),
        solutions=card.solution_count,
        solved=best.solved if best else 0,
        total=best.solved + best.partly + best.failed + best.harmful if best else 0,
        archived=card.state == State.ARCHIVED,
        add_url=url_for("scenarios.take_solution", no=card.no)
        if may_add and card.state in EDITABLE
        else None,
    )


def _excerpt(source: str, phrases: Iterable[str], reader: Reader) -> Markup:
    """Show the text around the first phrase in common, every such phrase marked."""
    text = markdown.excerpt(source, 2_000)
    known = sorted({phrase for phrase in phrases if phrase in text}, key=len, reverse=True)
    if not known:
        return escape(reader.text(text[:EXCERPT]))
    start = max(0, text.find(known[0]) - LEAD)
    part = text[start : start + EXCERPT]
    pieces = re.split("(" + "|".join(map(re.escape, known)) + ")", part)
    marked = Markup().join(
        Markup("<mark>{}</mark>").format(reader.text(piece)) if place % 2 else escape(reader.text(piece))
        for place, piece in enumerate(pieces)
    )
    return Markup("{}{}{}").format("…" if start else "", marked, "…" if start + EXCERPT < len(text) else "")
