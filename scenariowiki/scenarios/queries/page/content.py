"""What a scenario's page shows: made once per page version, whoever may read it, and cached above."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.page import rows
from scenariowiki.scenarios.queries.page.rendering import html_of, references
from scenariowiki.scenarios.queries.templates import Template, get_template, with_chosen
from scenariowiki.scenarios.rules import evidence
from scenariowiki.scenarios.rules.evidence import Evidence
from scenariowiki.scenarios.rules.states import Audience, Confidence, OutcomeState, State

OPEN_TO_ALL = (State.PUBLISHED, Audience.ALL)
NAMED = frozenset({State.SUBMITTED, State.NEEDS_WORK, State.PUBLISHED, State.ARCHIVED})


@dataclass(frozen=True, kw_only=True)
class SolutionPart:
    """A solution with its HTML by path and its undisputed outcomes counted; `seq` is its head's."""

    row: AnyRow
    snapshot: Mapping[str, Any]
    html: Mapping[str, str]
    seq: int
    evidence: Evidence
    outcomes: Sequence[AnyRow] = ()


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """Everything that is the same for all who may read the page.

    Rows have the columns of the module `rows`.
    """

    row: AnyRow
    snapshot: Mapping[str, Any]
    html: Mapping[str, str]
    seq: int
    template: Template
    solutions: Sequence[SolutionPart]
    comments: Sequence[AnyRow] = ()
    backlinks: Sequence[AnyRow] = ()
    titles: Mapping[int, str] = field(default_factory=dict)
    confidence: Confidence = Confidence.IN_PROGRESS


def open_titles(session: Session, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """List published scenarios that everyone signed in may read, in the order asked for."""
    columns = (Scenario.no, Scenario.title, Scenario.state, Scenario.audience)
    rows = session.execute(select(*columns).where(Scenario.no.in_(numbers)))
    # Asked for the state as well, SQLite would walk through all that is published.
    titles = {row.no: row.title for row in rows if (row.state, row.audience) == OPEN_TO_ALL}
    return [(no, titles[no]) for no in numbers if no in titles]


def load_page(session: Session, scenario_id: int) -> PageContent:
    """Load everything a page shows; a handful of statements, none of them grows with the catalogue."""
    texts = load_texts(session, scenario_id)
    outcomes: dict[int, list[AnyRow]] = defaultdict(list)
    for outcome in rows.outcome_rows(session, [part.row.id for part in texts.solutions]):
        outcomes[outcome.solution_id].append(outcome)
    solutions = [replace(part, outcomes=outcomes[part.row.id]) for part in texts.solutions]
    linked = references([texts.html, *(part.html for part in solutions)])
    return replace(
        texts,
        solutions=solutions,
        comments=rows.comment_rows(session, scenario_id),
        backlinks=rows.backlinks(session, scenario_id),
        titles=public_titles(session, linked),
        confidence=_confidence(solutions),
    )


def load_texts(session: Session, scenario_id: int) -> PageContent:
    """Load the texts of a page for a form; outcomes, discussion and links stay out."""
    row = rows.scenario_row(session, scenario_id)
    template = with_chosen(session, get_template(session, row.template_number), row.snapshot)
    return PageContent(
        row=row,
        snapshot=row.snapshot,
        html=html_of(row.renderer, row.html, row.snapshot, template),
        seq=row.seq,
        template=template,
        solutions=sorted(
            map(_solution, rows.solution_rows(session, scenario_id, row.state)), key=_best_first
        ),
    )


def _confidence(solutions: Sequence[SolutionPart]) -> Confidence:
    shown = [part for part in solutions if part.row.state not in {State.REJECTED, State.ARCHIVED}]
    return evidence.confidence(
        solutions=len(shown),
        verified=sum(one.state == OutcomeState.VERIFIED for part in shown for one in part.outcomes),
        validated=any(part.row.validated for part in shown),
    )


def public_titles(session: Session, numbers: set[int]) -> dict[int, str]:
    """Map numbers to titles, for those that everyone signed in may read."""
    if not numbers:
        return {}
    columns = (Scenario.no, Scenario.title, Scenario.state, Scenario.audience)
    rows = session.execute(select(*columns).where(Scenario.no.in_(numbers)))
    return {row.no: row.title for row in rows if row.state in NAMED and row.audience == Audience.ALL}


def _solution(row: AnyRow) -> SolutionPart:
    return SolutionPart(
        row=row,
        snapshot=row.snapshot,
        html=html_of(row.renderer, row.html, row.snapshot, None),
        seq=row.seq,
        evidence=Evidence(solved=row.solved, partly=row.partly, failed=row.failed, harmful=row.harmful),
    )


def _best_first(part: SolutionPart) -> tuple[bool, float, int]:
    return (part.row.state == State.ARCHIVED, -part.row.lower_bound, part.row.id)
