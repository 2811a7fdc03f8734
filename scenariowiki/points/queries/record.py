"""A contribution record: what somebody gave in some days and what came of it, as the wiki has it today."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Team
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemState
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import Award, Kudos
from scenariowiki.points.queries.badges import Won, badges_of
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.scenarios.models import Outcome, Scenario, Solution
from scenariowiki.scenarios.rules.states import OutcomeState, Result, State
from scenariowiki.sops.models import SopVersion

MOST = 200
ADOPTED = (State.PUBLISHED, State.ARCHIVED, State.MERGED)
HELPED = (Result.SOLVED, Result.PARTLY)
LASTED = "P7"


@dataclass(frozen=True, kw_only=True)
class Record:
    """Rows carry the scenario's facts for links and rights; `curated` counts decisions by kind of item.

    `reported` are verified outcome reports of one's own, `improved` improvements that lasted; `badges` come
    with the page on which each was won, `thanks` with who said them.
    """

    scenarios: Sequence[AnyRow]
    solutions: Sequence[AnyRow]
    applied: Sequence[AnyRow]
    sops: Sequence[AnyRow]
    curated: Mapping[str, int]
    reported: int
    improved: int
    badges: Sequence[tuple[Won, AnyRow | None]]
    thanks: Sequence[AnyRow]


@dataclass(frozen=True, kw_only=True)
class Span:
    """The moments at which some days begin and end where the person works."""

    since: dt.datetime
    until: dt.datetime


def get_record(session: Session, account_id: int, span: Span) -> Record:
    """Gather what somebody contributed in some days; newest first, 200 of each kind at most."""
    return Record(
        scenarios=_scenarios(session, account_id, span),
        solutions=_solutions(session, account_id, span),
        applied=_applied(session, account_id, span),
        sops=_sops(session, account_id, span),
        curated=_curated(session, account_id, span),
        reported=_reported(session, account_id, span),
        improved=_improved(session, account_id, span),
        badges=_badges(session, account_id, span),
        thanks=_thanks(session, account_id, span),
    )


def _scenarios(session: Session, account_id: int, span: Span) -> Sequence[AnyRow]:
    return session.execute(
        select(*_PAGE, Scenario.published_at.label("at"))
        .where(
            Scenario.author_id == account_id,
            Scenario.state.in_(ADOPTED),
            Scenario.published_at >= span.since,
            Scenario.published_at < span.until,
        )
        .order_by(Scenario.published_at.desc(), Scenario.id.desc())
        .limit(MOST)
    ).all()


def _solutions(session: Session, account_id: int, span: Span) -> Sequence[AnyRow]:
    return session.execute(
        select(*_PAGE, Solution.title.label("solution"), Solution.published_at.label("at"))
        .join(Solution, Solution.scenario_id == Scenario.id)
        .where(
            Solution.author_id == account_id,
            Solution.state.in_(ADOPTED),
            Solution.published_at >= span.since,
            Solution.published_at < span.until,
        )
        .order_by(Solution.published_at.desc(), Solution.id.desc())
        .limit(MOST)
    ).all()


def _applied(session: Session, account_id: int, span: Span) -> Sequence[AnyRow]:
    """List verified uses by others that helped, with the team that told of it."""
    return session.execute(
        select(*_PAGE, Outcome.result, Outcome.decided_at.label("at"), Team.name.label("team"))
        .join(Solution, Solution.scenario_id == Scenario.id)
        .join(Outcome, Outcome.solution_id == Solution.id)
        .outerjoin(Team, Team.id == Outcome.reporter_team_id)
        .where(
            Solution.author_id == account_id,
            Outcome.reporter_id != account_id,
            Outcome.state == OutcomeState.VERIFIED,
            Outcome.result.in_(HELPED),
            Outcome.decided_at >= span.since,
            Outcome.decided_at < span.until,
        )
        .order_by(Outcome.decided_at.desc(), Outcome.id.desc())
        .limit(MOST)
    ).all()


def _sops(session: Session, account_id: int, span: Span) -> Sequence[AnyRow]:
    return session.execute(
        select(*_PAGE, SopVersion.number, SopVersion.effective_at.label("at"))
        .join(Solution, Solution.scenario_id == Scenario.id)
        .join(SopVersion, SopVersion.solution_id == Solution.id)
        .where(
            or_(Solution.author_id == account_id, SopVersion.author_id == account_id),
            SopVersion.state.in_(("effective", "superseded", "retired")),
            SopVersion.effective_at >= span.since,
            SopVersion.effective_at < span.until,
        )
        .order_by(SopVersion.effective_at.desc(), SopVersion.id.desc())
        .limit(MOST)
    ).all()


def _curated(session: Session, account_id: int, span: Span) -> dict[str, int]:
    """Count decisions that stand, those with a second curator for both."""
    rows = session.execute(
        select(QueueItem.kind, func.count())
        .where(
            or_(QueueItem.decided_by == account_id, QueueItem.first_decider == account_id),
            QueueItem.state.in_((ItemState.APPLIED, ItemState.UPHELD)),
            QueueItem.decided_at >= span.since,
            QueueItem.decided_at < span.until,
        )
        .group_by(QueueItem.kind)
    )
    return {row[0]: row[1] for row in rows}


def _reported(session: Session, account_id: int, span: Span) -> int:
    counted = select(func.count()).where(
        Outcome.reporter_id == account_id,
        Outcome.state == OutcomeState.VERIFIED,
        Outcome.decided_at >= span.since,
        Outcome.decided_at < span.until,
    )
    return session.scalar(counted) or 0


def _improved(session: Session, account_id: int, span: Span) -> int:
    counted = select(func.count()).where(
        Award.account_id == account_id,
        Award.state == AwardState.POSTED,
        Award.rule == LASTED,
        Award.occurred_at >= span.since,
        Award.occurred_at < span.until,
    )
    return session.scalar(counted) or 0


def _badges(session: Session, account_id: int, span: Span) -> list[tuple[Won, AnyRow | None]]:
    """List badges that were won in these days; one that was taken back is not there."""
    won = [one for one in badges_of(session, account_id) if span.since <= one.at < span.until]
    ids = [one.scenario_id for one in won if one.scenario_id is not None]
    pages = {row.id: row for row in session.execute(select(Scenario.id, *_PAGE).where(Scenario.id.in_(ids)))}
    return [(one, pages.get(one.scenario_id)) for one in reversed(won)]


def _thanks(session: Session, account_id: int, span: Span) -> Sequence[AnyRow]:
    return session.execute(
        select(
            *_PAGE,
            Kudos.text.label("thanks"),
            Account.display_name.label("giver"),
            Kudos.created_at.label("at"),
        )
        .join(Kudos, Kudos.scenario_id == Scenario.id)
        .join(Account, Account.id == Kudos.giver_id)
        .where(Kudos.receiver_id == account_id, Kudos.created_at >= span.since, Kudos.created_at < span.until)
        .order_by(Kudos.id.desc())
        .limit(MOST)
    ).all()


_PAGE: tuple[Any, ...] = (
    Scenario.no,
    Scenario.title,
    Scenario.state.label("scenario_state"),
    Scenario.audience,
    Scenario.team_id,
    Scenario.author_id,
)
