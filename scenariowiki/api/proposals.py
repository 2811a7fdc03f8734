"""Edits of readers: they wait for a curator, and the answer names the queue item."""

from collections.abc import Callable

from scenariowiki.api import conflicts
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.once import Act
from scenariowiki.api.schemas.queue import ItemRef
from scenariowiki.curation.commands.reporting import propose_edit
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.pending import prepare_edit
from scenariowiki.scenarios.rules.content import PageInput


def proposing(no: int, given: PageInput, unchanged: Callable[[UnitOfWork], Answer], prefix: str = "") -> Act:
    """Prepare an edit that waits; `unchanged` answers one that changes nothing."""
    person = actor()
    with conflicts.told(prefix):
        prepared = prepare_edit(read(), person, no, given)

    def act(uow: UnitOfWork) -> Answer:
        items = propose_edit(uow, person, prepared)
        return answer(ItemRef(item=items[0].id), 202) if items else unchanged(uow)

    return act
