"""What readers may rely on: a page tells its SOPs in force, and who found it still right, until when."""

import datetime as dt

import pytest

from scenariowiki.accounts.commands import people
from scenariowiki.accounts.commands.people import AccountInput
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.transitions import move_scenario
from scenariowiki.scenarios.rules.states import Result, State
from scenariowiki.sops.commands import ending, reviewing
from scenariowiki.sops.models import PageReview
from tests import personas
from tests.browser import SignIn
from tests.sops import acts
from tests.web.scenarios.conftest import statements, stored

pytestmark = pytest.mark.usefixtures("app")
SUSPENDED = "已暂停：先别照做"


def test_r59_the_sop_in_force_is_one_click_from_its_page(sign_in: SignIn) -> None:
    no, browser = acts.page(), sign_in(personas.ZOE)
    assert "/sops/" not in main(browser.get(f"/scenarios/{no}").text)
    sop_id = acts.in_force(no, scope="夜班")

    page = main(browser.get(f"/scenarios/{no}").text)

    assert f'href="/sops/{sop_id}"' in page
    assert "第 1 版" in page
    assert "夜班" in page


def test_a_draft_is_not_told_on_the_page(sign_in: SignIn) -> None:
    no = acts.page()
    acts.propose(no)

    assert "/sops/" not in main(sign_in(personas.ZOE).get(f"/scenarios/{no}").text)


def test_a_kept_page_tells_each_step_of_its_sop_at_once(sign_in: SignIn) -> None:
    no, browser = acts.page(), sign_in(personas.ZOE)
    sop_id = acts.in_force(no)
    assert SUSPENDED not in browser.get(f"/scenarios/{no}").text

    acts.verified(no, Result.HARMFUL)
    assert SUSPENDED in browser.get(f"/scenarios/{no}").text

    with write() as uow:
        ending.clear_sop(uow, personas.PAT, sop_id, "已核实，照旧。")
    assert SUSPENDED not in browser.get(f"/scenarios/{no}").text
    acts.next_version(sop_id, say="“我帮您核对。”")
    acts.submit(sop_id)
    acts.approve(sop_id)
    assert "第 2 版" in browser.get(f"/scenarios/{no}").text

    with write() as uow:
        ending.retire_sop(uow, personas.PAT, sop_id, "不再适用。")
    assert "/sops/" not in main(browser.get(f"/scenarios/{no}").text)


def test_a_kept_page_with_sop_and_review_costs_two_statements(sign_in: SignIn) -> None:
    no, browser = acts.page(), sign_in(personas.ZOE)
    acts.in_force(no)
    browser.get(f"/scenarios/{no}")

    with statements() as seen:
        browser.get(f"/scenarios/{no}")

    assert len(seen) == 2, seen


def test_it_tells_who_checked_it_by_the_name_they_go_by(sign_in: SignIn) -> None:
    no, browser = acts.page(), sign_in(personas.ZOE)
    assert "发布后还没有人复核过" in browser.get(f"/scenarios/{no}").text
    with write() as uow:
        reviewing.review_page(uow, personas.CY, no, "已核对。")
    assert f"{personas.CY.display_name} 核对" in browser.get(f"/scenarios/{no}").text

    given = AccountInput(display_name="陈颖", site_id=personas.SITE)
    with write() as uow:
        people.change_account(uow, personas.ADA, personas.CY.id, given)

    assert "陈颖 核对" in browser.get(f"/scenarios/{no}").text


@pytest.mark.parametrize(("days", "word"), [(340, "快到期"), (366, "已超期")])
def test_a_review_that_falls_due_is_told_by_a_page_that_nothing_else_changed(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, days: int, word: str
) -> None:
    no, later = acts.page(), clock.now() + dt.timedelta(days=days)
    with write() as uow:
        reviewing.review_page(uow, personas.CY, no, "已核对。")
    fresh = main(sign_in(personas.ZOE).get(f"/scenarios/{no}").text)
    assert "可信" in fresh
    assert word not in fresh

    monkeypatch.setattr(clock, "now", lambda: later)

    late = main(sign_in(personas.ZOE).get(f"/scenarios/{no}").text)
    assert word in late
    assert "可信" not in late


def test_still_right_is_offered_to_who_may_say_it_and_leads_back(sign_in: SignIn) -> None:
    no = acts.page()
    path = f"/scenarios/{no}/review?back=page"
    curator = sign_in(personas.CY)
    assert path in curator.get(f"/scenarios/{no}").text
    assert path not in sign_in(personas.ZOE).get(f"/scenarios/{no}").text

    answer = curator.post(path, data={"note": "已核对。", "days": "90"})

    assert (answer.status_code, answer.location) == (303, f"/scenarios/{no}")
    row = read().get_one(PageReview, stored(no).id)
    assert (row.checked_by, row.interval_days) == (personas.CY.id, 90)
    assert 'value="90"' in curator.get(f"/scenarios/{no}").text
    for wrong in ("0", "x", "9999999"):
        assert curator.post(path, data={"note": "已核对。", "days": wrong}).status_code == 422


@pytest.mark.parametrize(("note", "why"), [(" ", "请填写"), ("长" * 501, "太长")], ids=["empty", "long"])
def test_still_right_with_a_bad_note_says_why_and_keeps_it(sign_in: SignIn, note: str, why: str) -> None:
    page = f"/scenarios/{acts.page()}"
    came_from = {"Referer": f"http://localhost{page}"}

    answer = sign_in(personas.CY).post(f"{page}/review?back=page", data={"note": note}, headers=came_from)

    assert answer.status_code == 422
    assert f'href="{page}"' in main(answer.text)
    assert why in main(answer.text)
    assert note in main(answer.text)


def test_an_archived_page_tells_no_review(sign_in: SignIn) -> None:
    no = acts.page()
    with write() as uow:
        move_scenario(uow, personas.CY, no, State.ARCHIVED)

    assert "h-review" not in sign_in(personas.CY).get(f"/scenarios/{no}").text


def main(html: str) -> str:
    """Return the page without its frame, whose menu leads to the list of SOPs."""
    return html.split("<main", 1)[1].split("</main", 1)[0]
