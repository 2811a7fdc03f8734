"""How often solutions were used in real work, and whether that helped; what somebody told of one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.models import Reuse
from scenariowiki.feedback.rules.uses import UNDO, UseStanding, standing_of
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import Outcome, Solution
from scenariowiki.scenarios.rules.states import COUNTED


@dataclass(frozen=True, kw_only=True)
class Uses:
    """Uses of a solution and of those merged into it, each where its outcome is now.

    What is disputed or retracted does not count.
    """

    times: int = 0
    helped: int = 0
    teams: int = 0


@dataclass(frozen=True, kw_only=True)
class Told:
    """A use that somebody told, and how it stands by now."""

    use: Reuse
    standing: UseStanding

    def may_be_taken_back(self, now: dt.datetime) -> bool:
        return self.standing is UseStanding.TOLD and now <= self.use.created_at + UNDO


def count_uses(session: Session, solution_ids: Iterable[int]) -> dict[int, Uses]:
    """Map canonical solutions to their uses, one told of two members once (M18); those never used are absent.

    Where the two contradict each other it did not help.
    """
    once = (
        select(Solution.canonical_id, Reuse.account_id, func.min(cast(Reuse.helped, Integer)).label("helped"))
        .add_columns(func.max(Reuse.team_id).label("team_id"))
        .join(Outcome, Outcome.id == Reuse.outcome_id)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id.in_(list(solution_ids)), Outcome.state.in_(COUNTED))
        .group_by(Solution.canonical_id, Reuse.account_id, Reuse.day, Reuse.case_no)
        .subquery()
    )
    rows = session.execute(
        select(
            once.c.canonical_id,
            func.count().label("times"),
            func.sum(once.c.helped).label("helped"),
            func.count(once.c.team_id.distinct()).label("teams"),
        ).group_by(once.c.canonical_id)
    )
    return {row.canonical_id: Uses(times=row.times, helped=int(row.helped), teams=row.teams) for row in rows}


def find_told(
    session: Session, account_id: int, canonical_id: int, *, day: dt.date, case_no: str
) -> Told | None:
    """Return what somebody told of a day and case, wherever its outcome is; nothing that they took back."""
    rows = session.execute(
        select(Reuse, Outcome.state, Outcome.decided_by)
        .join(Outcome, Outcome.id == Reuse.outcome_id)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(
            Reuse.account_id == account_id,
            Reuse.day == day,
            Reuse.case_no == case_no,
            Solution.canonical_id == canonical_id,
        )
        .order_by(Reuse.id.desc())
    )
    found = (_told(row.Reuse, row.state, row.decided_by) for row in rows)
    return next((one for one in found if one.standing is not UseStanding.TAKEN_BACK), None)


def get_told(session: Session, actor: Actor, use_id: int) -> Told:
    """Return a use that the actor told; NotFound for those of others."""
    row = session.execute(
        select(Reuse, Outcome.state, Outcome.decided_by)
        .join(Outcome, Outcome.id == Reuse.outcome_id)
        .where(Reuse.id == use_id, Reuse.account_id == actor.id)
    ).one_or_none()
    if row is None:
        raise NotFound("no_use")
    return _told(row.Reuse, row.state, row.decided_by)


def _told(use: Reuse, state: str, decided_by: int | None) -> Told:
    return Told(use=use, standing=standing_of(state, by_oneself=decided_by == use.account_id))
