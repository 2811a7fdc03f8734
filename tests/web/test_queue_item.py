"""One item of the queue: looking, taking it up, deciding, taking back."""

import datetime as dt
import re

from flask import Flask
from sqlalchemy import func, select

from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.items import ItemState, Verdict
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Comment, Revision
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.queueing import a_pair, claim, decide, item, log, pair, two
from tests.curation.test_queue_kinds import propose
from tests.curation.test_unmerging import report
from tests.scenarios.writing import (
    draft,
    move,
    published,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.web.deciding import form_of, send

ANN, CY, DAN, REA, ZOE = personas.ANN, personas.CY, personas.DAN, personas.REA, personas.ZOE


def clashing() -> int:
    """Open a pair whose figures differ."""
    one = published(ANN, about=situation("余额充足却停机", "等了 15 分钟。"))
    other = published(ZOE, about=situation("有余额仍被停机", "等了 30 分钟。"))
    return pair(scenario(one).id, scenario(other).id)


def submitted() -> int:
    """Open the item of a case that was handed in."""
    no = draft(ANN, solution("核对账户。"), about=situation("余额充足却停机"))
    move(ANN, no, State.SUBMITTED)
    return read().scalars(select(QueueItem.id).where(QueueItem.scenario_id == scenario(no).id)).one()


def test_both_sides_stand_beside_each_other(sign_in: SignIn) -> None:
    html = sign_in(CY).get(f"/queue/{a_pair()}").text

    assert "甲 · 保留" in html
    assert "乙 · 并入甲" in html
    assert '<span class="only">' in html


def test_every_effect_is_told_before_anything_is_confirmed(sign_in: SignIn) -> None:
    kept = published(ANN, about=situation("余额充足却停机"))
    gone = published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机"))
    item_id = pair(scenario(kept).id, scenario(gone).id)
    propose(gone)
    sign_in(ANN).post(f"/scenarios/{gone}/comments", data={"text": "我们也遇到过。"})
    sign_in(REA).post(f"/scenarios/{gone}/watch", data={"on": "1"})
    report(ANN, solutions_of(gone)[0].id)

    html = sign_in(CY).get(f"/queue/{item_id}").text

    for told in (
        f"S-{gone} 将指向 S-{kept}；编号和历史都保留。",
        "方案一并过来，彼此不合并：1 条",
        "效果反馈一并过来：1 条",
        "讨论一并过来：1 条",
        "关注它的人改为关注保留的一侧：1 人",
        "队列中指向它的事项改为指向保留的一侧：2 项",  # this pair, and the edit
        "待审的修订转到保留的一侧：1 条",
    ):
        assert told in html, told


def test_looking_changes_nothing(sign_in: SignIn) -> None:
    item_id = a_pair()

    sign_in(CY).get(f"/queue/{item_id}")

    assert item(item_id).state == ItemState.OPEN
    assert log(item_id) == ["opened"]


def test_strangers_readers_and_lost_ids_are_refused(client: Browser, sign_in: SignIn) -> None:
    item_id = a_pair()

    assert client.get(f"/queue/{item_id}").status_code == 303
    assert sign_in(REA).get(f"/queue/{item_id}").status_code == 403
    assert sign_in(CY).get("/queue/999").status_code == 404
    assert sign_in(CY).post("/queue/999/decision", data={"verdict": "distinct"}).status_code == 404


def test_it_takes_no_posts(sign_in: SignIn) -> None:
    assert sign_in(CY).post(f"/queue/{a_pair()}").status_code == 405


def test_q1_a_script_that_claims_gets_the_lease(sign_in: SignIn) -> None:
    item_id = a_pair()

    answer = sign_in(CY).post(f"/queue/{item_id}/claim", headers={"X-Fragment": "1"})

    assert answer.get_json()["token"] == item(item_id).lease_token == 1
    assert item(item_id).claimed_by == CY.id


def test_q1_what_another_has_cannot_be_decided(sign_in: SignIn) -> None:
    item_id = a_pair()
    claim(item_id, DAN)

    html = sign_in(CY).get(f"/queue/{item_id}").text

    assert "Dan正在处理这一项" in html
    assert "data-decide" not in html


def test_a_merge_leads_to_the_next_item_and_says_so(sign_in: SignIn) -> None:
    first = a_pair()
    second = a_pair()

    answer = send(sign_in(CY), first, "duplicate")

    assert answer.headers["Location"] == f"/queue/{second}?done={first}"
    assert item(first).state == ItemState.APPLIED


def test_m31_a_reason_speaks_for_an_empty_note(app: Flask, sign_in: SignIn) -> None:
    item_id = a_pair()

    send(sign_in(CY), item_id, "duplicate", reason="copy")

    op = read().scalars(select(MergeOp)).one()
    assert (op.reason, op.note) == ("copy", "其中一条是另一条的复制，没有新内容。")


def test_m31_a_reason_without_a_sentence_wants_words(sign_in: SignIn) -> None:
    item_id = a_pair()

    answer = send(sign_in(CY), item_id, "duplicate", reason="other", note="短")

    assert answer.status_code == 422
    assert "请至少写十个字" in answer.text
    assert ">短</textarea>" in answer.text


def test_q4_refusing_takes_one_button_and_no_words(sign_in: SignIn) -> None:
    item_id = a_pair()

    send(sign_in(CY), item_id, "distinct", note="两条说的是同一种情景。")

    assert (item(item_id).verdict, item(item_id).note) == ("distinct", "")


def test_m12_figures_that_differ_must_be_chosen(sign_in: SignIn) -> None:
    item_id = clashing()
    browser = sign_in(CY)

    answer = send(browser, item_id, "duplicate", note="一段自己写的说明，够十个字。")

    assert "choice-situation" not in form_of(browser.get(f"/queue/{item_id}").text)
    assert answer.status_code == 422
    assert "数字不同，请选一侧" in answer.text
    assert "一段自己写的说明" in answer.text


def test_m12_the_figures_that_only_one_side_has_are_named(sign_in: SignIn) -> None:
    one = published(ANN, about=situation("余额充足却停机", "6 月停机，等了 15 分钟，扣 20 元。"))
    other = published(ZOE, about=situation("有余额仍被停机", "扣 20 元，等了 30 分钟。"))

    html = sign_in(CY).get(f"/queue/{pair(scenario(one).id, scenario(other).id)}").text

    assert '<b class="num">6 月、15 分钟</b>' in html
    assert '<b class="num">30 分钟</b>' in html


def test_m11_both_reworded_is_what_the_page_then_says(sign_in: SignIn) -> None:
    item_id = clashing()
    text = "等了 15 到 30 分钟。"

    send(sign_in(CY), item_id, "duplicate", **{"choice-situation": "both", "text-situation": text})

    revision = _merged()
    assert revision.snapshot["situation"] == text
    assert _op().journal["fields"]["situation"] == "edited"


def test_m11_a_proposal_left_alone_counts_as_combined(sign_in: SignIn) -> None:
    send(sign_in(CY), clashing(), "duplicate", **{"choice-situation": "both"})

    assert _op().journal["fields"]["situation"] == "combine"
    assert "15" in _merged().snapshot["situation"]
    assert "30" in _merged().snapshot["situation"]


def test_m13_an_unticked_tag_is_left_out(sign_in: SignIn) -> None:
    one = published(ANN, about=situation("余额充足却停机", tags=("停机",)))
    other = published(ZOE, about=situation("有余额仍被停机", tags=("复机",)))
    item_id = pair(scenario(one).id, scenario(other).id)
    kept = read().get_one(Revision, scenario(one).head_rev_id).snapshot["tags"]

    send(sign_in(CY), item_id, "duplicate", tag=str(kept[0]))

    assert _merged().snapshot["tags"] == kept


def test_m8_swapping_keeps_what_was_chosen(sign_in: SignIn) -> None:
    item_id, browser = clashing(), sign_in(CY)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    form["choice-situation"] = "winner"

    swapped = form_of(browser.post(f"/queue/{item_id}/preview", data=form).text)

    assert swapped["winner"] != form["winner"]
    assert swapped["choice-situation"] == "loser"


def test_q3_a_side_that_changed_is_shown_again_with_the_choices(sign_in: SignIn) -> None:
    item_id, browser = clashing(), sign_in(CY)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    form["verdict"], form["choice-situation"] = "duplicate", "loser"
    save_text(ANN, 1, "等了 20 分钟。", base_seq=1)

    answer = browser.post(f"/queue/{item_id}/decision", data=form)

    assert answer.status_code == 409
    assert "有一侧被改动" in answer.text
    assert form_of(answer.text)["choice-situation"] == "loser"
    assert form_of(answer.text)["version-1"] != form["version-1"]


def test_q1_a_lost_lease_keeps_the_decision_for_later(sign_in: SignIn) -> None:
    item_id, browser = clashing(), sign_in(CY)
    token = claim(item_id, CY)
    _let_lapse(item_id)
    claim(item_id, DAN)

    answer = browser.post(
        f"/queue/{item_id}/decision",
        data={"verdict": "distinct", "lease_token": token, "note": "网络问题，两个原因。"},
    )
    _let_lapse(item_id)

    assert answer.status_code == 409
    assert "已由别人接手" in answer.text
    assert "网络问题，两个原因。" in browser.get(f"/queue/{item_id}").text
    assert "网络问题" not in browser.get(f"/queue/{item_id}?fresh=1").text


def test_m33_who_wrote_a_side_decides_only_by_override_when_few_are_left(sign_in: SignIn) -> None:
    own = scenario(published(DAN, about=situation("余额充足却停机"))).id
    item_id = pair(own, two()[1])
    browser = sign_in(DAN)

    refused = send(browser, item_id, "distinct", note="原因不同，处理也不同。")
    assert refused.status_code == 403
    assert item(item_id).state == ItemState.OPEN
    assert "原因不同，处理也不同。" in refused.text
    silent = send(browser, item_id, "distinct", override="1")
    assert (silent.status_code, item(item_id).verdict) == (422, None)
    assert "请至少写十个字" in silent.text
    send(browser, item_id, "distinct", override="1", note="原因不同，处理也不同。")

    assert item(item_id).verdict == "distinct"


def test_m32_a_second_curator_is_asked_and_agrees(sign_in: SignIn) -> None:
    item_id = a_pair(score=0.01)

    send(sign_in(CY), item_id, "duplicate")
    assert item(item_id).state == ItemState.AWAITING_SECOND
    assert "Cy已决定" in sign_in(DAN).get(f"/queue/{item_id}").text
    send(sign_in(DAN), item_id, "duplicate")

    assert item(item_id).state == ItemState.APPLIED
    assert _op().deciders == [CY.id, DAN.id]


def test_q9_a_decision_is_taken_back_within_the_minute(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    send(browser, item_id, "duplicate")
    shown = browser.get(f"/queue?done={item_id}").text

    answer = browser.post(f"/queue/{item_id}/withdraw")

    assert "已合并 S-" in shown
    assert "撤销" in shown
    assert answer.headers["Location"] == f"/queue/{item_id}"
    assert item(item_id).claimed_by == CY.id


def test_q9_later_it_leads_to_the_merge(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    send(browser, item_id, "duplicate")
    with write() as uow:
        uow.session.get_one(QueueItem, item_id).decided_at = clock.now() - dt.timedelta(minutes=5)

    answer = browser.post(f"/queue/{item_id}/withdraw")

    assert re.fullmatch(r"/merges/\d+", answer.headers["Location"])
    assert "data-done" not in browser.get(f"/queue?done={item_id}").text


def test_a_decided_item_says_what_became_of_it(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    send(browser, item_id, "distinct")

    html = browser.get(f"/queue/{item_id}").text

    assert "不是重复" in html
    assert "data-decide" not in html
    assert browser.post(f"/queue/{item_id}/decision", data={"verdict": "related"}).status_code == 409


def test_q4_a_skipped_item_is_put_off(sign_in: SignIn) -> None:
    item_id = a_pair()

    answer = sign_in(CY).post(f"/queue/{item_id}/skip")

    assert answer.headers["Location"] == "/queue"
    assert "skipped" in log(item_id)


def test_an_item_can_be_given_back(sign_in: SignIn) -> None:
    item_id = a_pair()
    token = claim(item_id, CY)

    sign_in(CY).post(f"/queue/{item_id}/release", data={"lease_token": token})

    assert item(item_id).claimed_by is None


def test_a_submission_is_published_from_the_queue(sign_in: SignIn) -> None:
    item_id = submitted()

    send(sign_in(CY), item_id, "publish")

    assert scenario(1).state == State.PUBLISHED


def test_a_picked_reason_sends_back_with_a_sentence(sign_in: SignIn) -> None:
    item_id = submitted()

    send(sign_in(CY), item_id, "needs_work:vague")

    said = read().scalars(select(Comment.text)).one()
    assert scenario(1).state == State.NEEDS_WORK
    assert said == "请把步骤写具体：做什么、说什么。"


def test_a_picked_reason_rejects_at_once(sign_in: SignIn) -> None:
    item_id = submitted()

    send(sign_in(CY), item_id, "reject:spam")

    assert scenario(1).state == State.REJECTED
    assert read().scalar(select(func.count(Comment.id))) == 0


def test_a_verdict_of_another_kind_is_refused(sign_in: SignIn) -> None:
    item_id = submitted()

    assert send(sign_in(CY), item_id, "duplicate").status_code == 422
    assert send(sign_in(CY), item_id, "").status_code == 422
    assert item(item_id).verdict is None


def test_hostile_fields_mean_nothing(sign_in: SignIn) -> None:
    item_id = a_pair()
    hostile = {"lease_token": "x" * 40, "version-١": "٢", "winner": "9" * 12, "choice-__proto__": "loser"}

    answer = send(sign_in(CY), item_id, "duplicate", **hostile)

    assert answer.status_code in {409, 422}
    assert item(item_id).verdict is None


def _op() -> MergeOp:
    read().rollback()
    return read().scalars(select(MergeOp)).one()


def _merged() -> Revision:
    return read().get_one(Revision, _op().journal["merge_rev"])


def _let_lapse(item_id: int) -> None:
    with write() as uow:
        found = uow.session.get_one(QueueItem, item_id)
        found.lease_until = clock.now() - dt.timedelta(seconds=1)


def test_q9_what_is_decided_after_a_withdrawal_is_what_is_told(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    second = item(item_id).other_scenario_id
    send(browser, item_id, "duplicate")
    browser.post(f"/queue/{item_id}/withdraw")
    send(browser, item_id, "duplicate", winner=str(second))

    assert "已合并 S-1 到 S-2" in browser.get(f"/queue?done={item_id}").text


def test_q9_what_cannot_be_taken_back_is_not_offered_so(sign_in: SignIn) -> None:
    browser = sign_in(CY)
    accepted, rejected = propose(published(ANN)), propose(published(ANN))
    decide(accepted, Verdict.ACCEPT)
    decide(rejected, Verdict.REJECT)

    shown = [browser.get(f"/queue?done={one}").text for one in (accepted, rejected)]

    assert ["data-done" in one for one in shown] == [True, True]
    assert [
        f"/queue/{one}/withdraw" in html for one, html in zip((accepted, rejected), shown, strict=True)
    ] == [
        False,
        True,
    ]
