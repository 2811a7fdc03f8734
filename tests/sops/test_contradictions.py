"""Contradictions open a review by themselves, with what speaks against the SOP, and once (R59)."""

import datetime as dt

import pytest

from scenariowiki.curation.commands import verdicts
from scenariowiki.curation.models import DuplicateCandidate
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.sops.commands import clockwork
from tests import personas
from tests.curation import queueing
from tests.points.earning import publish_solution
from tests.scenarios.writing import save, save_text, scenario, solution, solutions_of
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
DAYS_2, DAYS_5 = ("先登记。", "2个工作日内回复客户。"), ("先登记。", "5个工作日内回复客户。")


def standard(name: str, steps: tuple[str, ...]) -> int:
    sop_id = acts.propose(acts.page(name))
    acts.draft(sop_id, title=name, steps=steps)
    acts.submit(sop_id)
    acts.approve(sop_id)
    return sop_id


def alike(one: int, other: int, kind: MergeKind = MergeKind.SCENARIO, score: float = 0.97) -> None:
    lo, hi = sorted((one, other))
    given = {"kind": kind.value, "lo": lo, "hi": hi, "score": score, "rev_lo": 1, "rev_hi": 1}
    with write() as uow:
        uow.session.add(DuplicateCandidate(**given, detector_version="test", found_at=uow.now))


def asked(now: dt.datetime | None = None) -> int:
    with write(now=now) as uow:
        return clockwork.ask_contradictions(uow)


def two(first: tuple[str, ...] = DAYS_2, second: tuple[str, ...] = DAYS_5) -> tuple[int, int]:
    """Put two SOPs in force on scenarios that look alike; return their ids."""
    one, other = standard("余额充足却停机", first), standard("有余额仍被停机", second)
    alike(scenario(1).id, scenario(2).id)
    return one, other


def test_r59_two_standards_for_like_situations_with_other_numbers_are_looked_at() -> None:
    one, other = two()

    assert asked() == 2

    found = {item.facts["sop_id"]: item.facts["against"][0]["sop"] for item in acts.reviews()}
    assert (acts.reasons(), found) == (["contradiction"] * 2, {one: other, other: one})


def test_r59_a_review_names_all_that_contradicts_a_standard_also_what_comes_while_it_waits() -> None:
    one, other = two()
    assert asked() == 2
    third = standard("停机但是有余额", ("先登记。", "7个工作日内回复客户。"))
    alike(scenario(1).id, scenario(3).id)

    assert asked() == 1

    found = {item.facts["sop_id"]: [one["sop"] for one in item.facts["against"]] for item in acts.reviews()}
    assert found == {one: [other, third], other: [one], third: [one]}


def test_q5_a_pair_called_distinct_contradicts_again_when_one_is_another_text() -> None:
    two()
    pair = (scenario(1).id, scenario(2).id)
    with write() as uow:
        verdicts.judge(uow, personas.DAN, MergeKind.SCENARIO, pair, Verdict.DISTINCT, (personas.DAN.id,))
    assert asked() == 0

    save_text(
        personas.CY, 1, "账单和系统里的数对不上，先看哪一个，由谁答复，多久之内，都要写明白。" * 3, base_seq=1
    )

    assert asked() == 2


def test_it_is_asked_once() -> None:
    two()

    assert [asked(), asked()] == [2, 0]


def test_what_was_looked_at_is_asked_about_again_when_a_text_changed() -> None:
    one, _other = two()
    asked()
    later = clock.now() + dt.timedelta(days=9)
    for item in acts.reviews():
        queueing.decide(item.id, Verdict.KEEP, personas.DAN, note="两边口径分客户，都对。", now=later)
    assert asked(later + dt.timedelta(days=30)) == 0

    acts.next_version(one, steps=("先登记。", "3个工作日内回复客户。"))
    acts.submit(one, now=later + dt.timedelta(days=1))
    acts.approve(one, now=later + dt.timedelta(days=1))

    assert asked(later + dt.timedelta(days=30)) == 2


def test_the_same_numbers_or_none_are_no_contradiction() -> None:
    two(DAYS_2, ("先登记客户诉求。", "2个工作日内一定回复。"))

    assert asked() == 0


def test_standards_of_other_scopes_stand_side_by_side() -> None:
    first = acts.propose(acts.page(), scope="大客户")
    second = acts.propose(acts.page("有余额仍被停机"), scope="散客")
    for sop_id, steps in ((first, DAYS_2), (second, DAYS_5)):
        acts.draft(sop_id, steps=steps)
        acts.submit(sop_id)
        acts.approve(sop_id)
    alike(scenario(1).id, scenario(2).id)

    assert asked() == 0


def test_what_is_hardly_alike_or_was_called_distinct_is_none() -> None:
    two()
    pair = (scenario(1).id, scenario(2).id)
    with write() as uow:
        uow.session.get_one(DuplicateCandidate, (MergeKind.SCENARIO.value, *pair)).score = 0.5
    assert asked() == 0
    with write() as uow:
        uow.session.get_one(DuplicateCandidate, (MergeKind.SCENARIO.value, *pair)).score = 0.97
        verdicts.judge(uow, personas.DAN, MergeKind.SCENARIO, pair, Verdict.DISTINCT, (personas.DAN.id,))

    assert asked() == 0


def test_r59_a_like_solution_with_other_numbers_has_the_standard_looked_at() -> None:
    sop_id = standard("余额充足却停机", DAYS_2)
    save(personas.ANN, 1, PageInput(solutions=(solution(*DAYS_5),)))
    own, rival = solutions_of(1)
    alike(own.id, rival.id, MergeKind.SOLUTION)
    publish_solution(rival.id)

    assert asked() == 1

    (item,) = acts.reviews()
    assert (item.facts["sop_id"], item.facts["against"][0]["solution"]) == (sop_id, rival.id)
    assert read().get_one(DuplicateCandidate, (MergeKind.SOLUTION.value, own.id, rival.id))
