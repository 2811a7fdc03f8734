"""What tells the same as a text, or as a scenario: asked of the index, read from the database."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime import indexing
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.queries import listing, page
from scenariowiki.search import duplicates
from scenariowiki.search.duplicates import Candidate, Match, Probe, Statistics
from scenariowiki.search.index import IndexUnavailableError, SearchIndex, Visibility

CANDIDATES = 30
RELATED = 5


def find_similar(
    session: Session,
    actor: Actor,
    title: str,
    situation: str = "",
    *,
    limit: int = 10,
    but: int | None = None,
) -> list[Match]:
    """List what the actor may read that is like a text, best first; nothing while the index is away."""
    text = f"{title}\n{situation}".strip()
    if not text:
        return []
    try:
        index = indexing.reader()
        found = _candidates(index, text, CANDIDATES, queries.visibility(actor))
        numbers = [no for no in found if no != but]
        texts = listing.situations(session, actor, numbers)
        given = [Candidate(id=no, title=texts[no][0], text=texts[no][1]) for no in numbers if no in texts]
        probe = Probe(title=title, situation=situation)
        return duplicates.similar(probe, given, _statistics(index), limit)
    except IndexUnavailableError:
        return []


def related(session: Session, no: int, title: str) -> list[tuple[int, str]]:
    """List a few published scenarios open to everyone that share a title's words."""
    try:
        found = _candidates(indexing.reader(), title, RELATED * 2, Visibility())
    except IndexUnavailableError:
        return []
    return page.open_titles(session, [other for other in found if other != no])[:RELATED]


def _candidates(index: SearchIndex, text: str, k: int, visible: Visibility) -> Sequence[int]:
    documents = _documents(index)
    terms = duplicates.candidate_terms(text[:2_000], index.document_frequency, documents)
    return [no for no, _score in index.candidates(terms, k, visible)] if terms else []


def _documents(index: SearchIndex) -> int:
    """Count the documents of the index, asked once per generation."""
    kept = current_app.extensions.get("index_size")
    generation = index.generation()
    if kept is None or kept[0] != generation:
        kept = current_app.extensions["index_size"] = (generation, index.health().documents)
    size: int = kept[1]
    return size


def _statistics(index: SearchIndex) -> Statistics:
    """Return what is known of words' rarity, kept per generation of the index."""
    kept = current_app.extensions.get("word_statistics")
    generation = index.generation()
    if kept is None or kept[0] != generation:
        made = Statistics(_documents(index), index.document_frequency)
        kept = current_app.extensions["word_statistics"] = (generation, made)
    statistics: Statistics = kept[1]
    return statistics
