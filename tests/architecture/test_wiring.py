"""Every event has its line in wiring.py, and every consequence its place."""

import pytest

from scenariowiki import wiring
from scenariowiki.kernel.events import Event

EVENTS = sorted(
    (kind for kind in Event.known.values() if kind.__module__.startswith("scenariowiki.")),
    key=lambda k: k.__name__,
)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_has_its_line_even_when_it_causes_nothing(kind: type[Event]) -> None:
    bases = {base for other in EVENTS for base in other.__mro__[1:]}

    assert kind in wiring.REACTIONS or kind in bases


def test_reactions_come_from_the_rooms_called_reactions() -> None:
    rooms = {reaction.__module__ for reactions in wiring.REACTIONS.values() for reaction in reactions}

    assert {room for room in rooms if ".reactions" not in room} == set()


def test_somebody_delivers_what_is_put_in_the_outbox() -> None:
    assert {"index"} <= set(wiring.DELIVERERS)
