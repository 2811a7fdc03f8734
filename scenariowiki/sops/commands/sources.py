"""What a version is made from: a solution's text at one revision, with its authors and its evidence."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.kernel.errors import Conflict
from scenariowiki.scenarios.commands.preparation import settled_runs
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.queries.evidence import evidence_of
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.texts import SopText
from scenariowiki.text.attribution import Attributed


def has_source(session: Session, scenario: Scenario, solution_id: int) -> bool:
    """Tell whether a version can be made from a solution now: both it and its page are published."""
    try:
        get_source(session, scenario, solution_id)
    except Conflict:
        return False
    return True


def get_source(session: Session, scenario: Scenario, solution_id: int) -> tuple[Solution, Revision]:
    """Return the canonical solution of an id under a canonical scenario, with its present revision.

    Raises `other_scenario` for a solution of another page, `bad_state` unless both are published.
    """
    solution = session.get(Solution, solution_id)
    if solution is None:
        raise Conflict("other_scenario")
    solution = session.get_one(Solution, solution.canonical_id)
    if groups.scenario_of(session, solution).id != scenario.id:
        raise Conflict("other_scenario")
    for one in (scenario, solution):
        if one.state != State.PUBLISHED:
            raise Conflict("bad_state", state=one.state)
    return solution, session.get_one(Revision, solution.head_rev_id)


def draft_of(session: Session, scenario: Scenario, source: Revision) -> tuple[SopText, Attributed]:
    """Return the first text of a version with the words it was made from and their authors."""
    situation = session.get_one(Revision, scenario.head_rev_id)
    return texts.draft_from(situation.snapshot, source.snapshot), _written(session, (source, situation))


def evidence_now(session: Session, solution_id: int, today: dt.date) -> dict[str, float]:
    """Return what is known of a solution today, as a version keeps it."""
    return evidence_of(session, (solution_id,), today)[solution_id].stored()


def _written(session: Session, revisions: Iterable[Revision]) -> Attributed:
    parts = [
        (text, settled_runs(revision).get(path, ()))
        for revision in revisions
        for path, text in content.texts(revision.snapshot)
    ]
    sources = {number for _text, runs in parts for number, _length in runs}
    chosen = select(Revision.id, Revision.author_id).where(Revision.id.in_(sources))
    authors: dict[int, int] = {row.id: row.author_id for row in session.execute(chosen)}
    return texts.joined(
        (text, [(authors.get(number, texts.NOBODY), length) for number, length in runs])
        for text, runs in parts
    )
