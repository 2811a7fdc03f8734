"""An SOP that waits for approval, as its approvers work it in the queue."""

from scenariowiki.curation.rules.items import ItemKind
from tests import personas
from tests.browser import SignIn
from tests.curation.queueing import a_pair, waiting
from tests.sops import acts
from tests.web.deciding import send

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
