"""Writing a new scenario."""

import re
from typing import Any

import pytest
from flask import Flask

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Outcome, Scenario, WorkingCopy
from scenariowiki.scenarios.queries import find_scenario
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import recorded
from tests.web.scenarios.conftest import Write, hidden, stored

ANN, REA = personas.ANN, personas.REA
SHORT = {"title": "热线打不通", "situation": "早高峰。"}
WHOLE = {
    **SHORT,
    "layer": "service",
    "fields-business_line": "ecommerce",
    "solutions-0-steps-0-text": "先道歉",
}


def test_a_title_and_what_happened_are_enough_for_a_draft(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    form = browser.get("/scenarios/new").text
    response = browser.post("/scenarios/new", data={**SHORT, "act": "draft"})

    marked = re.findall(r'<label for="([\w-]+)">[^<]*<span class="req"', form)
    assert marked == ["title", "situation"]
    assert response.status_code == 303
    assert response.location == "/scenarios/1"
    assert stored(1).state == State.DRAFT


def test_handing_in_asks_for_what_is_required_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    response = sign_in(ANN).post("/scenarios/new", data={**SHORT, "act": "submit"})

    assert response.status_code == 422
    assert "热线打不通" in response.text
    assert "早高峰。" in response.text
    assert find_scenario(read(), 1) is None


def test_handing_in_whole_takes_the_solution_and_the_outcome_along(sign_in: SignIn) -> None:
    data = {**WHOLE, "outcome-result": "solved", "outcome-note": "十分钟后恢复", "act": "submit"}

    response = sign_in(ANN).post("/scenarios/new", data=data)

    assert response.status_code == 303
    assert stored(1).state == State.SUBMITTED
    assert read().query(Outcome).one().note == "十分钟后恢复"


def test_an_outcome_without_a_solution_is_asked_about(sign_in: SignIn) -> None:
    data = {**SHORT, "outcome-result": "solved", "act": "draft"}

    response = sign_in(ANN).post("/scenarios/new", data=data)

    assert response.status_code == 422
    assert read().query(Scenario).count() == 0


def test_sent_twice_it_makes_one_scenario(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    data = {**SHORT, "act": "draft", "once": hidden(browser.get("/scenarios/new").text, "once")}

    first = browser.post("/scenarios/new", data=data)
    second = browser.post("/scenarios/new", data=data)

    assert first.location == second.location == "/scenarios/1"
    assert read().query(Scenario).count() == 1


@pytest.mark.parametrize("changed", [{"title": "另一件事"}, {"act": "submit"}])
def test_case_77_sent_again_with_other_content_or_another_wish_it_is_refused_and_kept(
    sign_in: SignIn, changed: dict[str, str]
) -> None:
    browser = sign_in(ANN)
    data = {**WHOLE, "act": "draft", "once": hidden(browser.get("/scenarios/new").text, "once")}
    browser.post("/scenarios/new", data=data)

    again = browser.post("/scenarios/new", data={**data, **changed})

    assert again.status_code == 422
    assert "这份表单已经提交过" in again.text
    assert changed.get("title", WHOLE["title"]) in again.text
    assert (read().query(Scenario).count(), stored(1).state) == (1, State.DRAFT)


def test_sent_again_it_is_no_duplicate_of_itself(sign_in: SignIn, reindex: Any) -> None:
    browser = sign_in(ANN)
    data = {**WHOLE, "act": "submit", "once": hidden(browser.get("/scenarios/new").text, "once")}

    first = browser.post("/scenarios/new", data=data)
    reindex()
    second = browser.post("/scenarios/new", data=data)

    assert first.location == second.location == "/scenarios/1"


def test_the_buttons_of_the_lists_work_without_script(sign_in: SignIn) -> None:
    steps = {"solutions-0-steps-0-text": "一", "solutions-0-steps-1-text": "二"}

    response = sign_in(ANN).post(
        "/scenarios/new", data={**SHORT, **steps, "act": "move-up:solutions-0-steps-1"}
    )

    assert response.status_code == 200
    assert re.findall(r"<textarea[^>]*solutions-0-steps-\d-text[^>]*>([^<]*)", response.text)[:2] == [
        "二",
        "一",
    ]


def test_what_is_typed_is_kept_and_offered_again(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    copy = hidden(browser.get("/scenarios/new").text, "copy")

    kept = browser.post("/scenarios/new/autosave", data={**WHOLE, "copy": copy, "once": "x"})

    assert kept.status_code == 204
    html = browser.get("/scenarios/new").text
    assert "热线打不通" in html
    assert "先道歉" in html
    assert hidden(html, "copy") == copy


def test_saving_forgets_the_working_copy(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    browser.post("/scenarios/new/autosave", data={**SHORT, "copy": "abc"})

    saved = browser.post("/scenarios/new", data={**SHORT, "copy": "abc", "act": "draft"})

    assert read().query(WorkingCopy).count() == 0
    assert f'data-arrived="{ANN.id}:/scenarios/new/autosave"' in browser.get(saved.location).text


def test_a_token_of_another_session_keeps_what_was_typed(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    browser.csrf = "from another session"

    response = browser.post("/scenarios/new", data={**WHOLE, "act": "draft"})

    assert response.status_code == 403
    assert "热线打不通" in response.text
    assert "先道歉" in response.text
    assert read().query(Scenario).count() == 0


def test_a_session_that_ended_gives_the_text_back(client: Browser) -> None:
    response = client.post("/scenarios/new", data={**WHOLE, "act": "draft"})

    assert response.status_code == 401
    assert "热线打不通" in response.text


@pytest.mark.parametrize("field", ["layer", "category", "team"])
def test_what_no_browser_sends_is_refused(sign_in: SignIn, field: str) -> None:
    response = sign_in(ANN).post("/scenarios/new", data={**SHORT, "act": "draft", field: "x"})

    assert response.status_code == 422
    assert "请从给出的选项里选。" in response.text
    assert read().query(Scenario).count() == 0


def test_a_reader_may_not_write(sign_in: SignIn) -> None:
    browser = sign_in(REA)

    assert browser.get("/scenarios/new").status_code == 403
    assert browser.post("/scenarios/new", data={**SHORT, "act": "draft"}).status_code == 403


def test_a_number_of_hands_can_be_too_many(sign_in: SignIn) -> None:
    steps = {f"solutions-0-steps-{at}-text": "一步" for at in range(61)}

    response = sign_in(ANN).post("/scenarios/new", data={**SHORT, **steps, "act": "draft"})

    assert response.status_code == 422


def test_what_the_template_does_not_offer_is_refused(sign_in: SignIn) -> None:
    data = {**SHORT, "fields-business_line": "nonsense", "fields-occurred_on": "gestern", "act": "draft"}

    response = sign_in(ANN).post("/scenarios/new", data=data)

    assert response.status_code == 422
    assert "gestern" in response.text


def test_a_likely_duplicate_is_shown_once_before_handing_in(
    sign_in: SignIn, written: Write, reindex: Any
) -> None:
    no = written(title="热线打不通", situation="早高峰。热线打不通，客户投诉。")
    reindex()
    browser, data = sign_in(ANN), {**WHOLE, "situation": "早高峰。热线打不通，客户投诉。", "act": "submit"}

    held = browser.post("/scenarios/new", data=data)
    sent = browser.post("/scenarios/new", data={**data, "seen": hidden(held.text, "seen")})

    assert held.status_code == 422
    assert f"S-{no}" in held.text
    assert sent.status_code == 303
    assert stored(no + 1).warned_duplicate == no


def test_quick_capture_stands_on_the_home_page(app: Flask, sign_in: SignIn) -> None:
    html = sign_in(ANN).get("/").text

    assert 'action="/scenarios/new"' in html
    assert hidden(html, "once")


def test_what_the_author_calls_different_is_remembered(sign_in: SignIn, written: Write, reindex: Any) -> None:
    no = written(title="热线打不通", situation="早高峰。热线打不通，客户投诉。")
    reindex()
    browser, data = sign_in(ANN), {**WHOLE, "situation": "早高峰。热线打不通，客户投诉。"}
    held = browser.post("/scenarios/new", data={**data, "act": "submit"})
    assert f'value="distinct:{no}"' in held.text

    told = browser.post("/scenarios/new", data={**data, "act": f"distinct:{no}"})
    sent = browser.post(
        "/scenarios/new", data={**data, "distinct": hidden(told.text, "distinct"), "act": "submit"}
    )

    assert sent.status_code == 303
    assert stored(no + 1).warned_duplicate == no
    assert recorded("ScenarioCaptured")[-1]["distinct_from"] == [stored(no).id]
    asked = {"title": data["title"], "situation": data["situation"], "distinct": str(no)}
    assert f"S-{no} ·" not in browser.post("/scenarios/similar", data=asked).text


def test_p9_this_is_it_takes_all_that_was_typed_and_tells_that_the_warning_was_heeded(
    sign_in: SignIn, written: Write
) -> None:
    no, browser = written(), sign_in(ANN)
    data = {
        **WHOLE,
        "copy": "abc",
        "solutions-0-steps-0-text": "先查库存再答复。",
        "outcome-result": "solved",
        "outcome-note": "客人满意。",
    }

    form = browser.post(f"/scenarios/{no}/solutions/take", data=data)
    html = browser.get(form.location).text
    assert "先查库存再答复。" in html
    assert "客人满意。" in html
    assert hidden(html, "from_warning") == "1"
    sent = {name: value for name, value in data.items() if name.startswith(("solutions", "outcome"))}
    saved = browser.post(form.location, data={**sent, "from_warning": "1", "act": "save"})

    assert saved.status_code == 303
    assert recorded("SolutionAdded")[-1]["from_warning"] is True
    assert recorded("OutcomeReported")[-1]["solution_id"] == recorded("SolutionAdded")[-1]["solution_id"]
    assert WHOLE["situation"] in browser.get("/scenarios/new?copy=abc").text


def test_the_panel_works_from_the_second_scenario_on_in_both_scripts(
    sign_in: SignIn, written: Write, reindex: Any
) -> None:
    no = written(title="热线打不通", situation="早高峰。热线打不通，客户投诉。")
    reindex()

    html = (
        sign_in(ANN)
        .post(
            "/scenarios/similar?add=1",
            data={"title": "熱線打不通", "situation": "早高峰。熱線打不通，客戶投訴。"},
        )
        .text
    )

    assert f"S-{no} ·" in html
    assert "<mark>" in html
    assert f'formaction="/scenarios/{no}/solutions/take"' in html
