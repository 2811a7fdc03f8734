"""The form that archives: works, not allowed, not found, bad input kept, wrong state; the page then."""

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Comment
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import SignIn
from tests.scenarios.writing import save, situation
from tests.sops import acts
from tests.web.deciding import send
from tests.web.scenarios.conftest import Write, stored
from tests.web.test_queue_reviews import review

CY, DAN, ZOE, LEE = personas.CY, personas.DAN, personas.ZOE, personas.LEE


def test_r51_a_curator_archives_with_a_successor_and_the_old_link_leads_there(
    sign_in: SignIn, written: Write
) -> None:
    old, new = written(), written(title="节后缺货")
    browser = sign_in(CY)
    assert "S-1" in browser.get(f"/scenarios/{old}/archive").text

    answer = browser.post(f"/scenarios/{old}/archive", data={"successor": f"S-{new}", "note": "合并办理了"})

    assert answer.headers["Location"] == f"/scenarios/{old}"
    page = sign_in(ZOE).get(f"/scenarios/{old}")
    assert (page.status_code, f'href="/scenarios/{new}"' in page.text, "节后缺货" in page.text) == (
        200,
        True,
        True,
    )
    assert read().query(Comment).one().text == "合并办理了"


def test_a_successor_that_the_reader_may_not_see_leaves_no_trace_on_the_page(
    sign_in: SignIn, written: Write
) -> None:
    old, new = written(), written(title="红队内部口径", team=personas.RED)
    sign_in(CY).post(f"/scenarios/{old}/archive", data={"successor": str(new)})

    assert "红队内部口径" in sign_in(LEE).get(f"/scenarios/{old}").text
    page = sign_in(ZOE).get(f"/scenarios/{old}").text
    assert ("红队内部口径" in page, f"/scenarios/{new}" in page) == (False, False)


def test_a_renamed_successor_is_called_by_its_new_name(sign_in: SignIn, written: Write) -> None:
    old, new = written(), written(title="节后缺货")
    sign_in(CY).post(f"/scenarios/{old}/archive", data={"successor": str(new)})
    assert "节后缺货" in sign_in(ZOE).get(f"/scenarios/{old}").text
    save(CY, new, PageInput(situation=situation("节后补货"), base_seq={None: 1}))

    assert "节后补货" in sign_in(ZOE).get(f"/scenarios/{old}").text


@pytest.mark.parametrize("typed", ["S-999", "abc", "S-1", "0", "１"])
def test_a_wrong_number_is_refused_and_what_was_typed_is_kept(
    sign_in: SignIn, written: Write, typed: str
) -> None:
    no = written()

    answer = sign_in(CY).post(f"/scenarios/{no}/archive", data={"successor": typed, "note": "过时了"})

    assert (answer.status_code, typed in answer.text, "过时了" in answer.text) == (422, True, True)
    assert (stored(no).state, read().query(Comment).count()) == (State.PUBLISHED, 0)


def test_who_and_when(sign_in: SignIn, written: Write) -> None:
    no, own, submitted = written(), written(DAN), written(state=State.SUBMITTED)

    assert sign_in(ZOE).post(f"/scenarios/{no}/archive").status_code == 403
    assert sign_in(DAN).get(f"/scenarios/{own}/archive").status_code == 403
    assert sign_in(CY).get(f"/scenarios/{submitted}/archive").status_code == 409
    assert sign_in(CY).post("/scenarios/999/archive").status_code == 404


def test_the_item_says_why_and_takes_a_successor(sign_in: SignIn) -> None:
    id_, browser = review(), sign_in(CY)
    other = acts.page("停机后怎么复机")

    refused = send(browser, id_, "archive", successor="S-77")
    assert (refused.status_code, 'value="S-77"' in refused.text) == (422, True)
    send(browser, id_, "archive", successor=f"S-{other}")

    assert (stored(1).state, stored(1).successor_id) == (State.ARCHIVED, stored(other).id)
