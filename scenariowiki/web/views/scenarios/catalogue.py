"""The catalogue and search in one page: words, facets, order, pages; and its fragment for live search."""

import secrets
from dataclasses import dataclass
from types import SimpleNamespace as View
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime import telemetry, watching
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.queries import personal
from scenariowiki.scenarios.queries.finding import Asked, Found, Results
from scenariowiki.scenarios.queries.finding.database import UNCATEGORISED
from scenariowiki.scenarios.rules.states import State
from scenariowiki.search import highlight
from scenariowiki.search.grammar import MAX_LENGTH
from scenariowiki.search.highlight import Fragment, Piece
from scenariowiki.search.index import Sort
from scenariowiki.text.chinese import fold
from scenariowiki.web import limits, taxonomy
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, live_session
from scenariowiki.web.views.scenarios import filters, presenting
from scenariowiki.web.views.scenarios.blueprint import bp
from scenariowiki.web.views.scenarios.filters import Chosen

PER_PAGE = 20
PAGES = 500
LOOSER = 3
WAITING = (State.SUBMITTED, State.NEEDS_WORK)
# As long as the name of a solution that has none: the beginning of its first step.
TITLE_CUT = 30


@dataclass(frozen=True, kw_only=True)
class Search:
    """What was asked for by the address."""

    text: str
    chosen: Chosen
    sort: Sort
    page: int

    def asked(self, saved: int | None) -> Asked:
        """Leave as a question to the finder."""
        return Asked(
            text=self.text,
            filters=self.chosen.filters,
            sort=self.sort,
            offset=(self.page - 1) * PER_PAGE,
            limit=PER_PAGE,
            facets=self.chosen.names,
            saved=saved,
        )

    def url(self, **changes: Any) -> str:
        """Return the address of this search with some of it changed."""
        sort = None if self.sort is Sort.RELEVANCE else self.sort.value
        given = {"q": self.text or None, "sort": sort, **self.chosen.filters, **changes}
        return url_for("scenarios.index", **{name: value for name, value in given.items() if value})


@bp.get("/scenarios")
@bp.get("/categories/<int:category_id>", endpoint="index")
@bp.get("/tags/<int:tag_id>", endpoint="index")
@limits.search
def index(category_id: int | None = None, tag_id: int | None = None) -> ResponseReturnValue:
    """Show the catalogue, or what a search finds in it."""
    if category_id or tag_id:
        return redirect(url_for(".index", category=category_id, tag=tag_id))
    person = actor()
    watching.share()
    search = _search()
    moved = filters.moved_category(search.chosen)
    if moved is not None:
        return redirect(search.url(category=moved))
    results = finder().find(read(), person, search.asked(live_session().outbox_id))
    key = _log(person, search, results)
    return render_template("scenarios/index.html", **_context(person, search, results, key))


@bp.route("/search/live", methods=["GET", "POST"])
@limits.search
def results() -> ResponseReturnValue:
    """Give the results alone, for live search."""
    person = actor()
    watching.share()
    search = _search()
    found = finder().find(read(), person, search.asked(live_session().outbox_id))
    return render_template("scenarios/_results.html", **_context(person, search, found, ""))


def _search() -> Search:
    sort = request.values.get("sort", "")
    page = request.values.get("page", 1, type=int)
    return Search(
        text=request.values.get("q", "")[:MAX_LENGTH].strip(),
        chosen=filters.chosen(),
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
        page=min(max(page, 1), PAGES),
    )


def _log(person: Actor, search: Search, found: Results) -> str:
    """Note the search for the list of gaps; the key in its links tells what was opened."""
    if not search.text:
        return ""
    key = secrets.token_urlsafe(12)
    folded = fold(" ".join(search.text.split()))
    telemetry.note_search(key, account_id=person.id, query=search.text, folded=folded, hits=found.total)
    return key


def _context(person: Actor, search: Search, found: Results, key: str) -> dict[str, Any]:
    reader = Reader.of(person)
    shown = [_hit(hit, reader, key, has_words=bool(search.text)) for hit in found.hits]
    first = (search.page - 1) * PER_PAGE + 1
    more = found.total > search.page * PER_PAGE and search.page < PAGES
    groups = filters.groups(search.chosen, found.facets, reader)
    return {
        "query": search.text,
        "category": _category(search, reader),
        "tree": filters.tree(search.chosen, found.facets, reader, search.text),
        "uncategorised": _uncategorised(search, found),
        "facet_groups": groups,
        "kept": _kept(search),
        "results": shown,
        "total": found.total,
        "first": first if shown else 0,
        "last": first + len(shown) - 1 if shown else 0,
        "previous_url": search.url(page=search.page - 1) if search.page > 1 else None,
        "next_url": search.url(page=search.page + 1) if more else None,
        "sorts": _sorts(search),
        "active_filters": [
            (text, search.url(**{name: rest})) for text, name, rest in filters.active(search.chosen, groups)
        ],
        "clear_url": url_for("scenarios.index", q=search.text or None),
        "suggestions": _did_you_mean(found),
        "looser": _looser(person, search, found, groups),
        "unpublished": _unpublished(search, found),
        "lagging": found.late,
        "without_index": found.simple,
        "watch": _watch(person, search),
        "new_url": url_for("scenarios.new", title=search.text or None),
        "export_url": _export_url(person, search) if shown else None,
    }


def _watch(person: Actor, search: Search) -> View | None:
    """Offer to watch the one tag whose page this is."""
    tag_id = filters.tag_of(search.chosen)
    if tag_id is None or search.text:
        return None
    return View(
        url=url_for("scenarios.watch_tag", tag_id=tag_id), on=personal.watches_tag(read(), person, tag_id)
    )


def _export_url(person: Actor, search: Search) -> str | None:
    if not policy.may_export(person):
        return None
    return url_for("exchange.export", q=search.text or None, **dict(search.chosen.filters))  # type: ignore[arg-type]


def _kept(search: Search) -> list[tuple[str, str]]:
    """List what the form of filters has to carry along."""
    kept = [("q", search.text)] if search.text else []
    kept += [("sort", search.sort.value)] if search.sort is not Sort.RELEVANCE else []
    return kept + [("category", key) for key in search.chosen.filters.get("category", ())]


def _sorts(search: Search) -> list[tuple[str, str, bool]]:
    names = {
        Sort.RELEVANCE: _("Best first") if search.text else _("Newest first"),
        Sort.UPDATED: _("Newest first"),
        Sort.EVIDENCE: _("Best proven"),
        Sort.TITLE: _("By name"),
    }
    offered = [sort for sort in names if search.text or sort is not Sort.UPDATED]
    return [
        (
            str(names[sort]),
            search.url(sort=None if sort is Sort.RELEVANCE else sort.value),
            sort is search.sort,
        )
        for sort in offered
    ]


def _did_you_mean(found: Results) -> list[tuple[str, str]]:
    text = found.did_you_mean
    return [(text, url_for("scenarios.index", q=text))] if text else []


def _looser(person: Actor, search: Search, found: Results, groups: list[View]) -> list[tuple[str, str, int]]:
    """Offer one condition less where nothing was found."""
    if found.total or found.simple:
        return []
    offers: list[tuple[str, str, int]] = []
    for text, name, rest in filters.active(search.chosen, groups)[:LOOSER]:
        less = Asked(text=search.text, filters=search.chosen.without(name, rest), limit=1, facets=())
        total = finder().find(read(), person, less).total
        if total:
            offers.append((str(_("without %(name)s", name=text)), search.url(**{name: rest}), total))
    return offers


def _unpublished(search: Search, found: Results) -> tuple[str, int] | None:
    """Lead whoever just handed a case in to it: the default search holds what is published."""
    if not search.text or "state" in search.chosen.filters or "state:" in fold(search.text):
        return None
    count = sum(found.facets.get("state", {}).get(state.value, 0) for state in WAITING)
    return (search.url(state=WAITING), count) if count else None


def _uncategorised(search: Search, found: Results) -> tuple[str, int] | None:
    """Offer what has no category, where there is any."""
    count = found.facets.get("category", {}).get(str(UNCATEGORISED), 0)
    return (
        (url_for("scenarios.index", category=UNCATEGORISED, q=search.text or None), count) if count else None
    )


def _category(search: Search, reader: Reader) -> View | None:
    if filters.is_uncategorised(search.chosen):
        title = str(_("Without category"))
        path = [(title, taxonomy.category_url(UNCATEGORISED))]
        return View(title=title, description="", path=path, children=[], maintainer=None)
    node = filters.category_of(search.chosen)
    if node is None:
        return None
    return View(
        title=taxonomy.title(node, reader.locale),
        description=reader.text(node.description),
        path=taxonomy.breadcrumbs(node.id, reader.locale),
        children=[
            (taxonomy.title(child, reader.locale), taxonomy.category_url(child.id), child.count)
            for child in node.children
        ],
        maintainer=None,
    )


def _hit(hit: Found, reader: Reader, key: str, *, has_words: bool) -> View:
    card, best = hit.card, hit.card.best
    total = best.solved + best.partly + best.failed + best.harmful if best else 0
    return View(
        no=card.no,
        url=url_for("scenarios.show", no=card.no, s=key or None),
        title=_marked(hit.title, reader),
        lang=reader.lang(card.title),
        state=card.state,
        confidence="validated" if best and best.validated else "not_validated",
        situation=_fragments(hit.fragments, reader) if has_words else reader.text(card.excerpt),
        solution=_named(best.title, reader) if best and not has_words else None,
        outcome=None,
        solutions=card.solution_count,
        updated_at=card.updated_at,
        tags=presenting.tags(card.tags[:4], reader),
        success=View(solved=best.solved, total=total) if best and total else None,
    )


def _named(title: str, reader: Reader) -> str:
    """Show a solution by its name; one cut from its first step says that it goes on."""
    return reader.text(title) + ("…" if len(title) == TITLE_CUT else "")


def _marked(pieces: tuple[Piece, ...], reader: Reader) -> Markup:
    return highlight.to_html([Piece(is_hit=piece.is_hit, text=reader.text(piece.text)) for piece in pieces])


def _fragments(found: tuple[Fragment, ...], reader: Reader) -> Markup:
    shown = Markup()
    for one in found:
        shown += Markup("{}{}").format("…" if one.before and not shown else "", _marked(one.pieces, reader))
        shown += "…" if one.after else " "
    return shown
