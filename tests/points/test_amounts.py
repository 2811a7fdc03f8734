"""Amounts: capped, divided, taken back and repaid, without a point too much or too few."""

from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.points.rules.amounts import capped, divided, repaid, taken_back

points = st.integers(min_value=0, max_value=10_000)
shares = st.dictionaries(st.integers(1, 50), st.floats(0.001, 1.0), min_size=1, max_size=12)


@given(points, shares)
def test_l10_a_split_gives_out_exactly_what_there_is(total: int, parts: dict[int, float]) -> None:
    given_out = divided(total, parts)

    assert sum(given_out.values()) in {0, total}
    assert (sum(given_out.values()) == total) == bool(given_out) or total == 0


@given(points, shares)
def test_l10_a_split_does_not_depend_on_the_order_of_authors(total: int, parts: dict[int, float]) -> None:
    assert divided(total, parts) == divided(total, dict(reversed(parts.items())))


def test_l10_shares_below_a_twentieth_are_dropped() -> None:
    assert divided(100, {1: 0.96, 2: 0.04}) == {1: 100}


def test_l10_what_rounding_leaves_goes_to_the_largest_remainder_then_the_lower_id() -> None:
    assert divided(10, {7: 1, 3: 1, 5: 1}) == {3: 4, 5: 3, 7: 3}


@given(points, points, points)
def test_l11_an_award_never_goes_over_its_cap(amount: int, used: int, cap: int) -> None:
    assert capped(amount, used, cap) + min(used, cap) <= cap


@given(points, points)
def test_l8_a_claw_back_never_takes_more_than_there_is(amount: int, available: int) -> None:
    from_wallet, debt = taken_back(amount, available)

    assert from_wallet + debt == amount
    assert 0 <= from_wallet <= available
    assert debt == 0 or from_wallet == available


@given(points, points)
def test_l8_debt_is_repaid_before_anything_reaches_the_wallet(amount: int, debt: int) -> None:
    repayment, rest = repaid(amount, debt)

    assert repayment + rest == amount
    assert rest == 0 or repayment == debt
