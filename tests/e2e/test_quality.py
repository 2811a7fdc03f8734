"""A coach looks at what was drawn by the list; the author reads it and goes on to mend it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Site
from tests.e2e.test_feedback import faults

pytestmark = pytest.mark.browser
NOTE = "今天 18 点前谁来答复，请写明。"


@pytest.mark.parametrize(
    ("phone", "no", "author"), [(False, 1, "lin.xiaoman"), (True, 38, "wu.haoran")], ids=["1440", "390"]
)
def test_from_a_draw_to_the_author(site: Site, phone: bool, no: int, author: str) -> None:
    coach = site.sign_in("tang.rui", phone=phone)
    coach.goto("/quality")
    coach.get_by_role("listitem").filter(has_text=f"S-{no} ").get_by_role("link", name="看一看").click()
    coach.wait_for_url("**/quality/picks/*")

    coach.get_by_role("button", name="发给作者").click()
    expect(coach.get_by_role("alert")).to_contain_text("请填写")
    questions = coach.get_by_role("group").filter(has_text="不适用")
    for question in questions.all():
        question.get_by_text("做到", exact=True).click()
    questions.filter(has_text="可操作").get_by_text("没做到").click()
    coach.get_by_label("给作者的话").fill(NOTE)
    assert faults(coach, phone=phone) == []
    coach.get_by_role("button", name="发给作者").click()
    coach.wait_for_url("**/quality/reviews/*")
    expect(coach.get_by_text("6 项做到 5 项")).to_be_visible()
    assert faults(coach, phone=phone) == []

    wrote = site.sign_in(author, phone=phone)
    wrote.goto(coach.url)  # their list has it when they are told, after a minute
    expect(wrote.get_by_text(re.compile("18 [点點]前[谁誰]"))).to_be_visible()  # in the script they read in
    wrote.get_by_role("link", name=re.compile("去修改")).click()
    wrote.wait_for_url(f"**/scenarios/{no}/edit")


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_the_trend_and_the_list_fit_and_read_well(site: Site, phone: bool) -> None:
    reader, curator = site.sign_in("xu.meng", phone=phone), site.sign_in("he.jing", phone=phone)

    reader.goto("/quality/trend")
    expect(reader.get_by_role("heading", name="内容趋势")).to_be_visible()
    assert faults(reader, phone=phone) == []
    curator.goto("/admin/checklist")
    expect(curator.get_by_label("名称").first).to_have_value("客户导向")
    assert faults(curator, phone=phone) == []
