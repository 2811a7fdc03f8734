"""From feedback to its answer, its rating and the points for it, in Chinese, wide and narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_every_page import axe_faults, seen_faults, widths

pytestmark = pytest.mark.browser
SAID = "周五 18 点以后登记的客户，按自然日还是工作日答？"


def faults(page: Page, *, phone: bool = False) -> list[str]:
    return [*seen_faults(page), *widths(page, phone), *axe_faults(page)]


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_feedback_is_given_answered_and_rated(site: Site, phone: bool) -> None:
    asker = site.sign_in("xu.meng", phone=phone)
    asker.goto("/scenarios/7")
    asker.get_by_role("link", name="提反馈").first.click()
    asker.wait_for_url(re.compile(r"/feedback/new"))
    assert faults(asker, phone=phone) == []
    asker.get_by_text("不清楚", exact=True).click()
    asker.get_by_label("哪一句").select_option(index=1)
    asker.get_by_label("想说的话").fill(SAID)
    asker.get_by_role("button", name="发送").click()

    asker.wait_for_url(re.compile(r"/feedback/\d+$"))
    expect(asker.get_by_role("heading", name="还剩多少时间")).to_be_visible()
    assert faults(asker, phone=phone) == []

    answerer = site.sign_in("he.jing", phone=phone)
    answerer.goto(asker.url)
    answerer.get_by_label("您的答复").fill("“最晚周一 18 点前给您回电。”业务部门按工作日确认。")
    answerer.get_by_role("button", name="发出答复").click()
    expect(answerer.get_by_text("已答复。提问人会收到")).to_be_visible()

    asker.goto(asker.url)
    asker.get_by_text("可以推广").click()
    asker.get_by_role("button", name="提交评分").click()
    expect(asker.get_by_text("评 5 分")).to_be_visible()
    assert faults(asker, phone=phone) == []
    answerer.goto("/me/points")
    expect(answerer.locator("main").get_by_text(re.compile("答复")).first).to_be_visible()
    for path in ("/feedback", "/feedback?shelf=all", "/feedback/numbers", "/scenarios/7/feedback"):
        answerer.goto(path)
        assert faults(answerer, phone=phone) == []
