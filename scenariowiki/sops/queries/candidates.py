"""Solutions that could become a standard, by reuse and evidence, with what they still lack (R55, R56)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.rules import Actor
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import visible_to
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries.evidence import evidence_of
from scenariowiki.sops.rules.promotion import SAMPLE_LEAST, Evidence, Lack, lacking

LOW_WORTH = 0.2
LOOKED_AT = 60


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One solution with the reason it is here: its evidence, and what that is short of."""

    solution_id: int
    title: str
    author_id: int
    no: int
    page: str
    evidence: Evidence
    lacks: dict[Lack, int]


def list_candidates(
    session: Session, actor: Actor, today: dt.date, *, limit: int = 10
) -> Sequence[Candidate]:
    """List the likeliest, whole evidence first; pages with an SOP of any scope are left out."""
    home, has_one = aliased(Scenario), aliased(Scenario)
    taken = (
        select(has_one.canonical_id).join(Sop, Sop.scenario_id == has_one.id).where(Sop.closed_at.is_(None))
    )
    sample = Solution.solved + Solution.partly + Solution.failed + Solution.harmful
    chosen = (
        select(Solution.id, Solution.title, Solution.author_id, Scenario.no, Scenario.title.label("page"))
        .join(home, home.id == Solution.scenario_id)
        .join(Scenario, Scenario.id == home.canonical_id)
        .where(
            Solution.state == State.PUBLISHED,
            Scenario.state == State.PUBLISHED,
            Scenario.id.not_in(taken),
            Solution.lower_bound >= LOW_WORTH,
            sample * 2 >= SAMPLE_LEAST,
            visible_to(actor),
        )
        .order_by(Solution.lower_bound.desc(), Solution.id)
        .limit(LOOKED_AT)
    )
    rows = session.execute(chosen).all()
    known = evidence_of(session, [row.id for row in rows], today)
    found = [
        Candidate(
            solution_id=row.id,
            title=row.title,
            author_id=row.author_id,
            no=row.no,
            page=row.page,
            evidence=known[row.id],
            lacks=lacking(known[row.id]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (len(one.lacks), -one.evidence.low, -one.evidence.views))[:limit]
