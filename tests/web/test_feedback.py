"""Giving feedback, answering it, rating the answer: as pages."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.models import Ticket
from scenariowiki.feedback.rules.tickets import AnswerOutcome, TicketState
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import Browser, SignIn
from tests.feedback.giving import answer, give, rate, ticket
from tests.scenarios.writing import published, situation, solution, solutions_of
from tests.sops import acts

ANN, CY, LEE, REA, ZOE, AUD = (
    personas.ANN,
    personas.CY,
    personas.LEE,
    personas.REA,
    personas.ZOE,
    personas.AUD,
)
SAID = {"kind": "unclear", "text": "周末怎么算？", "priority": "normal", "quote": "", "ask": ""}


@pytest.fixture
def no(app: Any) -> int:
    return published(ANN, solution("先登记，24 小时内回复。"), about=situation("口径不一致"))


def send(browser: Browser, path: str, **form: str) -> Any:
    return browser.post(path, data=form)


def count() -> int:
    read().rollback()
    return read().scalar(select(func.count(Ticket.id))) or 0


def by_clock(person: Actor, no: int) -> int:
    """Give feedback now, so that pages see its clock run."""
    return give(person, no, when=clock.now())


def test_a_block_has_its_button_and_the_form_its_sentences(sign_in: SignIn, no: int) -> None:
    solution_id = solutions_of(no)[0].id
    page = sign_in(ZOE).get(f"/scenarios/{no}").text

    assert f"/scenarios/{no}/feedback/new?solution={solution_id}" in page
    form = sign_in(ZOE).get(f"/scenarios/{no}/feedback/new?solution={solution_id}").text
    assert "先登记，24 小时内回复。</option>" in form


def test_feedback_leads_to_its_page_and_is_given_once(sign_in: SignIn, no: int) -> None:
    browser = sign_in(ZOE)
    form = browser.get(f"/scenarios/{no}/feedback/new").text
    once = re.search(r'name="once" value="([^"]+)"', form)
    assert once

    for _twice in range(2):
        response = send(browser, f"/scenarios/{no}/feedback/new", **SAID, once=once[1])
        assert (response.status_code, response.headers["Location"]) == (303, "/feedback/1")

    assert count() == 1
    assert "周末怎么算？" in browser.get("/feedback/1").text


def test_strangers_are_led_to_the_door(client: Browser) -> None:
    for path in ("/feedback", "/feedback/1", "/feedback/numbers"):
        assert client.get(path).status_code == 303


def test_auditors_give_no_feedback(sign_in: SignIn, no: int) -> None:
    assert sign_in(AUD).get(f"/scenarios/{no}/feedback/new").status_code == 403
    assert "feedback/new" not in sign_in(AUD).get(f"/scenarios/{no}").text


def test_what_is_not_there_is_not_found(sign_in: SignIn, no: int) -> None:
    browser = sign_in(CY)

    assert browser.get("/feedback/99").status_code == 404
    assert browser.get("/scenarios/99/feedback/new").status_code == 404
    assert browser.get(f"/scenarios/{no}/feedback/new?solution=99").status_code == 404
    for act in ("answer", "assign", "set-aside", "rate", "reopen", "close"):
        assert send(browser, f"/feedback/99/{act}").status_code == 404


@pytest.mark.parametrize("wrong", [{"text": " "}, {"kind": "praise"}, {"ask": "11"}, {"priority": "now"}])
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    sign_in: SignIn, no: int, wrong: dict[str, str]
) -> None:
    response = send(sign_in(ZOE), f"/scenarios/{no}/feedback/new", **{**SAID, **wrong})

    assert response.status_code == 422
    assert count() == 0
    assert "周末怎么算？" in response.text or "text" in wrong


def test_the_wrong_method_is_refused(sign_in: SignIn, no: int) -> None:
    assert sign_in(ZOE).get(f"/feedback/{give(ZOE, no)}/answer").status_code == 405


def test_an_answer_is_sent_and_rated(sign_in: SignIn, no: int) -> None:
    id_ = by_clock(ZOE, no)
    page = sign_in(ANN).get(f"/feedback/{id_}").text
    assert "还剩多少时间" in page
    assert "发出答复" in page

    answered = send(sign_in(ANN), f"/feedback/{id_}/answer", outcome="explained", text="按工作日算。")
    rated = send(sign_in(ZOE), f"/feedback/{id_}/rate", rating="5", remark="清楚")

    assert (answered.status_code, rated.status_code) == (303, 303)
    assert ticket(id_).state == TicketState.CLOSED
    assert "★★★★★" in sign_in(ANN).get(f"/feedback/{id_}").text


def test_a_poor_answer_is_asked_again_in_the_same_step(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)
    answer(ANN, id_)

    send(sign_in(ZOE), f"/feedback/{id_}/rate", rating="1", again="1")

    assert (ticket(id_).state, ticket(id_).round) == (TicketState.REOPENED, 2)


def test_a_rating_needs_a_star(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)
    answer(ANN, id_)

    response = send(sign_in(ZOE), f"/feedback/{id_}/rate", remark="没看懂")

    assert response.status_code == 422
    assert "没看懂" in response.text


def test_what_is_no_longer_possible_is_a_conflict_and_says_so(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)
    answer(ANN, id_)
    rate(ZOE, id_, 4)

    response = send(sign_in(ANN), f"/feedback/{id_}/answer", outcome="explained", text="再说一次。")

    assert response.status_code == 409
    assert "现在的状态下不能这样做" in response.text


def test_nobody_answers_their_own(sign_in: SignIn, no: int) -> None:
    id_ = give(ANN, no)

    assert "发出答复" not in sign_in(ANN).get(f"/feedback/{id_}").text
    refused = send(sign_in(ANN), f"/feedback/{id_}/answer", outcome="explained", text="自己答。")
    assert refused.status_code == 403


def test_it_is_passed_on_and_set_aside(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)

    assert send(sign_in(ANN), f"/feedback/{id_}/assign", assignee=str(CY.id)).status_code == 303
    assert ticket(id_).assignee_id == CY.id
    for wrong in ({"assignee": ""}, {"assignee": str(ZOE.id)}):
        assert send(sign_in(CY), f"/feedback/{id_}/assign", **wrong).status_code == 422
    assert send(sign_in(CY), f"/feedback/{id_}/set-aside", of="F-9").status_code == 422
    assert send(sign_in(CY), f"/feedback/{id_}/set-aside", of="soon").status_code == 422
    assert send(sign_in(CY), f"/feedback/{id_}/set-aside", of="").status_code == 303
    assert ticket(id_).state == TicketState.INVALID


def test_a_number_that_is_refused_is_kept_lest_the_next_click_means_something_else(
    sign_in: SignIn, no: int
) -> None:
    """Empty, it would say that there is nothing to answer."""
    id_ = give(ZOE, no)
    send(sign_in(ANN), f"/feedback/{id_}/assign", assignee=str(CY.id))

    refused = send(sign_in(CY), f"/feedback/{id_}/set-aside", of="F-9")

    assert (refused.status_code, refused.text.count('value="F-9"')) == (422, 1)


def test_what_came_too_late_can_be_copied(sign_in: SignIn, no: int) -> None:
    """Somebody else was faster, or it was rated in another window."""
    id_ = give(ZOE, no)
    for text in ("好的。", "慢了一步的答复。"):
        late = send(sign_in(ANN), f"/feedback/{id_}/answer", outcome="explained", text=text)
    assert (late.status_code, late.text.count("慢了一步的答复。")) == (409, 1)

    for remark in ("有用。", "另一页里写的。"):
        twice = send(sign_in(ZOE), f"/feedback/{id_}/rate", rating="4", remark=remark)

    assert (twice.status_code, twice.text.count("另一页里写的。")) == (409, 1)


def test_saving_the_page_answers_the_feedback(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)
    solution_id = solutions_of(no)[0].id
    browser = sign_in(ANN)
    path = f"/scenarios/{no}/solutions/{solution_id}/edit?ticket={id_}"
    form = browser.get(path).text
    assert f"保存就等于答复反馈 F-{id_}" in form
    fields = dict(re.findall(r'name="(solutions-0-[\w-]+)"[^>]*value="([^"]*)"', form))

    saved = browser.post(
        path, data={**fields, "solutions-0-steps-0-text": "先登记，工作日 24 小时内回复。", "act": "save"}
    )

    assert saved.status_code == 303, saved.text
    assert ticket(id_).state == TicketState.ANSWERED
    shown = browser.get(f"/feedback/{id_}").text
    assert f"带来的修改：S-{no}" in shown


def test_lists_show_the_latest_first_with_what_is_left(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)

    html = sign_in(ANN).get("/feedback").text

    assert f"/feedback/{id_}" in html
    assert "超时" in html
    assert f"/feedback/{id_}" in sign_in(ZOE).get("/feedback?shelf=mine").text
    assert f"/feedback/{id_}" in sign_in(CY).get("/feedback?shelf=all").text
    assert f"/feedback/{id_}" not in sign_in(REA).get("/feedback?shelf=all").text
    assert f"/feedback/{id_}" in sign_in(REA).get(f"/scenarios/{no}/feedback").text


def test_the_home_page_and_the_top_bar_count_what_waits(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)

    home = sign_in(ANN).get("/").text

    assert f'href="/feedback/{id_}"' in home
    assert 'class="count"' in home


def test_teams_are_shown_by_name_with_their_denominators(sign_in: SignIn, no: int) -> None:
    id_ = by_clock(ZOE, no)

    answer(ANN, id_, when=clock.now(), outcome=AnswerOutcome.EXPLAINED)
    rate(ZOE, id_, 4, when=clock.now())

    html = sign_in(REA).get("/feedback/numbers").text

    assert "(1/1)" in html
    assert "4.0" in html
    assert "Ann" not in html


def test_the_page_says_how_much_is_open(sign_in: SignIn, no: int) -> None:
    give(ZOE, no)

    assert "1 条反馈待答复" in sign_in(ANN).get(f"/scenarios/{no}").text


def test_a_form_that_answers_feedback_leaves_the_others_as_they_are(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)
    browser = sign_in(ANN)

    for path in (f"/scenarios/{no}/edit", "/scenarios/new"):
        assert "保存就等于答复反馈" in browser.get(f"{path}?ticket={id_}").text
        assert "保存就等于答复反馈" not in browser.get(path).text


def test_an_sop_is_given_feedback_down_to_the_sentence(sign_in: SignIn) -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    path, browser = f"/scenarios/{no}/feedback/new?sop={sop_id}", sign_in(ZOE)
    assert path in browser.get(f"/sops/{sop_id}").text.replace("&amp;", "&")
    assert f"{acts.STEPS[0]}</option>" in browser.get(path).text

    sent = send(browser, path, **{**SAID, "quote": acts.STEPS[0]})

    assert sent.status_code == 303
    row = read().scalars(select(Ticket)).one()
    assert (row.target_kind, row.target_id, row.assignee_id) == ("sop", sop_id, personas.PAT.id)
    page = browser.get(sent.headers["Location"]).text
    assert f'href="/sops/{sop_id}"' in page
    assert acts.STEPS[0] in page


def test_an_sop_of_another_page_or_in_work_is_not_there(sign_in: SignIn, no: int) -> None:
    other = acts.page()
    sop_id = acts.propose(other)

    assert sign_in(ZOE).get(f"/scenarios/{other}/feedback/new?sop={sop_id}").status_code == 404
    assert sign_in(CY).get(f"/scenarios/{no}/feedback/new?sop={sop_id}").status_code == 404
    assert send(sign_in(CY), f"/scenarios/{no}/feedback/new?sop={sop_id}", **SAID).status_code == 404
    for wrong in ("x", "0", "99999999999999999999"):
        assert sign_in(CY).get(f"/scenarios/{no}/feedback/new?sop={wrong}").status_code == 404
    assert count() == 0


def test_feedback_on_an_sop_becomes_its_next_version_in_one_step(sign_in: SignIn) -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    sent = send(sign_in(ZOE), f"/scenarios/{no}/feedback/new?sop={sop_id}", **SAID)
    path, browser = sent.headers["Location"], sign_in(personas.PAT)
    id_ = int(path.rpartition("/")[2])
    assert f"/sops/{sop_id}/act?ticket={id_}" in browser.get(path).text

    begun = browser.post(f"/sops/{sop_id}/act?ticket={id_}", data={"act": "begin"})

    assert begun.headers["Location"] == f"/sops/{sop_id}/edit?ticket={id_}"
    form = browser.get(begun.headers["Location"]).text
    assert f"保存就等于答复反馈 F-{id_}" in form
    assert f"/sops/{sop_id}/edit?ticket={id_}" in browser.get(path).text
    text = {"title": "停机口径", "trigger": "客户问停机。", "steps": "核对原因。", "seen": 1}
    saved = browser.post(f"/sops/{sop_id}/edit?ticket={id_}", data=text)
    assert saved.status_code == 303
    assert (acts.versions(sop_id)[-1], ticket(id_).state) == ((2, "draft"), TicketState.ANSWERED)
    assert "v2 草稿" in sign_in(ZOE).get(path).text


def test_a_draft_saved_for_other_feedback_answers_none(sign_in: SignIn, no: int) -> None:
    id_ = give(ZOE, no)
    sop_id = acts.in_force(acts.page())
    browser = sign_in(personas.PAT)
    browser.post(f"/sops/{sop_id}/act", data={"act": "begin"})
    text = {"title": "停机口径", "trigger": "客户问停机。", "steps": "核对原因。", "seen": 1}

    assert browser.post(f"/sops/{sop_id}/edit?ticket={id_}", data=text).status_code == 303

    assert ticket(id_).state != TicketState.ANSWERED


@pytest.mark.parametrize("kind", ["edit", "solution", "new"])
def test_feedback_becomes_a_revision_a_solution_or_a_scenario_in_one_step(
    sign_in: SignIn, no: int, kind: str
) -> None:
    id_ = give(ZOE, no)
    page = sign_in(ANN).get(f"/feedback/{id_}").text.replace("&amp;", "&")
    paths = {
        "edit": f"/scenarios/{no}/edit",
        "solution": f"/scenarios/{no}/solutions/new",
        "new": "/scenarios/new",
    }

    (link,) = {one for one in re.findall(r'href="([^"]*)"', page) if one.startswith(f"{paths[kind]}?")}

    assert f"ticket={id_}" in link
    assert f"保存就等于答复反馈 F-{id_}" in sign_in(ANN).get(link).text
