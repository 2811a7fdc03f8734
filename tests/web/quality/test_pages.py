"""Drawing, looking by the list, reading what was written, and the trend: as pages."""

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from scenariowiki.kernel import clock
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import HELD_BACK
from scenariowiki.quality.models import QualityReview, QualitySample
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.acts import merge_pages
from tests.quality import acts
from tests.quality.acts import NOTE, all_yes
from tests.scenarios.writing import category, move, published, save, scenario, situation, solution

ANN, COA, CY, REA, ZOE, ADA = (
    personas.ANN,
    personas.COA,
    personas.CY,
    personas.REA,
    personas.ZOE,
    personas.ADA,
)
SIGNS = "甲乙丙丁戊己庚辛"


@pytest.fixture
def no(app: Flask) -> int:
    return published(ANN, solution("先核对停机原因。"), about=situation("余额充足却停机"))


def drawn() -> int:
    """Draw now, so that pages see it wait; return what came first."""
    return acts.draw(when=clock.now())[0].id


def looked() -> int:
    """Look at something longer ago than a notice waits."""
    when = clock.now() - 2 * HELD_BACK
    return acts.look(acts.draw(when=when)[0], when=when)


def send(browser: Browser, pick: int, **form: str) -> Any:
    page = str(acts.shown_by(pick))
    sent = {"checklist": "0", "scenario": page, "seq": "1", "note": NOTE, **all_yes(), **form}
    return browser.post(f"/quality/picks/{pick}", data=sent)


def count() -> int:
    read().rollback()
    return read().query(QualityReview).count()


def test_everybody_finds_the_list_and_coaches_their_samples(sign_in: SignIn, no: int) -> None:
    for person in (REA, ANN, CY, ADA):
        page = sign_in(person).get("/quality").text
        assert "客户导向" in page
        assert "/quality/samples" not in page
    assert "/quality/samples" in sign_in(COA).get("/quality").text
    for path in ("/feedback", "/scenarios/new", f"/scenarios/{no}/edit"):
        assert 'href="/quality"' in sign_in(ANN).get(path).text, path


def test_a_sample_is_drawn_once_and_waits_on_the_home_page(sign_in: SignIn, no: int) -> None:
    browser = sign_in(COA)
    once = re.search(r'name="once" value="([^"]+)"', browser.get("/quality").text)
    assert once

    for _twice in range(2):
        assert browser.post("/quality/samples", data={"once": once[1]}).status_code == 303

    assert read().query(QualitySample).count() == 1
    assert "抽到 1 条情景" in browser.get("/").text
    listed = re.sub(r"<[^>]*>", "", browser.get("/quality").text)
    assert re.search(r"S-1 · [^·\n]*\d 抽到", listed)
    assert "抽到 1 条情景" not in sign_in(CY).get("/").text


def test_what_cannot_be_drawn_says_so(sign_in: SignIn, no: int) -> None:
    drawn()

    again = sign_in(COA).post("/quality/samples")

    assert again.status_code == 409
    assert "请先看完已经抽到的" in again.text


def test_the_text_stands_beside_the_questions(sign_in: SignIn, no: int) -> None:
    page = sign_in(COA).get(f"/quality/picks/{drawn()}").text

    assert "先核对停机原因。" in page
    assert page.count('type="radio"') == 18
    assert "照着就能做" in page


def test_what_was_found_is_sent_and_read_by_the_author(sign_in: SignIn, no: int) -> None:
    pick = drawn()

    sent = send(sign_in(COA), pick, c3="no")

    assert (sent.status_code, sent.headers["Location"]) == (303, "/quality/reviews/1")
    for path in ("/", "/quality"):  # for a minute it can be taken back unseen
        assert "/quality/reviews/1" not in sign_in(ANN).get(path).text
    with write() as uow:
        uow.session.execute(update(Notice).values(not_before=uow.now))
    home = sign_in(ANN).get("/").text
    assert "给您写了几句" in home
    assert 'href="/quality/reviews/1"' in home
    page = sign_in(ANN).get("/quality/reviews/1").text
    assert NOTE in page
    assert "6 项做到 5 项" in page
    assert f'href="/scenarios/{no}/edit"' in page
    assert f"/scenarios/{no}/feedback/new" in page


def test_the_note_is_no_public_page(sign_in: SignIn, no: int) -> None:
    id_ = looked()

    for person, status in ((ANN, 200), (CY, 200), (COA, 200), (REA, 404), (ZOE, 404), (ADA, 404)):
        assert sign_in(person).get(f"/quality/reviews/{id_}").status_code == status, person.name
        assert (f"/quality/reviews/{id_}" in sign_in(person).get("/quality").text) == (status == 200)
    assert NOTE not in sign_in(REA).get(f"/scenarios/{no}").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"c2": ""}, "请填写"),
        ({"c2": "perhaps"}, "选项"),
        ({"c2": "no", "note": " "}, "请写明怎么改"),
        ({"note": "长" * 2001}, "2000"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    sign_in: SignIn, no: int, wrong: dict[str, str], says: str
) -> None:
    refused = send(sign_in(COA), drawn(), **{"c1": "not_applicable", **wrong})

    assert refused.status_code == 422
    assert re.search(r'<input checked[^>]*name="c1"[^>]*value="not_applicable"', refused.text)
    assert count() == 0
    assert says in refused.text


def test_a_list_that_changed_meanwhile_is_shown_with_what_was_typed(sign_in: SignIn, no: int) -> None:
    pick = drawn()
    acts.change(CY, size=7)

    refused = send(sign_in(COA), pick)
    assert (refused.status_code, count()) == (409, 0)
    assert NOTE in refused.text
    assert re.search(r'name="checklist"[^>]*value="1"', refused.text)

    assert send(sign_in(COA), pick, checklist="1").status_code == 303


def hidden(page: str, name: str) -> str:
    """Read a hidden field of the form."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_m15_a_page_that_was_merged_meanwhile_is_shown_with_what_was_typed(sign_in: SignIn, no: int) -> None:
    pick, browser = drawn(), sign_in(COA)
    before = hidden(browser.get(f"/quality/picks/{pick}").text, "scenario")
    second = published(ZOE, solution("先致歉。"), about=situation("合并后的情景"))
    merge_pages(second, no)

    refused = send(browser, pick, scenario=before, c2="not_applicable")

    assert (refused.status_code, count()) == (409, 0)
    assert NOTE in refused.text
    assert re.search(r'<input checked[^>]*name="c2"[^>]*value="not_applicable"', refused.text)
    assert "先致歉。" in refused.text
    assert "这条情景刚才被合并了" in refused.text
    assert send(browser, pick, scenario=hidden(refused.text, "scenario")).status_code == 303


def test_what_comes_back_is_of_the_revision_that_is_shown_with_it(sign_in: SignIn, no: int) -> None:
    pick = drawn()
    save(ANN, no, PageInput(situation=situation("改了标题"), base_seq={None: 1}))

    refused = send(sign_in(COA), pick, c2="")

    assert refused.status_code == 422
    assert hidden(refused.text, "seq") == str(scenario(no).last_seq)


def test_r44_a_list_that_changed_is_taken_as_seen_only_when_that_was_said(sign_in: SignIn, no: int) -> None:
    pick = drawn()
    acts.change(CY, size=7)

    refused = send(sign_in(COA), pick, note="长" * 2001)

    assert refused.status_code == 422
    assert hidden(refused.text, "checklist") == "0"


@pytest.mark.parametrize("wrong", [{}, {"c2": ""}], ids=["whole", "unfinished"])
def test_a_note_outlives_what_it_was_written_about(sign_in: SignIn, no: int, wrong: dict[str, str]) -> None:
    pick = drawn()
    move(CY, no, State.ARCHIVED)

    refused = send(sign_in(COA), pick, **wrong)

    assert (refused.status_code, count()) == (404, 0)
    assert "这一条不用您看了" in refused.text
    assert NOTE in refused.text


def test_a_note_on_what_one_came_to_write_is_shown_with_the_reason(sign_in: SignIn, no: int) -> None:
    pick = drawn()
    save(COA, no, PageInput(solutions=(solution("辅导员自己的方案。"),)))

    refused = send(sign_in(COA), pick)

    assert (refused.status_code, count()) == (403, 0)
    assert NOTE in refused.text


def test_something_drawn_is_left_to_somebody_else(sign_in: SignIn, no: int) -> None:
    pick, browser = drawn(), sign_in(COA)

    assert browser.post(f"/quality/picks/{pick}/pass", data={"reason": "mood"}).status_code == 422
    assert browser.post(f"/quality/picks/{pick}/pass", data={"reason": "unfamiliar"}).status_code == 303
    assert browser.get(f"/quality/picks/{pick}").status_code == 404


def test_a_review_is_taken_back_by_its_coach_alone(sign_in: SignIn, no: int) -> None:
    id_ = looked()
    assert "/withdraw" not in sign_in(CY).get(f"/quality/reviews/{id_}").text

    assert sign_in(CY).post(f"/quality/reviews/{id_}/withdraw").status_code == 403
    assert sign_in(REA).post(f"/quality/reviews/{id_}/withdraw").status_code == 404
    assert sign_in(COA).post(f"/quality/reviews/{id_}/withdraw").status_code == 303

    assert sign_in(CY).get(f"/quality/reviews/{id_}").status_code == 404
    assert sign_in(ANN).get(f"/quality/reviews/{id_}").status_code == 404
    assert "不再计入" in sign_in(COA).get(f"/quality/reviews/{id_}").text
    assert sign_in(COA).post(f"/quality/reviews/{id_}/withdraw").status_code == 409
    assert sign_in(COA).get(f"/quality/reviews/{id_}/withdraw").status_code == 405


def last_month() -> dt.datetime:
    return clock.now().replace(day=1) - dt.timedelta(days=2)


def fill(count_: int, when: dt.datetime | None = None) -> None:
    """Have a few scenarios of two authors looked at, in one category; last month where no time is given."""
    when = when or last_month()
    top = category("热线服务")
    for at, sign in enumerate(SIGNS[:count_]):
        author = ANN if at % 2 else ZOE
        published(author, solution("先核对。"), about=situation(f"停机的情景{sign}", category=top))
    acts.change(CY, size=10)
    for at, pick in enumerate(acts.draw(when=when)):
        acts.look(pick, when=when, c1="no" if at == 0 else "yes")


@pytest.mark.usefixtures("app")
def test_the_trend_has_both_numbers_and_no_name(sign_in: SignIn) -> None:
    fill(5)

    page = sign_in(REA).get("/quality/trend").text

    assert '80% <span class="muted">(4/5)</span>' in page
    assert '97% <span class="muted">(29/30)</span>' in page
    assert "热线服务" in page
    for person in personas.EVERYBODY:
        if person is not REA:
            assert person.display_name not in page


@pytest.mark.usefixtures("app")
def test_small_numbers_are_left_out(sign_in: SignIn) -> None:
    fill(4)

    page = sign_in(CY).get("/quality/trend").text

    assert "太少，不显示" in page
    assert not re.search(r"<span>4</span>", page)
    assert "%" not in re.sub(r"<[^>]*>", "", page.split("<table", 1)[1].split("</table>")[0])


@pytest.mark.usefixtures("app")
def test_a_single_small_number_does_not_follow_by_subtraction(sign_in: SignIn) -> None:
    published(ANN, solution("先核对。"), about=situation("没有目录的情景"))
    fill(6)

    page = sign_in(REA).get("/quality/trend").text
    by_category = page.split('aria-labelledby="h-categories"')[1].split("</table>")[0]

    assert "(41/42)" in page
    assert by_category.count("太少，不显示") == 2
    assert not re.search(r"\d</span>", by_category)


@pytest.mark.usefixtures("app")
def test_criteria_are_chosen_by_month_or_category(sign_in: SignIn) -> None:
    fill(5)
    browser = sign_in(REA)
    month = f"{last_month():%Y-%m}"

    assert "(29/30)" in browser.get(f"/quality/trend?of={month}").text
    assert 'value="c1" selected' in browser.get("/quality/trend?of=c1").text
    for wrong in ("2020-13", "x", "c99999999999", "%00", "c-1"):
        assert "selected" not in browser.get(f"/quality/trend?of={wrong}").text.split("</form>")[1]


@pytest.mark.usefixtures("app")
def test_what_a_day_adds_does_not_show_before_its_month_is_over(sign_in: SignIn) -> None:
    fill(5, when=clock.now())

    assert "还没有看过的情景" in sign_in(REA).get("/quality/trend").text


def test_an_empty_trend_says_so(sign_in: SignIn, no: int) -> None:
    assert "还没有看过的情景" in sign_in(REA).get("/quality/trend").text
