"""What takes the place of an archived scenario, as one reader may know of it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.scenarios.rules.states import State

MOST = 20


def find_successor(session: Session, actor: Actor, scenario_id: int) -> AnyRow | None:
    """Return what takes the place of an archived scenario today: the first of its successors in use.

    None where there is none, or where the actor may not read one on the way: nothing then tells of it.
    """
    seen = {scenario_id}
    found = _next(session, actor, scenario_id)
    while found is not None and found.state == State.ARCHIVED and found.id not in seen and len(seen) < MOST:
        seen.add(found.id)
        found = _next(session, actor, found.id)
    return found if found is not None and found.state != State.ARCHIVED else None


def successors_of(session: Session, actor: Actor, numbers: Iterable[int]) -> Mapping[int, AnyRow]:
    """Map the archived scenarios among some numbers to what takes their place: no, external_id."""
    chosen = select(Scenario.id, Scenario.no).where(
        Scenario.no.in_(list(numbers)),
        Scenario.state == State.ARCHIVED,
        Scenario.successor_id.is_not(None),
    )
    named: dict[int, AnyRow] = {}
    for row in session.execute(chosen).all():
        found = find_successor(session, actor, row.id)
        if found is not None:
            named[row.no] = found
    return named


def _next(session: Session, actor: Actor, scenario_id: int) -> AnyRow | None:
    old, named = aliased(Scenario), aliased(Scenario)
    chosen = (
        select(Scenario.id, Scenario.no, Scenario.external_id, Scenario.title, Scenario.state)
        .join(named, named.canonical_id == Scenario.id)
        .join(old, old.successor_id == named.id)
        .where(old.id == scenario_id, old.state == State.ARCHIVED, Scenario.id != old.id, visible_to(actor))
    )
    return session.execute(chosen).first()
