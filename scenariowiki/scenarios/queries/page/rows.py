"""The statements behind a scenario's page; each selects columns, none grows with the catalogue."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account, Team
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Comment, Outcome, Reference, Rendered, Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import Audience, State

BACKLINKS = 30
LINKED_FROM = frozenset({State.SUBMITTED, State.PUBLISHED})
# Aliases made anew would be compiled anew: the statement is built once.
_AUTHOR, _OWNER, _EDITOR, _DECIDER = (aliased(Account) for _role in range(4))
_ADDRESSED = aliased(Scenario)
_SCENARIO = (
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
        _AUTHOR.display_name.label("author_name"),
        _OWNER.display_name.label("owner_name"),
        _EDITOR.display_name.label("editor_name"),
        Revision.author_id.label("editor_id"),
        Revision.created_at.label("revised_at"),
    )
    .join(Revision, Revision.id == Scenario.published_rev_id)
    .join(Rendered, Rendered.revision_id == Revision.id, isouter=True)
    .join(_AUTHOR, _AUTHOR.id == Scenario.author_id)
    .join(_EDITOR, _EDITOR.id == Revision.author_id)
    .join(_OWNER, _OWNER.id == Scenario.owner_id, isouter=True)
    .join(Team, Team.id == Scenario.team_id, isouter=True)
    .where(Scenario.id == bindparam("scenario_id"))
)


def scenario_row(session: Session, scenario_id: int) -> AnyRow:
    """Return the scenario with its current text and the names around it."""
    return session.execute(_SCENARIO, {"scenario_id": scenario_id}).one()


def solution_rows(session: Session, scenario_id: int, state: str) -> Sequence[AnyRow]:
    """List the solutions with their current texts; rejected ones only beside a draft."""
    hidden = (State.REJECTED, State.MERGED) if state != State.DRAFT else (State.MERGED,)
    return session.execute(
        select(
            Solution.id,
            Solution.scenario_id,
            _ADDRESSED.no.label("addressed_no"),
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
        .join(_ADDRESSED, _ADDRESSED.id == Solution.scenario_id)
        .join(Account, Account.id == Solution.author_id)
        .join(Revision, Revision.id == Solution.published_rev_id)
        .join(Rendered, Rendered.revision_id == Revision.id, isouter=True)
        .where(groups.solutions_of(scenario_id), Solution.state.not_in(hidden))
        .order_by(Solution.id)
    ).all()


def outcome_rows(session: Session, solution_ids: Sequence[int]) -> Sequence[AnyRow]:
    """List what came of some solutions, newest first."""
    return session.execute(
        select(
            Outcome.id,
            Solution.canonical_id.label("solution_id"),
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
            _DECIDER.display_name.label("decider_name"),
        )
        .join(Solution, Solution.id == Outcome.solution_id)
        .join(Account, Account.id == Outcome.reporter_id)
        .join(Team, Team.id == Outcome.reporter_team_id, isouter=True)
        .join(_DECIDER, _DECIDER.id == Outcome.decided_by, isouter=True)
        .where(Solution.canonical_id.in_(solution_ids))
        .order_by(Outcome.applied_on.desc(), Outcome.id.desc())
    ).all()


def comment_rows(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    """List the thread in its order."""
    return session.execute(
        select(
            Comment.id,
            Comment.solution_id,
            Comment.quote,
            Comment.html,
            Comment.text,
            Comment.author_id,
            Comment.created_at,
            Comment.withdrawn_at,
            Account.display_name.label("author_name"),
            _ADDRESSED.no.label("addressed_no"),
        )
        .join(_ADDRESSED, _ADDRESSED.id == Comment.scenario_id)
        .join(Account, Account.id == Comment.author_id)
        .where(Comment.scenario_id.in_(groups.members(scenario_id)))
        .order_by(Comment.created_at, Comment.id)
    ).all()


def find_comment(session: Session, scenario_id: int, comment_id: int) -> AnyRow | None:
    """Return a comment of a page with its author's name; None where it is not there or taken back."""
    thread = comment_rows(session, scenario_id)
    return next((row for row in thread if row.id == comment_id and row.withdrawn_at is None), None)


def backlinks(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    """List what everyone may read and names a scenario by its number or by that of one merged into it."""
    linking = session.execute(
        select(Scenario.no, Scenario.title, Scenario.state, Scenario.audience)
        .join(Reference, Reference.source_id == Scenario.id)
        .where(Reference.target_no.in_(_numbers(scenario_id)), Scenario.id != scenario_id)
        .distinct()
        .order_by(Scenario.no)
    )
    # Asked for the state as well, SQLite would walk through all that is published.
    is_shown = (row for row in linking if row.state in LINKED_FROM and row.audience == Audience.ALL)
    return list(islice(is_shown, BACKLINKS))


def _numbers(scenario_id: int) -> Select[int]:
    return select(_ADDRESSED.no).where(_ADDRESSED.canonical_id == scenario_id)
