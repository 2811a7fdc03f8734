"""Scenarios that tell what is being written, each with a stated probability."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries.access import visibility, visible_to
from scenariowiki.scenarios.rules.states import INDEXED
from scenariowiki.search.duplicates import Candidate, Match, Probe, Statistics, candidate_terms, similar
from scenariowiki.search.index import SearchIndex
from scenariowiki.text import markdown

CANDIDATES = 50
READ = 2_000


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A scenario that may tell the same; `match` says how probably, by which phrases and why."""

    no: int
    title: str
    state: str
    match: Match


def find_similar(
    session: Session, index: SearchIndex, actor: Actor, probe: Probe, statistics: Statistics, *, limit: int
) -> list[Likeness]:
    """Rank what the actor may read and the index thinks alike, best first; merged ones are left out."""
    text = f"{probe.title}\n{probe.situation[:READ]}"
    terms = candidate_terms(text, index.document_frequency, statistics.documents)
    if not terms:
        return []
    ranked = [no for no, _score in index.candidates(terms, CANDIDATES, visibility(actor))]
    candidates = _candidates(session, actor, ranked)
    known = {candidate.id: (candidate, state) for candidate, state in candidates}
    matches = similar(probe, [candidate for candidate, _state in candidates], statistics, limit)
    return [
        Likeness(no=match.id, title=known[match.id][0].title, state=known[match.id][1], match=match)
        for match in matches
    ]


def _candidates(session: Session, actor: Actor, numbers: Sequence[int]) -> list[tuple[Candidate, str]]:
    rows = session.execute(
        select(Scenario.no, Scenario.title, Scenario.state, Scenario.category_id, Revision.snapshot)
        .join(Revision, Revision.id == Scenario.published_rev_id)
        .where(Scenario.no.in_(numbers), Scenario.state.in_(INDEXED), visible_to(actor))
    )
    return [
        (
            Candidate(
                id=row.no,
                title=row.title,
                text=markdown.plain(row.snapshot["situation"][:READ]),
                category=str(row.category_id) if row.category_id else None,
            ),
            row.state,
        )
        for row in rows
    ]
