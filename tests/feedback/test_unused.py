"""What nobody uses and nobody verified is proposed for the archive, with the numbers, no more (R51)."""

import datetime as dt
from collections.abc import Callable
from itertools import starmap

import pytest
from sqlalchemy import update

from scenariowiki.curation.rules.items import Verdict
from scenariowiki.feedback.commands import ageing, using
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario, Solution, ViewCount
from scenariowiki.sops.commands import reviewing
from scenariowiki.sops.queries.due import list_own
from tests import personas
from tests.curation import queueing
from tests.curation.acts import merge_pages
from tests.scenarios.writing import published, scenario, situation, solution, solutions_of
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
DAYS = 180
LATER = dt.timedelta(days=200)


def proposed(after: dt.timedelta = LATER, *, days: int = DAYS, limit: int = 50) -> int:
    """Let the clock look for what is unused after a time; return how many it proposed."""
    now = clock.now() + after
    with write(now=now) as uow:
        return ageing.propose_unused(uow, now.date(), days=days, limit=limit)


def page() -> int:
    return published(ANN, solution("先登记。"))


def seen(no: int, when: dt.timedelta, count: int = 1) -> None:
    with write() as uow:
        day = (clock.now() + when).date()
        uow.session.add(ViewCount(scenario_id=scenario(no).id, day=day, count=count))


def test_r51_what_nobody_uses_is_proposed_with_its_numbers() -> None:
    no = page()
    seen(no, dt.timedelta(days=1), count=3)

    assert proposed() == 1

    (item,) = acts.reviews()
    assert item.facts["reasons"] == ["unused"]
    last = (clock.now() + dt.timedelta(days=1)).date().isoformat()
    numbers = {"days": DAYS, "views": 3, "last_view": last, "uses": 0, "outcomes": 0}
    assert (item.scenario_id, item.facts["unused"]) == (scenario(no).id, numbers)


def test_r51_it_is_proposed_once_and_nothing_is_archived_by_itself() -> None:
    no = page()

    assert [proposed(), proposed(), proposed(LATER * 2)] == [1, 0, 0]
    assert scenario(no).state == "published"


def test_r51_before_its_time_nothing_is_proposed() -> None:
    page()

    assert proposed(dt.timedelta(days=179)) == 0


def test_r51_the_setting_turns_it_off() -> None:
    page()

    assert proposed(days=1) == 0


def test_no_more_wait_at_a_time_than_curators_can_look_at() -> None:
    for title in ("甲", "乙", "丙"):
        published(ANN, solution("先登记。"), about=situation(title))

    assert [proposed(limit=2), proposed(limit=2), proposed(limit=3)] == [2, 0, 1]


def _read(no: int) -> None:
    seen(no, LATER - dt.timedelta(days=20))


def _used(no: int) -> None:
    day = (clock.now() + LATER).date()
    given = using.prepare_use(UseInput(helped=True, day=day, case_no="GD-7"))
    with write(now=clock.now() + LATER) as uow:
        using.record_use(uow, ZOE, solutions_of(no)[0].id, given)


def _checked(no: int) -> None:
    with write(now=clock.now() + LATER - dt.timedelta(days=30)) as uow:
        reviewing.review_page(uow, CY, no, "流程未变。")


def _validated(no: int) -> None:
    _change(update(Solution).where(Solution.scenario_id == scenario(no).id).values(validated=True))


def _emergency(no: int) -> None:
    _change(update(Scenario).where(Scenario.no == no).values(emergency=True))


def _change(statement: object) -> None:
    with write() as uow:
        uow.session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize("act", [_read, _used, _checked, _validated, _emergency, acts.in_force])
def test_r51_what_is_used_verified_or_kept_in_case_is_left_alone(act: Callable[[int], object]) -> None:
    act(page())

    assert proposed() == 0


def test_m15_readings_of_what_was_merged_into_it_count() -> None:
    winner, loser = page(), published(ANN, about=situation("停机后怎么复机"))
    merge_pages(winner, loser)
    seen(loser, LATER - dt.timedelta(days=20))

    assert proposed() == 0


def test_still_used_keeps_it_for_another_term() -> None:
    page()
    proposed()
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.KEEP, DAN, note="年末才用得上。", now=clock.now() + LATER)

    assert list(starmap(proposed, [(LATER * 1.5,), (LATER * 2,)])) == [0, 1]


def test_a_curator_archives_it_and_names_the_successor() -> None:
    no, other = page(), published(ANN, about=situation("停机后怎么复机"))
    seen(other, LATER)
    proposed()
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.ARCHIVE, DAN, successor=other, now=clock.now() + LATER)

    assert (scenario(no).state, scenario(no).successor_id) == ("archived", scenario(other).id)
    assert read().query(Scenario).count() == 2


def test_whoever_maintains_it_sees_it_among_what_is_due() -> None:
    no = page()
    today = clock.now().date()
    assert list_own(read(), ANN, today, limit=8) == []

    proposed()

    assert [(one.no, one.asked) for one in list_own(read(), ANN, today, limit=8)] == [(no, True)]
