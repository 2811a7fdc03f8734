"""What a scenario's page shows: made once per page version, whoever may read it, and cached above."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account, Team
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import (
    Comment,
    Favourite,
    Outcome,
    Reference,
    Rendered,
    Revision,
    Scenario,
    Solution,
    Subscription,
    WorkingCopy,
)
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.scenarios.queries.templates import Template, get_template
from scenariowiki.scenarios.rules import content, evidence
from scenariowiki.scenarios.rules.evidence import Evidence
from scenariowiki.scenarios.rules.states import Audience, Confidence, OutcomeState, State
from scenariowiki.scenarios.rules.template import FieldKind
from scenariowiki.text import markdown

HIDDEN = (State.DRAFT, State.REJECTED, State.ARCHIVED, State.MERGED)
PAGE_ROW = (
    Scenario.id,
    Scenario.no,
    Scenario.state,
    Scenario.audience,
    Scenario.team_id,
    Scenario.author_id,
    Scenario.owner_id,
    Scenario.page_version,
)


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What the page shows to one person alone."""

    favourite: bool
    watching: str | None
    working_copy: bool


@dataclass(frozen=True, kw_only=True)
class SolutionPart:
    """A solution with its HTML by path and its undisputed outcomes counted; `seq` is its head's."""

    row: AnyRow
    snapshot: Mapping[str, Any]
    html: Mapping[str, str]
    seq: int
    evidence: Evidence
    outcomes: Sequence[AnyRow]


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """Everything that is the same for all who may read the page.

    Rows have the columns of `_scenario_row`, `_solution_rows`, `_outcome_rows`, `_comment_rows`.
    """

    row: AnyRow
    snapshot: Mapping[str, Any]
    html: Mapping[str, str]
    seq: int
    template: Template
    solutions: Sequence[SolutionPart]
    comments: Sequence[AnyRow]
    backlinks: Sequence[AnyRow]
    titles: Mapping[int, str]
    confidence: Confidence


def get_page_row(session: Session, actor: Actor, no: int) -> AnyRow:
    """Return the few columns that say which page it is and in which version; one statement."""
    row = session.execute(select(*PAGE_ROW).where(Scenario.no == no, visible_to(actor))).first()
    if row is None:
        raise NotFound("no_scenario")
    return row


def get_personal(session: Session, actor: Actor, scenario_id: int, no: int) -> Personal:
    """Return one person's own relation to a page; one statement."""
    row = session.execute(
        select(
            select(Favourite.account_id)
            .where(Favourite.account_id == actor.id, Favourite.scenario_id == scenario_id)
            .scalar_subquery(),
            select(Subscription.level)
            .where(Subscription.account_id == actor.id, Subscription.scenario_id == scenario_id)
            .scalar_subquery(),
            select(WorkingCopy.id)
            .where(WorkingCopy.account_id == actor.id, WorkingCopy.target == f"scenario:{no}")
            .scalar_subquery(),
        )
    ).one()
    return Personal(favourite=row[0] is not None, watching=row[1], working_copy=row[2] is not None)


def load_page(session: Session, scenario_id: int) -> PageContent:
    """Load everything a page shows; a handful of statements, none of them grows with the catalogue."""
    row = _scenario_row(session, scenario_id)
    template = get_template(session, row.template_number)
    solutions = _solutions(session, scenario_id, row.state)
    shown = [part for part in solutions if part.row.state not in {State.REJECTED, State.ARCHIVED}]
    return PageContent(
        row=row,
        snapshot=row.snapshot,
        html=_html(row.renderer, row.html, row.snapshot, template),
        seq=row.seq,
        template=template,
        solutions=sorted(solutions, key=_best_first),
        comments=_comment_rows(session, scenario_id),
        backlinks=_backlinks(session, row.no),
        titles=public_titles(session, _references(row.snapshot, solutions)),
        confidence=evidence.confidence(
            solutions=len(shown),
            verified=sum(one.state == OutcomeState.VERIFIED for part in shown for one in part.outcomes),
            validated=any(part.row.validated for part in shown),
        ),
    )


def public_titles(session: Session, numbers: set[int]) -> dict[int, str]:
    """Map numbers to titles, for those that everyone signed in may read."""
    if not numbers:
        return {}
    public = select(Scenario.no, Scenario.title).where(
        Scenario.no.in_(numbers),
        Scenario.audience == Audience.ALL,
        Scenario.state.in_((State.SUBMITTED, State.NEEDS_WORK, State.PUBLISHED, State.ARCHIVED)),
    )
    return {row.no: row.title for row in session.execute(public)}


def _scenario_row(session: Session, scenario_id: int) -> AnyRow:
    author, owner, editor = aliased(Account), aliased(Account), aliased(Account)
    return session.execute(
        select(
            Scenario,
            Scenario.no,
            Scenario.state,
            Revision.seq,
            Revision.snapshot,
            Revision.template_number,
            Rendered.renderer,
            Rendered.html,
            Team.name.label("team_name"),
            author.display_name.label("author_name"),
            owner.display_name.label("owner_name"),
            editor.display_name.label("editor_name"),
            Revision.author_id.label("editor_id"),
            Revision.created_at.label("revised_at"),
        )
        .join(Revision, Revision.id == Scenario.published_rev_id)
        .join(Rendered, Rendered.revision_id == Revision.id, isouter=True)
        .join(author, author.id == Scenario.author_id)
        .join(editor, editor.id == Revision.author_id)
        .join(owner, owner.id == Scenario.owner_id, isouter=True)
        .join(Team, Team.id == Scenario.team_id, isouter=True)
        .where(Scenario.id == scenario_id)
    ).one()


def _solutions(session: Session, scenario_id: int, state: str) -> list[SolutionPart]:
    rows = _solution_rows(session, scenario_id, state)
    outcomes: dict[int, list[AnyRow]] = defaultdict(list)
    for outcome in _outcome_rows(session, [row.id for row in rows]):
        outcomes[outcome.solution_id].append(outcome)
    return [
        SolutionPart(
            row=row,
            snapshot=row.snapshot,
            html=_html(row.renderer, row.html, row.snapshot, None),
            seq=row.seq,
            evidence=Evidence(solved=row.solved, partly=row.partly, failed=row.failed, harmful=row.harmful),
            outcomes=outcomes[row.id],
        )
        for row in rows
    ]


def _solution_rows(session: Session, scenario_id: int, state: str) -> Sequence[AnyRow]:
    hidden = (State.REJECTED, State.MERGED) if state != State.DRAFT else (State.MERGED,)
    return session.execute(
        select(
            Solution.id,
            Solution.state,
            Solution.title,
            Solution.author_id,
            Solution.solved,
            Solution.partly,
            Solution.failed,
            Solution.harmful,
            Solution.lower_bound,
            Solution.validated,
            Solution.created_at,
            Solution.published_at,
            Account.display_name.label("author_name"),
            Revision.seq,
            Revision.snapshot,
            Rendered.renderer,
            Rendered.html,
        )
        .join(Account, Account.id == Solution.author_id)
        .join(Revision, Revision.id == Solution.published_rev_id)
        .join(Rendered, Rendered.revision_id == Revision.id, isouter=True)
        .where(Solution.scenario_id == scenario_id, Solution.state.not_in(hidden))
        .order_by(Solution.id)
    ).all()


def _outcome_rows(session: Session, solution_ids: Sequence[int]) -> Sequence[AnyRow]:
    decider = aliased(Account)
    return session.execute(
        select(
            Outcome.id,
            Outcome.solution_id,
            Outcome.reporter_id,
            Outcome.reporter_team_id,
            Outcome.applied_on,
            Outcome.result,
            Outcome.metric,
            Outcome.before,
            Outcome.after,
            Outcome.customer_reaction,
            Outcome.note,
            Outcome.evidence,
            Outcome.state,
            Outcome.decision_note,
            Outcome.created_at,
            Account.display_name.label("reporter_name"),
            Team.name.label("team_name"),
            decider.display_name.label("decider_name"),
        )
        .join(Account, Account.id == Outcome.reporter_id)
        .join(Team, Team.id == Outcome.reporter_team_id, isouter=True)
        .join(decider, decider.id == Outcome.decided_by, isouter=True)
        .where(Outcome.solution_id.in_(solution_ids))
        .order_by(Outcome.applied_on.desc(), Outcome.id.desc())
    ).all()


def _comment_rows(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    return session.execute(
        select(
            Comment.id,
            Comment.solution_id,
            Comment.quote,
            Comment.html,
            Comment.author_id,
            Comment.created_at,
            Comment.withdrawn_at,
            Account.display_name.label("author_name"),
        )
        .join(Account, Account.id == Comment.author_id)
        .where(Comment.scenario_id == scenario_id)
        .order_by(Comment.created_at, Comment.id)
    ).all()


def _backlinks(session: Session, no: int) -> Sequence[AnyRow]:
    return session.execute(
        select(Scenario.no, Scenario.title)
        .join(Reference, Reference.source_id == Scenario.id)
        .where(
            Reference.target_no == no,
            Scenario.audience == Audience.ALL,
            Scenario.state.in_((State.SUBMITTED, State.PUBLISHED)),
        )
        .order_by(Scenario.no)
        .limit(30)
    ).all()


def _html(
    renderer: str | None,
    html: Mapping[str, str] | None,
    snapshot: Mapping[str, Any],
    template: Template | None,
) -> Mapping[str, str]:
    """Return the stored HTML; rendered anew, unstored, when another renderer made it."""
    if html is not None and renderer == markdown.RENDERER:
        return html
    return render(snapshot, template)


def render(snapshot: Mapping[str, Any], template: Template | None) -> dict[str, str]:
    """Render a snapshot's long texts, by path."""
    long = {"situation", "preconditions", "early_warning", "expected_effect"}
    if template is not None:
        long |= {f"fields.{one.key}" for one in template.fields if one.kind is FieldKind.LONG_TEXT}
    return {
        path: markdown.render(text)
        for path, text in content.texts(snapshot)
        if path in long or path.startswith("steps.")
    }


def _references(snapshot: Mapping[str, Any], solutions: Sequence[SolutionPart]) -> set[int]:
    snapshots = [snapshot, *(part.snapshot for part in solutions)]
    found = (markdown.references(text) for one in snapshots for _path, text in content.texts(one))
    return {no for some in found for no in some}


def _best_first(part: SolutionPart) -> tuple[bool, float, int]:
    return (part.row.state == State.ARCHIVED, -part.row.lower_bound, part.row.id)
