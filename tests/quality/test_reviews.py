"""Reviews: kept by the version they were made by, told to the authors, read by few, counted for nobody."""

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.notifications.models import Notice
from scenariowiki.quality.commands import reviewing
from scenariowiki.quality.models import ChecklistVersion, ReviewedAuthor
from scenariowiki.quality.queries import checklists, reviews
from scenariowiki.quality.queries.trend import list_judged
from scenariowiki.quality.rules.checklist import Criterion
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands import transitions
from scenariowiki.scenarios.commands.facts import FactsInput, change_facts
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Audience, RejectReason, State
from tests import personas
from tests.curation.acts import merge_pages
from tests.feedback.giving import at
from tests.quality.acts import COA, CY, DAY, MONDAY, NOTE, change, draw, look, review
from tests.scenarios.writing import (
    category,
    published,
    recorded,
    save,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.wiki import publish

pytestmark = pytest.mark.usefixtures("app")
ANN, DAN, ZOE, ADA, REA, PAT = (
    personas.ANN,
    personas.DAN,
    personas.ZOE,
    personas.ADA,
    personas.REA,
    personas.PAT,
)
YEAR = dt.date(2026, 1, 1)


@pytest.fixture
def no(app: Flask) -> int:
    """Have Ann write a situation and Zoe a solution of it."""
    no = published(ANN, solution("先核对停机原因。"), about=situation())
    save(ZOE, no, PageInput(solutions=(solution("先致歉，再说明恢复时间。"),)))
    return no


def move_solution(no: int, to: State) -> None:
    """Have a curator move the newest solution of a page."""
    with at(MONDAY) as uow:
        transitions.move_solution(uow, CY, solutions_of(no)[-1].id, to, reason=RejectReason.OUT_OF_SCOPE)


def told() -> dict[int, str]:
    read().rollback()
    rows = read().scalars(select(Notice).where(Notice.kind == "quality_reviewed"))
    return {row.account_id: row.key for row in rows}


def judged() -> int:
    read().rollback()
    return len(list_judged(read(), since=YEAR))


def test_a_review_keeps_answers_note_and_the_page_as_it_was(no: int) -> None:
    id_ = look(draw()[0], c3="no", c6="not_applicable")

    row = review(id_)
    assert (row.checklist_number, row.page_seq, row.note) == (0, 1, NOTE)
    assert (row.answers["c1"], row.answers["c3"], row.answers["c6"]) == ("yes", "no", "not_applicable")
    assert (row.scenario_id, row.author_id, row.day) == (scenario(no).id, ANN.id, dt.date(2026, 12, 7))
    assert recorded("QualityReviewed") == [
        {"schema": 1, "review_id": id_, "scenario_id": scenario(no).id, "author_ids": [ANN.id, ZOE.id]}
    ]


@pytest.mark.usefixtures("no")
def test_the_authors_are_told_once_and_nobody_else() -> None:
    id_ = look(draw()[0])

    assert told() == {ANN.id: f"quality:{id_}", ZOE.id: f"quality:{id_}"}


@pytest.mark.usefixtures("no")
@pytest.mark.parametrize(
    ("person", "may"),
    [
        (ANN, True),
        (ZOE, True),
        (COA, True),
        (CY, True),
        (DAN, True),
        (REA, False),
        (ADA, False),
        (PAT, False),
    ],
    ids=lambda one: one.name if isinstance(one, Actor) else "",
)
def test_the_note_is_read_by_authors_coaches_and_curators_alone(person: Actor, may: bool) -> None:
    id_ = look(draw()[0])

    listed = [one.id for one in reviews.list_reviews(read(), person, told=MONDAY)]

    assert listed == ([id_] if may else [])
    if may:
        assert reviews.get_review(read(), person, id_)[0].note == NOTE
    else:
        with pytest.raises(NotFound):
            reviews.get_review(read(), person, id_)


def test_a_review_is_hidden_with_its_scenario() -> None:
    no = publish(ANN, "后来改为红队内部的情景")
    id_ = look(draw()[0])
    with at(MONDAY) as uow:
        uow.session.add(ReviewedAuthor(review_id=id_, account_id=ZOE.id))
    assert reviews.get_review(read(), ZOE, id_)

    with at(MONDAY) as uow:
        change_facts(uow, DAN, no, FactsInput(audience=Audience.TEAM, team=personas.RED))

    with pytest.raises(NotFound):
        reviews.get_review(read(), ZOE, id_)


@pytest.mark.usefixtures("no")
def test_it_is_looked_at_once() -> None:
    pick = draw()[0]
    look(pick)

    with pytest.raises(NotFound):
        look(pick)

    assert judged() == 1


@pytest.mark.parametrize("text", ["再打一次。", "辅导员后来补上的方案，写得很长，占了全文的大部分文字。" * 3])
def test_nobody_judges_what_they_came_to_write_themselves_meanwhile(no: int, text: str) -> None:
    pick = draw()[0]
    save(COA, no, PageInput(solutions=(solution(text),)))

    with pytest.raises(Forbidden, match="own_content"):
        look(pick)

    assert judged() == 0


def test_who_wrote_what_nobody_was_shown_is_not_told(no: int) -> None:
    save(PAT, no, PageInput(solutions=(solution("后来被拒绝的方案。"),)))
    move_solution(no, State.REJECTED)

    look(draw()[0])

    assert set(told()) == {ANN.id, ZOE.id}


@pytest.mark.usefixtures("no")
def test_only_the_coach_it_was_drawn_for_looks_at_it() -> None:
    pick = draw()[0]
    other = replace(DAN, roles=DAN.roles | COA.roles)

    for person, error in ((other, NotFound), (CY, Forbidden), (ANN, Forbidden)):
        with pytest.raises(error):
            look(pick, person)


@pytest.mark.usefixtures("no")
def test_what_is_not_met_needs_a_word_of_how_to_mend_it() -> None:
    pick = draw()[0]

    with pytest.raises(Invalid):
        look(pick, note=" ", c1="no")

    assert judged() == 0
    assert look(pick, note="")


def test_r44_a_review_keeps_the_version_it_was_judged_by() -> None:
    publish(ANN, "第一条情景")
    id_ = look(draw()[0])

    number = change(CY, Criterion(key="c1", name="以客户为先"), Criterion(key="", name="好读", weight=3))

    assert number == 1
    assert review(id_).checklist_number == 0
    assert [one.key for one in checklists.current_checklist(read()).criteria] == ["c1", "c7"]
    assert len(review(id_).answers) == 6
    assert [(row.number, row.criteria) for row in checklists.list_versions(read())] == [(1, 2), (0, 6)]


@pytest.mark.usefixtures("no")
def test_r44_a_list_that_changed_meanwhile_is_shown_first() -> None:
    pick = draw()[0]
    change(CY, Criterion(key="c1", name="以客户为先"))

    with pytest.raises(Conflict, match="checklist_moved"):
        look(pick, checklist=0)

    assert review(look(pick)).checklist_number == 1


def test_m15_answers_are_not_filed_under_a_page_that_was_not_looked_at() -> None:
    publish(ANN, "余额充足却停机甲")
    pick = draw()[0]
    second = publish(ZOE, "余额充足却停机乙")
    merge_pages(second, pick.no)

    with pytest.raises(Conflict, match="pick_moved"):
        look(pick, shown=pick.scenario_id)

    assert judged() == 0
    assert review(look(pick)).scenario_id == scenario(second).id


def test_r44_a_version_cannot_be_changed() -> None:
    change(CY, Criterion(key="c1", name="以客户为先"))

    for statement in ("UPDATE checklist_version SET size = 1", "DELETE FROM checklist_version"):
        with pytest.raises(DBAPIError, match="append-only"), at(MONDAY) as uow:
            uow.session.execute(text(statement))


def test_r44_curators_and_administrators_change_the_list_one_after_the_other() -> None:
    assert change(CY, size=4) == 1
    assert change(ADA, rest_days=90) == 2
    current = checklists.current_checklist(read())
    assert (current.size, current.rest_days, current.monthly) == (4, 90, True)

    for person in (COA, ANN, PAT):
        with pytest.raises(Forbidden):
            change(person, size=5)
    with pytest.raises(Conflict, match="edit_conflict"):
        change(CY, number=1, size=9)
    with pytest.raises(Invalid, match="same_checklist"):
        change(CY)
    with pytest.raises(Invalid) as refused:
        change(CY, Criterion(key="c1", name=""), Criterion(key="c1", name="重复"), size=99)
    assert refused.value.fields == {
        "size": "out_of_range",
        "criteria-0": "required",
        "criteria-1": "unknown_criterion",
    }
    assert read().query(ChecklistVersion).count() == 2


@pytest.mark.usefixtures("no")
def test_a_review_taken_back_counts_no_more_and_is_no_longer_told() -> None:
    id_ = look(draw()[0])
    for person in (CY, ANN):
        with pytest.raises(Forbidden), at(MONDAY) as uow:
            reviewing.withdraw_review(uow, person, id_)
    assert judged() == 1

    with at(MONDAY + DAY) as uow:
        reviewing.withdraw_review(uow, COA, id_)

    assert (judged(), told()) == (0, {})
    assert reviews.list_reviews(read(), CY, told=MONDAY + DAY) == []
    with pytest.raises(Conflict, match="withdrawn_already"), at(MONDAY + DAY) as uow:
        reviewing.withdraw_review(uow, COA, id_)


@pytest.mark.usefixtures("no")
def test_a_review_taken_back_is_read_by_its_coach_alone() -> None:
    id_ = look(draw()[0])

    with at(MONDAY + DAY) as uow:
        reviewing.withdraw_review(uow, COA, id_)

    assert reviews.get_review(read(), COA, id_)[0].withdrawn_at
    for person in (ANN, ZOE, CY, DAN):
        with pytest.raises(NotFound):
            reviews.get_review(read(), person, id_)


@pytest.mark.usefixtures("no")
def test_a_review_is_listed_for_its_authors_when_they_were_told_and_not_before() -> None:
    id_ = look(draw()[0])
    writer = replace(ANN, roles=CY.roles)

    def listed(person: Actor, told: dt.datetime) -> list[int]:
        return [one.id for one in reviews.list_reviews(read(), person, told=told)]

    early = MONDAY - dt.timedelta(seconds=1)
    assert [listed(one, early) for one in (ANN, ZOE, writer)] == [[], [], []]
    assert [listed(one, early) for one in (COA, CY)] == [[id_], [id_]]
    assert [listed(one, MONDAY) for one in (ANN, ZOE, writer)] == [[id_], [id_], [id_]]


def test_m15_a_review_is_read_under_the_scenario_its_own_was_merged_into() -> None:
    first = publish(ANN, "余额充足却停机甲")
    id_ = look(draw()[0])
    second = publish(ZOE, "余额充足却停机乙")

    merge_pages(second, first)

    row, authors = reviews.get_review(read(), ANN, id_)
    assert (row.no, row.addressed_no, list(authors)) == (second, first, [ANN.id])


def test_the_trend_files_reviews_under_the_top_category_of_today() -> None:
    top = category("热线服务")
    below = category("停机复机", parent_id=top)
    published(ANN, solution("先核对。"), about=situation("二级目录", category=below))
    change(CY, Criterion(key="c1", name="以客户为先", weight=4))

    look(draw()[0])

    found = list_judged(read(), since=YEAR)[0]
    assert (found.category_id, found.month, found.author_id) == (top, dt.date(2026, 12, 1), ANN.id)
    assert (found.answers, found.weights) == ({"c1": "yes"}, {"c1": 4})
    assert list_judged(read(), since=dt.date(2027, 1, 1)) == []
