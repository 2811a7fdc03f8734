"""An SOP that waits for approval, as its approvers work it in the queue."""

from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.runtime.session import write
from scenariowiki.sops.commands import deciding
from tests import personas
from tests.browser import SignIn
from tests.curation.queueing import a_pair, waiting
from tests.sops import acts
from tests.web.deciding import form_of, send

CY, PAT = personas.CY, personas.PAT


def in_review() -> tuple[int, int]:
    """Submit a second version beside one in force; return the SOP and its item."""
    sop_id = acts.in_force(acts.page())
    acts.next_version(sop_id, steps=("先核对账户。", "告知客户恢复时间。"))
    acts.submit(sop_id)
    (one,) = waiting(ItemKind.SOP)
    return sop_id, one.id


def test_sop_owners_find_it_in_their_queue_and_nothing_of_curators(sign_in: SignIn) -> None:
    a_pair()
    _sop_id, item_id = in_review()

    owner = sign_in(PAT).get("/queue").text
    assert (f"/queue/{item_id}" in owner, "疑似重复" in owner, "/queue/several" in owner) == (
        True,
        False,
        False,
    )
    assert 'class="count"' in owner
    assert f"/queue/{item_id}" not in sign_in(CY).get("/queue").text
    assert sign_in(CY).get(f"/queue/{item_id}").status_code == 404


def test_it_shows_the_text_against_the_version_in_force_checklist_and_evidence(sign_in: SignIn) -> None:
    sop_id, item_id = in_review()

    html = sign_in(PAT).get(f"/queue/{item_id}").text
    assert "<del" in html
    assert "<ins" in html
    for words in ("核对", "证据和检查清单", "从客户的需要出发", f"/sops/{sop_id}?version=2"):
        assert words in html


def test_a_refused_rejection_keeps_the_page_and_an_approval_goes_through(sign_in: SignIn) -> None:
    sop_id, item_id = in_review()
    browser = sign_in(PAT)

    assert send(browser, item_id, "reject", note="").status_code == 422
    assert send(browser, item_id, "approve").status_code == 303
    assert acts.versions(sop_id) == [(1, "superseded"), (2, "effective")]


def test_what_was_taken_back_meanwhile_is_told_and_what_was_typed_stays(sign_in: SignIn) -> None:
    sop_id, item_id = in_review()
    browser = sign_in(PAT)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    with write() as uow:
        deciding.send_back(uow, CY, sop_id, "")

    answer = browser.post(
        f"/queue/{item_id}/decision", data={**form, "verdict": "reject", "note": "步骤二说反了"}
    )
    assert answer.status_code == 409
    assert "步骤二说反了" in answer.text
    assert acts.versions(sop_id)[-1] == (2, "draft")


def test_sop_owners_reach_no_other_item_by_its_address(sign_in: SignIn) -> None:
    other, browser = a_pair(), sign_in(PAT)

    assert browser.get(f"/queue/{other}").status_code == 404
    for act in ("claim", "release", "skip", "preview", "decision", "withdraw"):
        assert browser.post(f"/queue/{other}/{act}", data={"verdict": "distinct"}).status_code == 404
    assert browser.get("/queue/several").status_code == 403
