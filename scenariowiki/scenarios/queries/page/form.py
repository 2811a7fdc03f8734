"""What the form of a page needs of its texts: two statements, built once, without the ORM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import State

CLOSED = frozenset({State.REJECTED, State.MERGED, State.ARCHIVED})


@dataclass(frozen=True, kw_only=True)
class FormTexts:
    """The current texts of a page; `solutions` are rows of id, seq, snapshot, those that can be edited.

    `seq` is that of the situation, `last_seq` the newest of the page.
    """

    seq: int
    last_seq: int
    snapshot: Mapping[str, Any]
    solutions: Sequence[AnyRow]


def load_form(session: Session, scenario_id: int) -> FormTexts:
    """Load the texts of a page as its form shows them."""
    given = {"scenario": scenario_id}
    connection = session.connection()
    page = connection.execute(_page(), given).one()
    hidden = CLOSED if page.state != State.DRAFT else CLOSED - {State.REJECTED}
    solutions = connection.execute(_solutions(), given)
    return FormTexts(
        seq=page.seq,
        last_seq=page.last_seq,
        snapshot=page.snapshot,
        solutions=[row for row in solutions if row.state not in hidden],
    )


@cache
def _page() -> Any:
    scenario, revision = Scenario.__table__.c, Revision.__table__.c
    return select(scenario.state, scenario.last_seq, revision.seq, revision.snapshot).where(
        scenario.id == bindparam("scenario"), revision.id == scenario.published_rev_id
    )


@cache
def _solutions() -> Any:
    """List those shown under a scenario, wherever addressed, the best first as on the page."""
    scenario, solution, revision = Scenario.__table__.c, Solution.__table__.c, Revision.__table__.c
    members = select(scenario.id).where(scenario.canonical_id == bindparam("scenario"))
    return (
        select(solution.id, solution.state, revision.seq, revision.snapshot)
        .where(solution.scenario_id.in_(members), revision.id == solution.published_rev_id)
        .order_by(solution.lower_bound.desc(), solution.id)
    )
