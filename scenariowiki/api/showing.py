"""Scenarios, solutions and outcomes in the shapes of the API."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.api.auth import actor
from scenariowiki.api.naming import category_path
from scenariowiki.api.schemas.scenarios import CardShown, ScenarioShown
from scenariowiki.api.schemas.solutions import (
    EvidenceShown,
    OutcomeShown,
    SolutionShown,
    StepShown,
)
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import page, parts
from scenariowiki.scenarios.queries.catalogue import Card
from scenariowiki.scenarios.queries.page import SolutionPart, rows
from scenariowiki.scenarios.queries.succession import find_successor
from scenariowiki.scenarios.rules.evidence import Evidence
from scenariowiki.scenarios.rules.states import Audience, Layer, State

OUTCOME_COLUMNS = (
    "id", "result", "state", "applied_on", "note", "metric", "before", "after", "customer_reaction",
    "evidence", "decision_note", "created_at",
)  # fmt: skip
COUNTS = ("solved", "partly", "failed", "harmful", "sample", "rate", "low", "high")


def show_scenario(
    session: Session, scenario: Scenario, *, requested_no: int | None = None, hidden: Collection[int] = ()
) -> ScenarioShown:
    """Show a scenario with its solutions and outcomes."""
    content = page.load_page(session, scenario.id)
    snapshot = situation(session, content.snapshot)
    row = content.row
    instead = find_successor(session, actor(), scenario.id)
    return ScenarioShown(
        **snapshot,
        no=scenario.no,
        requested_no=requested_no if requested_no != scenario.no else None,
        external_id=scenario.external_id,
        category_id=content.snapshot["category"],
        state=State(scenario.state),
        audience=Audience(scenario.audience),
        team=row.team_name,
        team_id=scenario.team_id,
        author=row.author_name,
        owner=row.owner_name,
        confidence=content.confidence,
        base_seq=content.seq,
        revision=scenario.last_seq,
        solutions=[_solution(scenario.no, part) for part in content.solutions if part.row.id not in hidden],
        created_at=scenario.created_at,
        updated_at=scenario.updated_at,
        published_at=scenario.published_at,
        successor=instead.no if instead else None,
    )


def show_solution(session: Session, scenario: Scenario, solution_id: int) -> SolutionShown:
    """Show one solution of a scenario."""
    return _solution(scenario.no, _part(session, scenario, solution_id))


def show_outcome(session: Session, scenario: Scenario, solution_id: int, outcome_id: int) -> OutcomeShown:
    """Show one outcome of a solution."""
    part = _part(session, scenario, solution_id)
    return next(_outcome(row) for row in part.outcomes if row.id == outcome_id)


def situation(session: Session, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Show the snapshot of a situation: tags and category by their names, fields in one object."""
    names = parts.tag_names(session, snapshot["tags"])
    titles = parts.category_paths(session).get(snapshot["category"]) if snapshot["category"] else None
    return {
        "title": snapshot["title"],
        "situation": snapshot["situation"],
        "layer": snapshot["layer"],
        "tags": list(dict.fromkeys(names[id_] for id_ in snapshot["tags"] if id_ in names)),
        "category": category_path(titles) if titles else None,
        "fields": {
            path.removeprefix("fields."): value
            for path, value in snapshot.items()
            if path.startswith("fields.")
        },
    }


def show_card(card: Card, score: float, categories: Mapping[int, tuple[str, ...]]) -> CardShown:
    """Show a scenario as lists do."""
    titles = categories.get(card.category_id or 0)
    return CardShown(
        no=card.no,
        title=card.title,
        excerpt=card.excerpt,
        tags=[name for _id, name, _labels in card.tags],
        state=State(card.state),
        score=score,
        layer=Layer(card.layer) if card.layer else None,
        category=category_path(titles) if titles else None,
        team=card.team_name,
        author=card.author_name,
        evidence=card.evidence,
        solutions=card.solution_count,
        updated_at=card.updated_at,
    )


def _part(session: Session, scenario: Scenario, solution_id: int) -> SolutionPart:
    """Load one solution, whatever its state: a page leaves rejected ones out, their curator does not."""
    found = rows.solution_rows(session, scenario.id, State.DRAFT)
    row = next(row for row in found if row.id == solution_id)
    return SolutionPart(
        row=row,
        snapshot=row.snapshot,
        html={},
        seq=row.seq,
        evidence=Evidence(solved=row.solved, partly=row.partly, failed=row.failed, harmful=row.harmful),
        outcomes=rows.outcome_rows(session, [solution_id]),
    )


def _solution(no: int, part: SolutionPart) -> SolutionShown:
    row, snapshot = part.row, part.snapshot
    return SolutionShown(
        id=row.id,
        no=no,
        title=snapshot["title"],
        preconditions=snapshot["preconditions"],
        steps=[StepShown(**step) for step in snapshot["steps"]],
        early_warning=snapshot["early_warning"],
        expected_effect=snapshot["expected_effect"],
        state=row.state,
        author=row.author_name,
        base_seq=part.seq,
        evidence=EvidenceShown(**{name: getattr(part.evidence, name) for name in COUNTS}),
        outcomes=[_outcome(outcome) for outcome in part.outcomes],
        created_at=row.created_at,
        published_at=row.published_at,
    )


def _outcome(row: AnyRow) -> OutcomeShown:
    return OutcomeShown(
        **{name: getattr(row, name) for name in OUTCOME_COLUMNS},
        solution=row.solution_id,
        reporter=row.reporter_name,
        reporter_team=row.team_name,
        decided_by=row.decider_name,
    )
