"""An edit begun before a merge: kept, and its author says what becomes of it (M24)."""

import re

import pytest
from werkzeug.test import TestResponse

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Revision, Solution, WorkingCopy
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.acts import merge_pages, merge_solutions
from tests.curation.test_unmerging import undo
from tests.scenarios.writing import (
    published,
    revisions,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.web.scenarios.conftest import edited

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, REA, ZOE = personas.ANN, personas.CY, personas.REA, personas.ZOE
TEXT = "客户来电询问停机原因。系统显示账户余额充足。"


def two() -> tuple[int, int]:
    return (
        published(ANN, solution("核对账户。"), about=situation("余额充足却停机")),
        published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机")),
    )


def typed(text: str, **more: str) -> dict[str, str]:
    return edited(
        situation=text,
        base=1,
        **{"title": "有余额仍被停机", "tags": "停机", "fields-business_line": "telecom", **more},
    )


def hidden(answer: TestResponse) -> dict[str, str]:
    """Read the hidden fields of the first form with any, as a browser without scripts sends them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    return {name: value for name, value in found if name != "csrf_token"}


def chosen(browser: Browser, answer: TestResponse, path: str) -> TestResponse:
    """Press the button of the form with that address."""
    (address,) = set(re.findall(rf'action="([^"]*{path}[^"]*)"', answer.text))
    return browser.post(address.replace("&amp;", "&"), data={**hidden(answer), "act": "save"})


def copies() -> list[str]:
    read().rollback()
    return sorted(one.target for one in read().query(WorkingCopy))


def test_m24_a_save_is_refused_kept_and_asked_about(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    before = read().query(Revision).count()

    answer = sign_in(ZOE).post(f"/scenarios/{loser}/edit", data=typed(f"{TEXT}后来又停了。"))

    assert answer.status_code == 409
    assert f"{TEXT}后来又停了。" in answer.text
    assert answer.text.count("<form") >= 3
    assert copies() == [f"scenario:{loser}"]
    assert read().query(Revision).count() == before  # never applied by itself


def test_m24_the_text_is_applied_to_the_canonical_when_asked(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    browser = sign_in(ZOE)
    answer = browser.post(f"/scenarios/{loser}/edit", data=typed(f"{TEXT}后来又停了。"))

    saved = chosen(browser, answer, f"/scenarios/{winner}/edit")

    assert saved.status_code == 303
    head = revisions(winner)[-1].snapshot
    assert (head["title"], head["situation"]) == ("余额充足却停机", f"{TEXT}后来又停了。")
    assert copies() == []


def test_m24_where_both_changed_the_same_the_conflict_is_shown(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    save_text(ANN, winner, "客户来电询问停机原因。系统显示余额 50 元。", base_seq=3)
    browser = sign_in(ZOE)
    answer = browser.post(
        f"/scenarios/{loser}/edit", data=typed("客户来电询问停机原因。系统显示余额 80 元。")
    )

    clash = chosen(browser, answer, f"/scenarios/{winner}/edit")
    assert clash.status_code == 409
    assert "choice-0-0" in clash.text
    assert copies() == [f"scenario:{loser}"]
    saved = browser.post(
        f"/scenarios/{winner}/edit?moved={loser}", data={**hidden(clash), "choice-0-0": "mine", "act": "save"}
    )

    assert saved.status_code == 303
    assert "80 元" in revisions(winner)[-1].snapshot["situation"]
    assert copies() == []


def test_m24_the_text_is_attached_as_a_new_solution(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    browser = sign_in(ZOE)
    answer = browser.post(f"/scenarios/{loser}/edit", data=typed("完全另一种说法。"))

    form = chosen(browser, answer, "/solutions/take")

    assert form.location == f"/scenarios/{winner}/solutions/new?via={loser}"
    assert "完全另一种说法。" in browser.get(form.location).text
    assert copies() == [f"scenario:{loser}", f"solution:{winner}"]


def test_m24_what_is_kept_waits_at_home_and_asks_again(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    browser = sign_in(ZOE)
    browser.post(f"/scenarios/{loser}/edit", data=typed("完全另一种说法。"))

    assert f"/scenarios/{loser}/edit" in browser.get("/").text
    again = browser.get(f"/scenarios/{loser}/edit")
    assert again.status_code == 200
    assert "完全另一种说法。" in again.text

    browser.post(f"/scenarios/{loser}/discard")
    assert copies() == []
    assert browser.get(f"/scenarios/{loser}/edit").location == f"/scenarios/{winner}/edit"


def test_m24_what_is_typed_goes_on_being_kept(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    answer = sign_in(ZOE).post(
        f"/scenarios/{loser}/autosave", data=typed("打到一半"), headers={"X-Fragment": "1"}
    )

    assert (answer.status_code, answer.json["code"]) == (409, "target_moved")  # type: ignore[index]
    assert copies() == [f"scenario:{loser}"]


def test_m24_a_new_solution_for_a_merged_page_is_attached_to_where_it_went(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    browser = sign_in(ANN)

    answer = browser.post(
        f"/scenarios/{loser}/solutions/new", data={"act": "save", "solutions-0-steps-0-text": "先致歉。"}
    )
    form = chosen(browser, answer, "/solutions/take")
    browser.post(form.location, data={"act": "save", "solutions-0-steps-0-text": "先致歉。"})

    assert answer.status_code == 409
    newest = read().query(Solution).order_by(Solution.id.desc()).limit(1).one()
    assert newest.scenario_id == scenario(loser).id


def test_m24_an_edit_of_a_merged_solution_is_applied_to_what_it_became(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    kept, gone = solutions_of(winner)[0], solutions_of(loser)[0]
    merge_solutions(kept.id, gone.id)
    browser = sign_in(ZOE)
    fields = {
        "act": "save",
        "solutions-0-id": str(gone.id),
        "solutions-0-base_seq": "2",
        "solutions-0-steps-0-key": "a",
        "solutions-0-steps-0-text": "人工复机。",
        "solutions-0-expected_effect": "当天恢复。",
    }

    answer = browser.post(f"/scenarios/{winner}/solutions/{gone.id}/edit", data=fields)
    assert answer.status_code == 409
    assert copies() == [f"solution:{winner}:{gone.id}"]
    saved = chosen(browser, answer, f"/solutions/{kept.id}/edit")

    assert saved.status_code == 303, saved.text
    head = read().get_one(Revision, read().get_one(Solution, kept.id).head_rev_id)
    assert head.snapshot["expected_effect"] == "当天恢复。"
    assert copies() == []


def test_u12_and_m24_what_was_typed_of_a_solution_that_went_home_waits_there(sign_in: SignIn) -> None:
    """Both ways of writing it: in the form of the whole page, whose rest is saved, and in its own."""
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    (theirs,), (own,) = solutions_of(loser), solutions_of(winner)
    undo(op.id)
    browser, home = sign_in(ZOE), f"/scenarios/{loser}/solutions/{theirs.id}/edit"
    kept = {
        "solutions-0-id": str(own.id),
        "solutions-0-base_seq": "2",
        "solutions-0-steps-0-text": "核对账户。",
    }
    fields = {"id": str(theirs.id), "base_seq": "2", "steps-0-text": "先道歉再复机。"}
    page = typed(
        f"{TEXT}后来又停了。", **kept, **{f"solutions-1-{name}": text for name, text in fields.items()}
    )

    answer = browser.post(f"/scenarios/{winner}/edit", data={**page, "base_seq": "3", "act": "save"})

    assert (answer.status_code, answer.location) == (303, home)
    assert "先道歉再复机。" in browser.get(home).text
    assert copies() == [f"solution:{loser}:{theirs.id}"]
    assert "后来又停了" in revisions(winner)[-1].snapshot["situation"]

    alone = {**{f"solutions-0-{name}": text for name, text in fields.items()}, "solutions-0-title": "另一种"}
    answer = browser.post(f"/scenarios/{winner}/solutions/{theirs.id}/edit", data={**alone, "act": "save"})
    assert (answer.status_code, answer.location) == (303, home)
    assert "另一种" in browser.get(home).text


def test_m24_readers_are_told_nothing_new(sign_in: SignIn) -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    assert sign_in(REA).post(f"/scenarios/{loser}/edit", data=typed("x")).status_code == 403
    assert copies() == []
