"""The texts that fragments of hits are cut from, kept for what is found again and again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.kernel.memory import Memory
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries.catalogue import Card
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import State
from scenariowiki.text import markdown

READ = 20_000
KEPT = 1_000_000
SHOWN = (State.SUBMITTED, State.PUBLISHED, State.NEEDS_WORK)

# Built once, since every search asks for them.
_member = aliased(Scenario)
_numbers: Any = bindparam("numbers", expanding=True)
_SITUATIONS = (
    select(Scenario.no, Revision.snapshot)
    .join(Revision, Revision.id == Scenario.published_rev_id)
    .where(Scenario.no.in_(_numbers))
)
_SOLUTIONS = (
    select(Scenario.no, Revision.snapshot)
    .join(_member, _member.canonical_id == Scenario.id)
    .join(Solution, Solution.scenario_id == _member.id)
    .join(Revision, Revision.id == Solution.published_rev_id)
    .where(Scenario.no.in_(_numbers), Solution.state.in_(SHOWN))
    .order_by(Solution.id)
)


class Bodies:
    """Plain texts by scenario and version of its page, up to a number of characters; one per process."""

    def __init__(self, limit: int = KEPT) -> None:
        self._texts = Memory(limit)

    def get(self, session: Session, cards: Sequence[Card]) -> dict[int, str]:
        """Map the numbers of cards to their texts, the situation first; read what is not known."""
        found = {card.no: self._texts.get((card.no, card.page_version)) for card in cards}
        unknown = [card for card in cards if found[card.no] is None]
        if unknown:
            found |= _read(session, [card.no for card in unknown])
            for card in unknown:
                if (text := found[card.no]) is not None:
                    self._texts.put((card.no, card.page_version), text, len(text))
        return {no: text for no, text in found.items() if text is not None}


def _read(session: Session, numbers: list[int]) -> dict[int, str]:
    asked = {"numbers": numbers}
    written = {no: [snapshot["situation"]] for no, snapshot in session.execute(_SITUATIONS, asked)}
    for no, snapshot in session.execute(_SOLUTIONS, asked):
        written[no] += [text for _path, text in content.texts(snapshot)]
    return {no: markdown.plain("\n\n".join(some)[:READ]) for no, some in written.items()}
