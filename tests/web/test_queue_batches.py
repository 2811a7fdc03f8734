"""A merge of several (M10) on its item's page: every loser is seen, and decided with the others."""

import pytest

from scenariowiki.curation.models import PairVerdict
from scenariowiki.curation.rules.items import ItemState, Verdict
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import SignIn
from tests.curation.queueing import decide, item, withdraw
from tests.curation.test_batches import KEEP, batch, four
from tests.scenarios.writing import published, scenario, situation
from tests.web.deciding import form_of, send

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN = personas.ANN, personas.CY, personas.DAN


def opened() -> tuple[int, tuple[int, ...]]:
    """Return an item about three that a second curator has refused, and their numbers."""
    winner, one, other, _fourth = four()
    waits = batch(winner, one, other).item.id
    decide(waits, Verdict.RELATED, DAN)
    return waits, (winner, one, other)


def test_m10_all_sides_are_shown(sign_in: SignIn) -> None:
    waits, numbers = opened()

    html = sign_in(CY).get(f"/queue/{waits}").text

    assert "这 3 个情景是同一个吗？" in html
    assert {f">S-{no}<" in html for no in numbers} == {True}
    assert {f"version-{scenario(no).id}" in html for no in numbers} == {True}


def test_m10_all_are_decided_together(sign_in: SignIn) -> None:
    waits, (winner, *losers) = opened()

    assert send(sign_in(CY), waits, "duplicate", reason="same_situation").status_code == 303
    assert item(waits).state == ItemState.AWAITING_SECOND
    assert send(sign_in(DAN), waits, "duplicate").status_code == 303

    assert {scenario(no).canonical_id for no in losers} == {scenario(winner).id}


def test_m10_another_one_may_be_kept(sign_in: SignIn) -> None:
    waits, (_winner, one, _other) = opened()
    browser = sign_in(CY)
    form = form_of(browser.get(f"/queue/{waits}").text)

    html = browser.post(f"/queue/{waits}/preview", data={**form, "keep": str(scenario(one).id)}).text

    assert f'name="winner" value="{scenario(one).id}"' in html


def test_m12_figures_that_differ_stay_the_winners_when_that_is_ticked(sign_in: SignIn) -> None:
    told = (
        ("余额充足却停机", "客户等了 15 分钟才问到停机原因。"),
        ("发票抬头写错", "已开出的 30 张票据要作废重开。"),
        ("快递迟迟未到", "物流信息停在中转仓 45 小时。"),
    )
    numbers = [published(ANN, about=situation(title, text)) for title, text in told]
    waits = batch(*numbers, fields={"situation": KEEP}).item.id
    decide(waits, Verdict.RELATED, DAN)
    browser = sign_in(CY)

    refused = send(browser, waits, "duplicate", reason="same_situation")
    ticked = send(browser, waits, "duplicate", reason="same_situation", **{"choice-situation": "winner"})

    assert (refused.status_code, ticked.status_code) == (422, 303)
    assert item(waits).state == ItemState.AWAITING_SECOND


def test_q4_and_q9_distinct_is_said_of_each_and_taken_back_of_each() -> None:
    waits, numbers = opened()

    decide(waits, Verdict.DISTINCT)

    first, *others = (scenario(no).id for no in numbers)
    assert {(row.lo, row.hi) for row in read().query(PairVerdict)} == {(first, other) for other in others}
    withdraw(waits)
    assert read().query(PairVerdict).count() == 0
