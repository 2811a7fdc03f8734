"""States and transitions (1.2b): what is not listed is refused."""

from itertools import product

import pytest

from scenariowiki.kernel.errors import Conflict
from scenariowiki.scenarios.rules.states import (
    By,
    OutcomeState,
    State,
    check_outcome_transition,
    reachable,
    transition_by,
)

ALLOWED = {
    ("draft", "submitted"): By.AUTHOR,
    ("needs_work", "submitted"): By.AUTHOR,
    ("submitted", "needs_work"): By.CURATOR,
    ("submitted", "published"): By.CURATOR,
    ("submitted", "rejected"): By.CURATOR,
    ("published", "archived"): By.CURATOR,
    ("archived", "published"): By.CURATOR,
}
OUTCOMES = {
    ("reported", "verified"),
    ("reported", "disputed"),
    ("verified", "disputed"),
    ("disputed", "verified"),
    ("disputed", "retracted"),
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_every_transition_is_allowed_to_one_side_or_refused(before: State, after: State) -> None:
    by = ALLOWED.get((before.value, after.value))
    if by:
        assert transition_by(before, after) is by
        return
    with pytest.raises(Conflict, match="bad_state") as refused:
        transition_by(before, after)
    assert refused.value.facts == {"state": before, "to": after}


@pytest.mark.parametrize(("before", "after"), list(product(OutcomeState, OutcomeState)))
def test_every_transition_of_an_outcome_is_allowed_or_refused(
    before: OutcomeState, after: OutcomeState
) -> None:
    if (before.value, after.value) in OUTCOMES:
        check_outcome_transition(before, after)
        return
    with pytest.raises(Conflict, match="bad_state"):
        check_outcome_transition(before, after)


def test_what_can_be_reached_is_listed() -> None:
    assert reachable(State.SUBMITTED) == (State.NEEDS_WORK, State.PUBLISHED, State.REJECTED)
    assert reachable(State.REJECTED) == reachable(State.MERGED) == ()
