"""Scenarios that tell what is being written, each with a stated probability."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.memory import Memory
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries.access import visibility, visible_to
from scenariowiki.scenarios.rules.states import INDEXED
from scenariowiki.search.duplicates import Candidate, Match, Probe, Statistics, candidate_terms, similar
from scenariowiki.search.index import SearchIndex
from scenariowiki.text import markdown

CANDIDATES = 50
READ = 1_200
REMEMBERED = 500


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A scenario that may tell the same; `match` says how probably, by which phrases and why."""

    no: int
    title: str
    state: str
    match: Match


class Situations:
    """The beginnings of situations by revision; long ones, which hold every word, are candidates often."""

    def __init__(self) -> None:
        self._known = Memory(REMEMBERED)

    def get(self, session: Session, revisions: Sequence[int]) -> dict[int, str]:
        """Give them as plain text, those not remembered from the database."""
        known = {id_: text for id_ in revisions if (text := self._known.get(id_)) is not None}
        unknown = [id_ for id_ in revisions if id_ not in known]
        if not unknown:
            return known
        beginning = func.substr(Revision.snapshot["situation"].as_string(), 1, READ)
        rows = session.execute(select(Revision.id, beginning).where(Revision.id.in_(unknown)))
        found = {id_: markdown.plain(text) for id_, text in rows}
        for id_, text in found.items():
            self._known.put(id_, text, 1)
        return known | found


@dataclass(frozen=True, kw_only=True)
class Known:
    """What one process remembers between requests."""

    statistics: Statistics
    situations: Situations


def find_similar(
    session: Session, index: SearchIndex, actor: Actor, probe: Probe, known: Known, *, limit: int
) -> list[Likeness]:
    """Rank what the actor may read and the index thinks alike, best first; merged ones are left out."""
    text = f"{probe.title}\n{probe.situation[:READ]}"
    terms = candidate_terms(text, index.document_frequency, known.statistics.documents)
    if not terms:
        return []
    ranked = [no for no, _score in index.candidates(terms, CANDIDATES, visibility(actor))]
    candidates = _candidates(session, actor, ranked, known.situations)
    states = {candidate.id: state for candidate, state in candidates}
    titles = {candidate.id: candidate.title for candidate, _state in candidates}
    matches = similar(probe, [candidate for candidate, _state in candidates], known.statistics, limit)
    return [
        Likeness(no=match.id, title=titles[match.id], state=states[match.id], match=match)
        for match in matches
    ]


def _candidates(
    session: Session, actor: Actor, numbers: Sequence[int], situations: Situations
) -> list[tuple[Candidate, str]]:
    rows = session.execute(
        select(
            Scenario.no, Scenario.title, Scenario.state, Scenario.category_id, Scenario.published_rev_id
        ).where(Scenario.no.in_(numbers), visible_to(actor))
    ).all()
    # States are looked at here: SQLite would walk the whole catalogue by them instead of by numbers.
    rows = [row for row in rows if row.state in INDEXED]
    texts = situations.get(session, [row.published_rev_id for row in rows if row.published_rev_id])
    return [
        (
            Candidate(
                id=row.no,
                title=row.title,
                text=texts[row.published_rev_id],
                category=str(row.category_id) if row.category_id else None,
            ),
            row.state,
        )
        for row in rows
        if row.published_rev_id in texts
    ]
