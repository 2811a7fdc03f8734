"""An audit as its page shows it: what was decided, by whom, and what disagreeing does."""

from scenariowiki.curation.rules.items import ItemState, Verdict
from tests import personas
from tests.browser import SignIn
from tests.curation.queueing import item
from tests.curation.test_audits import WHY, overridden
from tests.web.deciding import send

CY, DAN = personas.CY, personas.DAN


def test_m33_the_page_says_who_decided_what(sign_in: SignIn) -> None:
    audit = overridden(Verdict.DUPLICATE)

    html = sign_in(CY).get(f"/queue/{audit.id}").text

    assert "这样定对吗？" in html
    assert "Dan" in html
    assert f"/queue/{audit.facts['audited']}" in html


def test_m33_disagreeing_wants_words(sign_in: SignIn) -> None:
    audit, browser = overridden(), sign_in(CY)

    assert send(browser, audit.id, "disagree").status_code == 422
    assert send(browser, audit.id, "disagree", note=WHY).status_code == 303
    assert item(audit.id).state == ItemState.APPLIED


def test_m33_who_decided_sees_that_another_has_to_look(sign_in: SignIn) -> None:
    audit = overridden()

    html = sign_in(DAN).get(f"/queue/{audit.id}").text

    assert 'value="agree"' not in html
