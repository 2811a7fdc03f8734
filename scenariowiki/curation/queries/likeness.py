"""How alike two scenarios or two solutions are: as the detector found, or found now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import DuplicateCandidate
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules import content
from scenariowiki.search.duplicates import Candidate, Probe, Statistics, similar
from scenariowiki.text import markdown


def score(session: Session, kind: MergeKind, one: int, other: int) -> float:
    """Return how probable it is that two tell the same, 0..1."""
    candidate = session.get(DuplicateCandidate, (kind.value, min(one, other), max(one, other)))
    if candidate is not None:
        return candidate.score
    (title, text), (other_title, other_text) = (_words(session, kind, id_) for id_ in (one, other))
    found = similar(
        Probe(title=title, situation=text),
        [Candidate(id=other, title=other_title, text=other_text)],
        Statistics(0, lambda _terms: {}),
        limit=1,
    )
    return found[0].score


def _words(session: Session, kind: MergeKind, id_: int) -> tuple[str, str]:
    table = Scenario if kind is MergeKind.SCENARIO else Solution
    chosen = select(Revision.snapshot).join(table, table.head_rev_id == Revision.id).where(table.id == id_)
    snapshot = session.scalars(chosen).one()
    if kind is MergeKind.SCENARIO:
        return snapshot["title"], markdown.plain(snapshot["situation"])
    texts = [markdown.plain(text) for path, text in content.texts(snapshot) if path != "title"]
    return content.solution_title(snapshot), "\n".join(texts)
