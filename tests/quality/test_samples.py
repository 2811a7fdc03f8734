"""Samples: who may draw, what is drawn, what is left out, and that a draw can be made again."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.commands import people
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.jobs import quality as jobs
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.quality.commands import reviewing, sampling
from scenariowiki.quality.models import QualityReview, QualitySample
from scenariowiki.quality.queries import candidates, reviews
from scenariowiki.quality.rules.drawing import in_order
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.facts import FactsInput, change_facts
from scenariowiki.scenarios.commands.turns import take_turn
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Audience, State
from tests import personas
from tests.curation.acts import merge_pages
from tests.feedback.giving import at
from tests.quality.acts import COA, CY, DAY, MONDAY, Drawn, change, draw, last_sample, look, review
from tests.scenarios.writing import category, move, published, recorded, save, situation, solution
from tests.wiki import publish

pytestmark = pytest.mark.usefixtures("app")
ANN, DAN, ZOE, ADA = personas.ANN, personas.DAN, personas.ZOE, personas.ADA
REST = dt.timedelta(days=180)
Draw = Callable[[UnitOfWork, Actor], bool]
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def numbers(picks: list[Drawn]) -> set[int]:
    """Return the numbers of what was drawn."""
    return {pick.no for pick in picks}


def publish_some(count: int, actor: Actor = ANN) -> list[int]:
    return [publish(actor, f"{actor.name}写的情景{sign}") for sign in SIGNS[:count]]


def open_picks(coach: Actor = COA, *, when: dt.datetime = MONDAY) -> list[int]:
    read().rollback()
    return [one.no for one in reviews.list_open_picks(read(), coach, now=when)]


def open_ids(*, when: dt.datetime) -> list[int]:
    read().rollback()
    return [one.id for one in reviews.list_open_picks(read(), COA, now=when)]


def test_a_coach_draws_as_many_as_the_list_says_and_it_is_stored() -> None:
    publish_some(9)

    picks = draw(seed="abc")

    sample = last_sample()
    assert (len(picks), sample.seed, sample.size, sample.month) == (6, "abc", 6, None)
    assert sample.frame == [[0, personas.RED, 9, 0]]
    assert recorded("SampleDrawn")[0]["scenario_ids"] == [pick.scenario_id for pick in picks]


def test_a_draw_is_reproducible_by_its_seed() -> None:
    publish_some(9)
    found = candidates.list_candidates(read(), COA, now=MONDAY, rest=REST)

    drawn = draw(seed="abc")

    again = [one.scenario_id for one in in_order(reversed(found), seed="abc", seen={})]
    assert [pick.scenario_id for pick in drawn] == again[:6]


@pytest.mark.parametrize("person", [ANN, CY, ADA], ids=lambda one: one.name)
def test_only_coaches_draw(person: Actor) -> None:
    publish_some(1)

    with pytest.raises(Forbidden):
        draw(person)


def test_nobody_is_given_what_they_wrote_themselves() -> None:
    own = publish(COA, "辅导员自己写的情景")
    with_solution = publish(ANN, "别人写的情景，辅导员补了方案")
    save(COA, with_solution, PageInput(solutions=(solution("先核对再答复。"),)))
    rewritten = publish(ANN, "辅导员改写了一大半", "原文很短。")
    text = "辅导员把经过重新写了一遍，补上了时间、渠道、客户原话和卡在哪里，比原来长得多。"
    save(COA, rewritten, PageInput(situation=situation("辅导员改写了一大半", text), base_seq={None: 1}))
    other = publish(ANN, "与辅导员无关的情景")

    assert numbers(draw()) == {other}
    assert not {own, with_solution, rewritten} & set(open_picks())


def test_only_what_is_published_and_may_be_read_is_drawn() -> None:
    shown, hidden, archived = publish_some(3)
    blue = publish(ZOE, "蓝队内部的情景")
    with write() as uow:
        change_facts(uow, DAN, blue, FactsInput(audience=Audience.TEAM, team=personas.BLUE))
    move(CY, archived, State.ARCHIVED)
    merge_pages(shown, hidden)

    assert numbers(draw()) == {shown}


def test_small_teams_and_categories_are_seen() -> None:
    publish_some(12)
    blue = publish(ZOE, "蓝队唯一的一条情景")

    assert blue in numbers(draw())


def test_what_was_looked_at_of_late_rests_and_comes_again() -> None:
    no = publish(ANN, "唯一的一条情景")
    look(draw()[0])

    with pytest.raises(Conflict, match="nothing_to_draw"):
        draw(when=MONDAY + 10 * DAY)

    assert numbers(draw(when=MONDAY + 181 * DAY)) == {no}


def test_a_second_sample_waits_for_the_first() -> None:
    publish_some(9)
    picks = draw()

    with pytest.raises(Conflict, match="sample_waits"):
        draw(when=MONDAY + DAY)

    for pick in picks:
        look(pick, when=MONDAY + DAY)
    assert len(draw(when=MONDAY + 2 * DAY)) == 3


def test_what_waits_for_one_coach_is_not_drawn_for_another() -> None:
    publish_some(1)
    draw()
    with write() as uow:
        people.set_roles(uow, ADA, DAN.id, {Role.CURATOR, Role.COACH})
    dan = Actor(**{**DAN.__dict__, "roles": frozenset({Role.CURATOR, Role.COACH})})

    with pytest.raises(Conflict, match="nothing_to_draw"):
        draw(dan)

    assert len(draw(dan, when=MONDAY + 61 * DAY)) == 1
    assert open_picks(when=MONDAY + 61 * DAY) == []


def by_request(uow: UnitOfWork, coach: Actor) -> bool:
    return bool(sampling.draw_sample(uow, coach, seed="7"))


def by_month(uow: UnitOfWork, coach: Actor) -> bool:
    return sampling.draw_monthly(uow, coach, seed="7")


@pytest.mark.parametrize("is_first_ever", [True, False])
@pytest.mark.parametrize("first", [by_request, by_month])
@pytest.mark.parametrize("second", [by_request, by_month])
def test_two_coaches_who_draw_in_one_moment_are_not_given_the_same(
    app: Flask, first: Draw, second: Draw, is_first_ever: bool
) -> None:
    publish_some(1)
    if not is_first_ever:
        with write() as uow:
            take_turn(uow.session, sampling.DRAWS)
    dan = replace(DAN, roles=DAN.roles | COA.roles)

    def draw_beside() -> None:
        with app.app_context(), suppress(Conflict), write(now=MONDAY) as uow:
            second(uow, dan)

    with ThreadPoolExecutor(1) as pool:
        with write(now=MONDAY) as uow:
            assert first(uow, COA)
            beside = pool.submit(draw_beside)
            wait([beside], timeout=0.5)
        beside.result()

    assert (len(open_picks()), open_picks(dan)) == (1, [])


def test_something_drawn_is_left_to_somebody_else_with_a_reason() -> None:
    publish_some(2)
    first, second = draw()

    with at(MONDAY) as uow:
        sampling.pass_over(uow, COA, first.id, "unfamiliar")

    assert open_picks() == [second.no]
    assert recorded("PickPassedOver")[0]["reason"] == "unfamiliar"
    for wrong, error in (("", Invalid), ("unfamiliar", NotFound)):
        with pytest.raises(error), at(MONDAY) as uow:
            sampling.pass_over(uow, COA, first.id, wrong)
    look(second)
    with pytest.raises(Conflict, match="nothing_to_draw"):
        draw(when=MONDAY + DAY)


def test_what_is_no_longer_published_leaves_the_list_by_itself() -> None:
    no = publish(ANN, "抽到以后被归档的情景")
    pick = draw()[0]

    move(CY, no, State.ARCHIVED)

    assert open_picks() == []
    with pytest.raises(NotFound):
        look(pick)


def test_what_a_coach_may_no_longer_read_leaves_the_list_too() -> None:
    no = publish(ANN, "抽到以后改为蓝队内部")
    pick = draw()[0]

    with write() as uow:
        change_facts(uow, DAN, no, FactsInput(audience=Audience.TEAM, team=personas.BLUE))

    assert open_picks() == []
    with pytest.raises(NotFound):
        look(pick)


def test_the_job_gives_every_coach_one_sample_a_month() -> None:
    publish_some(9)

    assert jobs.draw_samples() == "1"
    assert jobs.draw_samples() == "0"

    sample = read().scalars(select(QualitySample)).one()
    assert sample.coach_id == COA.id
    assert sample.month == clock.business_day(clock.now(), COA.timezone, COA.cutover).replace(day=1)


def test_the_job_rests_where_the_centre_wants_none() -> None:
    publish_some(9)
    change(monthly=False)

    assert jobs.draw_samples() == "0"
    assert read().scalar(select(func.count(QualitySample.id))) == 0


def test_the_next_month_brings_another_sample() -> None:
    publish_some(20)
    with at(MONDAY) as uow:
        assert sampling.draw_monthly(uow, COA, seed="1")
    with at(MONDAY + DAY) as uow:
        assert not sampling.draw_monthly(uow, COA, seed="2")

    with at(MONDAY + 31 * DAY) as uow:
        assert not sampling.draw_monthly(uow, COA, seed="3")  # nothing piles up
    for pick_id in open_ids(when=MONDAY + 31 * DAY):
        look(pick_id, when=MONDAY + 31 * DAY)
    with at(MONDAY + 32 * DAY) as uow:
        assert sampling.draw_monthly(uow, COA, seed="3")


def test_groups_follow_the_top_category() -> None:
    top = category("热线服务")
    below = category("停机复机", parent_id=top)
    published(ANN, solution("先核对。"), about=situation("归在二级目录", category=below))
    published(ANN, solution("先核对。"), about=situation("归在一级目录", category=top))

    picks = draw()

    sample = last_sample()
    assert sample.frame == [[top, personas.RED, 2, 0]]
    assert {pick.category_id for pick in picks} == {top, below}


def test_a_review_that_was_taken_back_may_be_done_again() -> None:
    no = publish(ANN, "唯一的一条情景")
    pick = draw()[0]
    id_ = look(pick)

    for _twice in range(2):
        with at(MONDAY) as uow:
            reviewing.withdraw_review(uow, COA, id_)
        assert open_picks() == [no]
        id_ = look(pick)

    assert open_picks() == []
    with pytest.raises(NotFound):
        look(pick)
    assert read().scalar(select(func.count(QualityReview.id))) == 3


def test_something_drawn_has_one_review_that_stands() -> None:
    publish_some(1)
    row = review(look(draw()[0]))
    twin = {column.name: getattr(row, column.name) for column in QualityReview.__table__.columns}

    with pytest.raises(IntegrityError), at(MONDAY) as uow:
        uow.session.add(QualityReview(**twin | {"id": None}))


def test_a_review_that_was_taken_back_frees_the_scenario_when_its_time_is_over() -> None:
    publish_some(1)
    id_ = look(draw()[0])

    with at(MONDAY) as uow:
        reviewing.withdraw_review(uow, COA, id_)

    assert len(draw(when=MONDAY + 61 * DAY)) == 1
