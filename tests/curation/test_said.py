"""What authors said of a likely duplicate reaches whoever decides about the pair."""

import pytest

from scenariowiki.curation.queries.said import says_distinct
from scenariowiki.runtime.session import read
from tests import personas
from tests.scenarios.writing import draft, published, scenario, situation

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE = personas.ANN, personas.ZOE


def test_calling_it_different_is_remembered_for_that_pair_alone() -> None:
    one, other = published(ANN), published(ANN, about=situation("停机后无法复机"))
    mine = draft(ZOE, about=situation("有余额仍被停机"), distinct_from=(one, 999))

    assert says_distinct(read(), scenario(mine).id, scenario(one).id)
    assert says_distinct(read(), scenario(one).id, scenario(mine).id)
    assert not says_distinct(read(), scenario(mine).id, scenario(other).id)


def test_going_on_in_spite_of_the_warning_says_the_same() -> None:
    one = published(ANN)
    mine = draft(ZOE, about=situation("有余额仍被停机"), warned_duplicate=one)

    assert says_distinct(read(), scenario(one).id, scenario(mine).id)
