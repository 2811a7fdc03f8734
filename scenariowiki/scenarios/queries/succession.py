"""What takes the place of an archived scenario, as one reader may know of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.scenarios.rules.states import State


def find_successor(session: Session, actor: Actor, scenario_id: int) -> AnyRow | None:
    """Return the successor of an archived scenario as it is read today: no, title, state.

    None where there is none, or where the actor may not read it: nothing then tells that one was named.
    """
    old, named = aliased(Scenario), aliased(Scenario)
    chosen = (
        select(Scenario.no, Scenario.title, Scenario.state)
        .join(named, named.canonical_id == Scenario.id)
        .join(old, old.successor_id == named.id)
        .where(old.id == scenario_id, old.state == State.ARCHIVED, Scenario.id != old.id, visible_to(actor))
    )
    return session.execute(chosen).first()
