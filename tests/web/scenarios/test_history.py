"""A page's past: list, comparison, old revision, going back."""

import re

import pytest
from sqlalchemy import select

from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands import revise as commands
from scenariowiki.scenarios.models import Revision, Solution
from scenariowiki.scenarios.rules.content import PageInput, SolutionInput, Step
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write, edited, statements, stored

ANN, ZOE, REA = personas.ANN, personas.ZOE, personas.REA


@pytest.fixture
def revised(sign_in: SignIn, written: Write) -> int:
    """Have a page that somebody else revised."""
    no = written()
    data = edited(situation="客人很急。货不够，缺 3 件。", tags="缺货、投诉", summary="补数字")
    sign_in(ZOE).post(f"/scenarios/{no}/edit", data=data)
    return no


def test_the_list_tells_who_changed_what(sign_in: SignIn, revised: int) -> None:
    html = sign_in(REA).get(f"/scenarios/{revised}/history").text

    assert "补数字" in html
    assert "Zoe" in html
    assert re.findall(r"\+(\d+) −(\d+)", html)[0] == ("7", "1")


def test_the_list_costs_the_same_for_every_length(sign_in: SignIn, revised: int) -> None:
    browser = sign_in(REA)
    browser.get(f"/scenarios/{revised}/history")

    with statements() as few:
        browser.get(f"/scenarios/{revised}/history")
    for number in range(5):
        data = edited(situation=f"第 {number} 次。", base=3 + number)
        sign_in(ZOE).post(f"/scenarios/{revised}/edit", data=data)
    with statements() as more:
        browser.get(f"/scenarios/{revised}/history")

    assert len(more) <= len(few) + 2 <= 12


def test_two_that_were_chosen_lead_to_their_comparison(sign_in: SignIn, revised: int) -> None:
    response = sign_in(REA).get(f"/scenarios/{revised}/history?from=3&to=1")

    assert response.status_code == 303
    assert response.location == f"/scenarios/{revised}/history/1..3"


@pytest.mark.parametrize("view", ["inline", "split"])
def test_a_comparison_shows_only_what_differs(sign_in: SignIn, revised: int, view: str) -> None:
    html = sign_in(REA).get(f"/scenarios/{revised}/history/2..3?view={view}").text

    assert "<ins data-change>" in html
    assert "缺 3 件" in html
    assert "投诉" in html
    assert "安抚客人" not in html
    assert f'data-show="{view}"' in html


def test_d2_choices_and_days_are_compared_in_words(sign_in: SignIn, written: Write) -> None:
    no, browser = written(), sign_in(ZOE)
    chosen = {"layer": "management", "fields-business_line": "telecom", "fields-occurred_on": "2026-08-07"}
    browser.post(f"/scenarios/{no}/edit", data=edited(situation="客人很急。货不够。") | chosen)

    html = browser.get(f"/scenarios/{no}/history/2..3").text

    assert "<del data-change>服务技能</del> <ins data-change>管理流程</ins>" in html
    assert "<del data-change>电商</del> <ins data-change>电信热线</ins>" in html
    assert "<ins data-change>2026年8月7日</ins>" in html


def test_d2_a_step_that_moved_and_changed_shows_both(sign_in: SignIn, written: Write) -> None:
    no, browser = written(), sign_in(ZOE)
    steps = {"solutions-0-id": "1", "solutions-0-base_seq": "2"}
    steps |= {"solutions-0-steps-0-key": "s2", "solutions-0-steps-0-text": "先调整小样"}
    steps |= {"solutions-0-steps-1-key": "s1", "solutions-0-steps-1-text": "安抚客人"}
    browser.post(f"/scenarios/{no}/edit", data=edited(situation="客人很急。货不够。") | steps)

    html = browser.get(f"/scenarios/{no}/history/2..3").text

    moved = re.findall(r'class="moved"[^>]*>([^<]+)<', html)
    assert "<ins data-change>先</ins>调整小样" in html
    assert moved == ["从第 2 步移到第 1 步", "原为第 2 步", "现为第 1 步"]
    assert not re.search(r"\+0 −0", browser.get(f"/scenarios/{no}/history").text)


def test_who_wrote_what_is_told_on_demand(sign_in: SignIn, revised: int) -> None:
    browser = sign_in(REA)

    assert "by-n" not in browser.get(f"/scenarios/{revised}/history/2..3").text
    assert "by-n" in browser.get(f"/scenarios/{revised}/history/2..3?who=1").text
    assert "by-n" in browser.get(f"/scenarios/{revised}/history/3?who=1").text


def test_an_old_revision_shows_the_page_as_it_was(sign_in: SignIn, revised: int) -> None:
    html = sign_in(REA).get(f"/scenarios/{revised}/history/1").text

    assert "货不够。" in html
    assert "缺 3 件" not in html


def test_going_back_makes_a_new_revision(sign_in: SignIn, revised: int) -> None:
    response = sign_in(ANN).post(f"/scenarios/{revised}/revert", data={"seq": "2", "base_seq": "3"})

    assert response.status_code == 303
    newest = read().query(Revision).order_by(Revision.id.desc()).first()
    assert newest is not None
    assert (newest.seq, newest.kind, newest.snapshot["situation"]) == (4, "revert", "客人很急。货不够。")


def test_going_back_in_one_field_leaves_the_others(sign_in: SignIn, revised: int) -> None:
    sign_in(ANN).post(
        f"/scenarios/{revised}/revert", data={"seq": "2", "base_seq": "3", "field": "situation"}
    )

    newest = read().query(Revision).order_by(Revision.id.desc()).first()
    assert newest is not None
    assert newest.snapshot["situation"] == "客人很急。货不够。"
    assert len(newest.snapshot["tags"]) == 2


def test_going_back_from_an_older_page_is_a_conflict(sign_in: SignIn, revised: int) -> None:
    response = sign_in(ANN).post(f"/scenarios/{revised}/revert", data={"seq": "1", "base_seq": "2"})

    assert response.status_code == 409
    assert stored(revised).last_seq == 3


def test_a_reader_does_not_go_back(sign_in: SignIn, revised: int) -> None:
    response = sign_in(REA).post(f"/scenarios/{revised}/revert", data={"seq": "1", "base_seq": "3"})

    assert response.status_code == 403


@pytest.mark.parametrize("where", ["history/99", "history/1..99", "history/3..1", "history/0..2"])
def test_what_never_was_is_not_found(sign_in: SignIn, revised: int, where: str) -> None:
    assert sign_in(REA).get(f"/scenarios/{revised}/{where}").status_code == 404


def test_strangers_sign_in_first_and_posts_are_not_read(
    client: Browser, sign_in: SignIn, revised: int
) -> None:
    assert client.get(f"/scenarios/{revised}/history").status_code == 303
    assert sign_in(REA).post(f"/scenarios/{revised}/history").status_code == 405


def test_a_rejected_solution_is_in_nobody_elses_past(sign_in: SignIn, written: Write) -> None:
    no = written()
    with write() as uow:
        scenario = queries.get_scenario(uow.session, ANN, no)
        secret = commands.prepare_page(
            uow.session, ZOE, no, PageInput(solutions=(SolutionInput(steps=(Step(text="不该看到的做法"),)),))
        )
        commands.revise_page(uow, ZOE, secret)
        newest = uow.session.scalars(select(Solution).order_by(Solution.id.desc())).first()
        assert newest is not None
        newest.state = State.REJECTED
        last = scenario.last_seq

    for address in (f"history/{last}", f"history/1..{last}", f"history/1..{last}?who=1"):
        assert "不该看到的做法" not in sign_in(REA).get(f"/scenarios/{no}/{address}").text, address
    assert "不该看到的做法" in sign_in(ZOE).get(f"/scenarios/{no}/history/{last}").text
