"""The page of one's own statement: the seven questions, appeals, and what it must not tell."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from sqlalchemy import select

from scenariowiki.curation.models import QueueItem
from scenariowiki.kernel import clock
from scenariowiki.points.models import Award, PointsAppeal
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import Scenario
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.earning import adopted, wallet
from tests.points.giving import earn, take_back
from tests.web.deciding import send
from tests.wiki import publish

ANN, CY = personas.ANN, personas.CY
NOTE = "数据取自同一周，核对过两遍。"


@pytest.fixture
def ann_in(sign_in: SignIn) -> Browser:
    return sign_in(ANN)


@pytest.fixture
def scenario() -> int:
    no = publish(ANN, "网厅与热线优惠口径不一致")
    return read().scalars(select(Scenario.id).where(Scenario.no == no)).one()


def reversed_award(scenario_id: int, rule: str = "P3", days: int = 1) -> int:
    award = earn(ANN, rule, scenario_id=scenario_id, at=clock.now() - dt.timedelta(days=days + 1))
    take_back(award, at=clock.now() - dt.timedelta(days=days))
    return award


def test_an_empty_statement_says_what_to_do(ann_in: Browser) -> None:
    page = ann_in.get("/me/points").text

    assert "还没有积分" in page


def test_a_line_says_what_why_when_and_under_which_rule(ann_in: Browser, scenario: int) -> None:
    earn(ANN, scenario_id=scenario)

    page = ann_in.get("/me/points").text

    assert "网厅与热线优惠口径不一致" in page
    assert "被收进目录" in page
    assert '/points/rules#P2"' in page
    assert "+10" in page


def test_g11_a_reversal_explains_itself_and_offers_an_appeal(ann_in: Browser, scenario: int) -> None:
    award = reversed_award(scenario)

    page = ann_in.get("/me/points").text

    assert "为什么收回这 15 分" in page
    assert "这条效果被撤回了" in page
    assert f'href="/me/points/appeals/{award}"' in page
    assert "提交申诉" in ann_in.get(f"/me/points/appeals/{award}").text


def test_g11_an_appeal_goes_to_the_queue_once(ann_in: Browser, scenario: int) -> None:
    award = reversed_award(scenario)

    answer = ann_in.post(f"/me/points/appeals/{award}", data={"note": NOTE})
    again = ann_in.post(f"/me/points/appeals/{award}", data={"note": NOTE})

    item = read().scalars(select(QueueItem)).one()
    assert (answer.status_code, again.status_code) == (303, 409)
    assert (item.kind, item.facts["award_id"], item.facts["account_id"]) == ("points_appeal", award, ANN.id)
    assert "申诉处理中" in ann_in.get("/me/points").text


def test_g11_an_appeal_goes_from_the_statement_over_an_uninvolved_curator_back_to_it(sign_in: SignIn) -> None:
    now = clock.now()
    no = adopted(ANN, at=now - dt.timedelta(hours=2))
    sign_in(CY).post(f"/scenarios/{no}/archive", data={"reason": "fabricated"})
    browser = sign_in(ANN)
    award = read().scalars(select(Award.id).where(Award.rule == "P2")).one()
    assert "为什么收回这 10 分" in browser.get("/me/points").text
    browser.post(f"/me/points/appeals/{award}", data={"note": NOTE})
    item = read().scalars(select(QueueItem.id).where(QueueItem.kind == "points_appeal")).one()

    refused = send(sign_in(CY), item, "overturn", note="我看过了，不该收回。")
    answer = send(sign_in(personas.DAN), item, "overturn", note="工单里查得到，是真的。")

    shown = sign_in(ANN).get("/me/points").text
    assert (refused.status_code, answer.status_code) == (403, 303)
    assert "申诉成立" in shown
    assert f'href="/me/points/appeals/{award}"' not in shown
    assert wallet(ANN) == 10


@pytest.mark.parametrize(("rule", "days"), [("P6", 1), ("P3", 15)])
def test_g11_small_or_old_reversals_are_not_appealed(
    ann_in: Browser, scenario: int, rule: str, days: int
) -> None:
    award = reversed_award(scenario, rule, days)

    answer = ann_in.post(f"/me/points/appeals/{award}", data={"note": NOTE})

    assert answer.status_code == 409
    assert NOTE in answer.text
    assert f"/me/points/appeals/{award}" not in ann_in.get("/me/points").text
    assert read().scalars(select(PointsAppeal)).all() == []


def test_l7_what_was_earned_once_more_is_not_appealed(ann_in: Browser, scenario: int) -> None:
    """L7: what pays once, and was paid for again since, is not offered an appeal that would be refused."""
    award = reversed_award(scenario, "P2")
    assert f"/me/points/appeals/{award}" in ann_in.get("/me/points").text

    earn(ANN, "P2", scenario_id=scenario)

    assert f"/me/points/appeals/{award}" not in ann_in.get("/me/points").text
    assert ann_in.post(f"/me/points/appeals/{award}", data={"note": NOTE}).status_code == 409


def test_l7_what_came_back_with_the_undoing_of_a_merge_is_not_appealed(
    ann_in: Browser, scenario: int
) -> None:
    award = reversed_award(scenario)
    read().get_one(Award, award).reason = Reason.UNMERGED
    read().commit()

    assert f"/me/points/appeals/{award}" not in ann_in.get("/me/points").text
    assert ann_in.post(f"/me/points/appeals/{award}", data={"note": NOTE}).status_code == 409
    assert read().scalars(select(PointsAppeal)).all() == []


def test_what_stands_cannot_be_appealed(ann_in: Browser, scenario: int) -> None:
    award = earn(ANN, "P3", scenario_id=scenario)

    assert ann_in.get(f"/me/points/appeals/{award}").status_code == 404
    assert ann_in.post(f"/me/points/appeals/{award}", data={"note": NOTE}).status_code == 404


def test_a_short_note_is_refused_and_kept(ann_in: Browser, scenario: int) -> None:
    award = reversed_award(scenario)

    answer = ann_in.post(f"/me/points/appeals/{award}", data={"note": "不对"})

    assert answer.status_code == 422
    assert "不对</textarea>" in answer.text


def test_nobody_appeals_for_somebody_else(sign_in: SignIn, scenario: int) -> None:
    award = reversed_award(scenario)

    zoe_in = sign_in(personas.ZOE)
    assert zoe_in.get(f"/me/points/appeals/{award}").status_code == 404
    assert zoe_in.post(f"/me/points/appeals/{award}", data={"note": NOTE}).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Browser) -> None:
    assert client.get("/me/points").status_code == 303


def test_the_wrong_method_is_refused(ann_in: Browser) -> None:
    assert ann_in.post("/me/points").status_code == 405


@pytest.mark.parametrize(
    "query", ["before=x", "before=-3", "before=99999999999999", "kind=nonsense", "when=%00", "kind=a&kind=b"]
)
def test_an_address_that_makes_no_sense_shows_the_statement(ann_in: Browser, query: str) -> None:
    assert ann_in.get(f"/me/points?{query}").status_code == 200


def test_a_title_that_the_reader_may_no_longer_see_is_not_told(sign_in: SignIn, scenario: int) -> None:
    zoe = personas.ZOE
    earn(zoe, "P6", scenario_id=scenario)
    row = read().get_one(Scenario, scenario)
    row.audience, row.team_id = "team", personas.RED
    read().commit()

    page = sign_in(zoe).get("/me/points").text

    assert "网厅与热线" not in page
    assert f"S-{row.no}" in page


def test_pages_lead_on_to_older_lines(ann_in: Browser) -> None:
    for _time in range(30):
        earn(ANN, "P3")

    page = ann_in.get("/me/points?kind=used").text
    older = page.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")

    assert "kind=used" in older
    assert ann_in.get(older).text.count("+15") == 5


def test_the_table_for_spreadsheets_has_every_line(ann_in: Browser, scenario: int) -> None:
    reversed_award(scenario)

    answer = ann_in.get("/me/points.csv")

    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row[7], row[8]) for row in rows[1:]] == [("-15", "0"), ("15", "15")]


def test_a_formula_in_a_title_stays_text(ann_in: Browser) -> None:
    no = publish(ANN, "=1+1")
    id_ = read().scalars(select(Scenario.id).where(Scenario.no == no)).one()
    earn(ANN, scenario_id=id_)

    assert "'=1+1" in ann_in.get("/me/points.csv").text


def test_the_rules_name_what_earns_and_what_earns_nothing(ann_in: Browser) -> None:
    page = ann_in.get("/points/rules").text

    assert all(f'id="P{number}"' in page for number in range(1, 13))
    assert "浏览、登录、连续签到" in page
    assert "72 小时" in page
    assert "14 天" in page


@pytest.mark.parametrize("hidden", ["40%", "24 小时", "5%", "互相"])
def test_g11_what_is_looked_for_stays_hidden(ann_in: Browser, hidden: str) -> None:
    assert hidden not in ann_in.get("/points/rules").text


def test_a_file_that_was_sent_leaves_no_connection_behind(ann_in: Browser) -> None:
    pool: Any = db.engine.pool
    before = pool.checkedout()

    for _ in range(3):
        ann_in.get("/me/points.csv", buffered=True)

    assert pool.checkedout() == before
