"""Several merged into one at once: what may be chosen, and what becomes of a batch that waits."""

from typing import Any

import pytest

from scenariowiki.curation.commands.queue import Decided
from scenariowiki.curation.commands.queue.directly import merge_directly
from scenariowiki.curation.rules.items import ItemState, Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import write
from tests import personas
from tests.curation.acts import merge_pages, prepared, request
from tests.curation.queueing import claim, decide, decision, item, send
from tests.scenarios.writing import head, published, scenario, situation

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
KEEP = FieldChoice(choice=Choice.KEEP_WINNER)


def four() -> tuple[int, ...]:
    """Publish scenarios that are so unlike each other that merging them takes two (M32)."""
    told = {
        "余额充足却停机": "客户来电询问停机原因。",
        "发票抬头写错": "已开出的票据要作废重开。",
        "快递迟迟未到": "物流信息停在中转仓。",
        "忘记登录密码": "短信验证码收不到。",
    }
    return tuple(published(ANN, about=situation(title, text)) for title, text in told.items())


def batch(winner: int, *losers: int, **more: Any) -> Decided:
    ready = prepared(request(*(scenario(no).id for no in (winner, *losers)), **more))
    with write() as uow:
        return merge_directly(uow, CY, ready)


def test_m22_a_batch_that_waits_follows_a_loser_that_was_merged_elsewhere() -> None:
    winner, one, other, fourth = four()
    waits = batch(winner, one, other).item.id
    assert item(waits).state == ItemState.AWAITING_SECOND

    merge_pages(fourth, other, actor=DAN)
    with pytest.raises(Conflict, match="stale_preview"):
        decide(waits, Verdict.DUPLICATE, DAN)
    given = decision(waits, item(waits).lease_token, Verdict.DUPLICATE, winner=scenario(winner).id)
    assert send(waits, given, DAN).item.state == ItemState.AWAITING_SECOND
    decide(waits, Verdict.DUPLICATE, CY)

    assert {scenario(no).canonical_id for no in (one, other, fourth)} == {scenario(winner).id}


def test_m22_a_batch_that_waits_does_without_a_loser_that_is_in_already() -> None:
    winner, one, other, _fourth = four()
    waits = batch(winner, one, other).item.id

    merge_pages(winner, other, actor=DAN)
    token = claim(waits, DAN)

    assert set(decision(waits, token, Verdict.DUPLICATE).versions) == {
        scenario(winner).id,
        scenario(one).id,
    }
    with pytest.raises(Conflict, match="stale_preview"):
        decide(waits, Verdict.DUPLICATE, DAN, versions={})
    decide(waits, Verdict.DISTINCT, DAN)
    assert item(waits).state == ItemState.APPLIED


def test_m12_the_figures_of_a_batch_may_stay_the_winners_when_that_is_said() -> None:
    winner, one, other = (
        published(ANN, about=situation(title, text))
        for title, text in (("甲", "等了 15 分钟。"), ("乙", "等了 30 分钟。"), ("丙", "等了 45 分钟。"))
    )
    with pytest.raises(Invalid) as refused:
        merge_pages(winner, one, other)
    assert refused.value.fields == {"situation": "choice_required"}

    merge_pages(winner, one, other, fields={"situation": KEEP})

    assert head(winner).snapshot["situation"] == "等了 15 分钟。"
    assert scenario(other).canonical_id == scenario(winner).id


@pytest.mark.parametrize("choice", [Choice.TAKE_LOSER, Choice.COMBINE, Choice.EDITED])
def test_m12_nothing_else_can_be_chosen_for_a_batch(choice: Choice) -> None:
    winner, one, other, _fourth = four()

    with pytest.raises(Invalid) as refused:
        merge_pages(winner, one, other, fields={"title": KEEP, "situation": FieldChoice(choice=choice)})

    assert refused.value.fields == {"situation": "one_loser_only"}
