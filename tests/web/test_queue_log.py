"""The log of merges: from it every one is found again and undone, however long ago it was made."""

import pytest

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import log
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import SignIn
from tests.curation.queueing import a_pair, decide, pair, withdraw
from tests.scenarios.writing import published, solution, solutions_of
from tests.web.deciding import undo

ANN, CY, DAN = personas.ANN, personas.CY, personas.DAN


def merged() -> int:
    return decide(a_pair(), Verdict.DUPLICATE).ops[0].id


def test_u1_every_merge_stays_in_the_log_with_a_link_to_undo_it(sign_in: SignIn) -> None:
    first, last = merged(), merged()
    browser = sign_in(DAN)

    html = browser.get("/merges").text
    assert html.index(f'href="/merges/{last}"') < html.index(f'href="/merges/{first}"')
    assert "S-2" in html
    assert browser.get("/queue").text.count('href="/merges"') == 1

    undo(browser, first, reason="mistake")
    assert "撤销：" in browser.get("/merges").text
    assert read().get_one(MergeOp, first).undone_by == DAN.id


def test_q9_what_was_withdrawn_is_not_in_it(sign_in: SignIn) -> None:
    item_id = a_pair()
    decide(item_id, Verdict.DUPLICATE)
    withdraw(item_id)

    assert "还没有合并过" in sign_in(CY).get("/merges").text


def test_it_is_walked_backwards(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenariowiki.web.views.curation.log.LIMIT", 1)
    first, last = merged(), merged()
    browser = sign_in(CY)

    assert f'href="/merges?before={last}"' in browser.get("/merges").text
    older = browser.get(f"/merges?before={last}").text
    assert f'href="/merges/{first}"' in older
    assert f'href="/merges/{last}"' not in older
    assert browser.get("/merges?before=x").status_code == 200


@pytest.mark.usefixtures("app")
def test_merged_solutions_are_told_with_their_pages() -> None:
    no = published(ANN, solution("核对账户。"), solution("核对账户余额。"))
    one, other = (row.id for row in solutions_of(no))
    decide(pair(one, other, MergeKind.SOLUTION), Verdict.DUPLICATE)

    (found,) = log.list_merges(read())

    assert (found.kind, found.loser_no, found.winner_no) == (MergeKind.SOLUTION, no, no)
    assert (found.by, found.undone_at) == ("Cy", None)
