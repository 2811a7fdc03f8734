"""One SOP in force per scenario and scope: real processes approve and merge at once, on both."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scenariowiki.runtime.session import read, write
from scenariowiki.sops.models import Sop
from tests.curation import acts as curating
from tests.curation.test_races import at_once, centre, ids, merge
from tests.sops import acts

__all__ = ["centre"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def pair(centre: Flask) -> tuple[int, int]:
    """Give the numbers of two pages that could be one."""
    del centre
    return acts.page("甲类停机"), acts.page("乙类停机")


def approve(sop_id: int) -> None:
    acts.approve(sop_id)


def in_force() -> list[tuple[int | None, str]]:
    read().rollback()
    chosen = select(Sop.in_force_on, Sop.scope_key).where(Sop.in_force_on.is_not(None))
    return [(row[0], row[1]) for row in read().execute(chosen)]


def test_race_two_approvals_leave_one_in_force_m25(centre: Flask, pair: tuple[int, int]) -> None:
    both = [acts.propose(no) for no in pair]
    for sop_id in both:
        acts.submit(sop_id)
    curating.merge_pages(*pair)

    met = at_once(centre, *((approve, sop_id) for sop_id in both))

    assert sorted(met) == ["done", "sop_in_force"]
    assert in_force() == [(ids(pair[0])[0], "")]


def test_race_one_approval_twice_counts_once(centre: Flask, pair: tuple[int, int]) -> None:
    sop_id = acts.propose(pair[0])
    acts.submit(sop_id)

    met = at_once(centre, *[(approve, sop_id)] * 4)

    assert met.count("done") == 1
    assert acts.versions(sop_id) == [(1, "effective")]


def test_race_approval_against_merge_leaves_one_in_force_m25(centre: Flask, pair: tuple[int, int]) -> None:
    winner, loser = pair
    acts.in_force(winner)
    drafted = acts.propose(loser)
    acts.submit(drafted)

    met = at_once(centre, (merge, curating.request(*ids(winner, loser))), (approve, drafted))

    assert met[0] in {"done", "stale_preview"}
    assert met[1] in {"done", "sop_in_force"}
    held = in_force()
    assert len(held) == len(set(held))
    if met[0] == "done":
        assert held == [(ids(winner)[0], "")]


def test_the_database_itself_refuses_a_second_one(centre: Flask, pair: tuple[int, int]) -> None:
    del centre
    first, second = acts.in_force(pair[0]), acts.in_force(pair[1])

    with pytest.raises(IntegrityError), write() as uow:
        uow.session.get_one(Sop, second).in_force_on = uow.session.get_one(Sop, first).in_force_on
