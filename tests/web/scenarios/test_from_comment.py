"""R25: what was worked out in the discussion becomes a solution, with its author named and linked to."""

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Revision, Solution
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write

ZOE, REA = personas.ZOE, personas.REA
SAID = "我们是这样做的：\n1. 先查库存\n2、再回电"


def said(browser: Browser, no: int) -> str:
    """Say it, and give the address of the form that is filled from it."""
    browser.post(f"/scenarios/{no}/comments", data={"text": SAID})
    return f"/scenarios/{no}/solutions/new?comment=1"


def test_r25_a_comment_offers_to_become_a_solution(sign_in: SignIn, written: Write) -> None:
    no = written()
    url = said(sign_in(REA), no)

    assert f'href="{url}"' in sign_in(ZOE).get(f"/scenarios/{no}").text
    assert f'href="{url}"' not in sign_in(REA).get(f"/scenarios/{no}").text


def test_r25_the_form_has_a_step_a_line_and_names_who_said_it(sign_in: SignIn, written: Write) -> None:
    no = written()
    url = said(sign_in(REA), no)

    form = sign_in(ZOE).get(url).text

    assert all(f">{text}" in form for text in ("我们是这样做的：", "先查库存", "再回电"))
    credit = f"[来自{REA.display_name}在讨论中的发言](/scenarios/{no}#comment-1)"
    assert f"再回电\n\n{credit}</textarea>" in form.replace("\r\n", "\n")


def test_r25_saved_it_leads_back_to_the_comment(sign_in: SignIn, written: Write) -> None:
    no = written()
    browser, url = sign_in(ZOE), said(sign_in(REA), no)
    step = f"先查库存\n\n[来自{REA.display_name}在讨论中的发言](/scenarios/{no}#comment-1)"

    assert browser.post(url, data={"solutions-0-steps-0-text": step}).status_code == 303

    assert f'<a href="/scenarios/{no}#comment-1">来自' in browser.get(f"/scenarios/{no}").text
    assert read().query(Solution).count() == 2


def test_r25_what_i_was_writing_stays_and_the_comment_comes_once(sign_in: SignIn, written: Write) -> None:
    no = written()
    browser, url = sign_in(ZOE), said(sign_in(REA), no)
    browser.post(f"/scenarios/{no}/solutions/autosave", data={"solutions-0-steps-0-text": "我写到一半的一步"})

    form = browser.get(url).text

    assert form.index("我写到一半的一步") < form.index("先查库存")
    kept = f"先查库存 [x](/scenarios/{no}#comment-1)"
    browser.post(f"/scenarios/{no}/solutions/autosave", data={"solutions-0-steps-0-text": kept})
    assert "再回电" not in browser.get(url).text


def test_r25_a_comment_taken_back_or_of_another_page_fills_nothing(sign_in: SignIn, written: Write) -> None:
    no, other = written(), written(title="另一页")
    url = said(sign_in(REA), no)
    browser = sign_in(ZOE)
    assert "先查库存" not in browser.get(f"/scenarios/{other}/solutions/new?comment=1").text

    sign_in(REA).post(f"/scenarios/{no}/comments/1/withdraw")

    assert "先查库存" not in browser.get(url).text
    assert url not in browser.get(f"/scenarios/{no}").text
    assert browser.get(f"/scenarios/{no}/solutions/new?comment=x").status_code == 200


def test_r25_asking_for_the_form_writes_nothing(sign_in: SignIn, written: Write) -> None:
    no = written()
    browser, url = sign_in(ZOE), said(sign_in(REA), no)
    before = read().query(Revision).count()

    browser.get(url)

    assert read().query(Revision).count() == before
    assert read().query(Solution).count() == 1
