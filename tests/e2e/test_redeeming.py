"""From a case to a reward: captured, published, earned, asked for, handed over, in the statement."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Site
from tests.e2e.test_every_page import axe_faults, seen_faults, widths

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
SNACK, COST, ADOPTED = "夜宵券 4 张", 30, 2 + 10


def to_spend(page: Page) -> int:
    """Read what the page of rewards says one may spend."""
    page.goto("/rewards")
    found = re.search(r"可用\s*([\d,]+)\s*分", page.locator("main").inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))


@BOTH
def test_a_case_becomes_a_reward(site: Site, phone: bool) -> None:
    name, who = ("qian.wei", "钱薇") if phone else ("gao.jie", "高洁")
    lead, curator = site.sign_in(name, phone=phone), site.sign_in("he.jing", phone=phone)
    before = to_spend(lead)
    title = "停电时手机热线怎么接续" if phone else "停电时座机热线怎么接续"
    steps.begin(lead, title, "大楼停电，话务全断，改用备用线路接听。")
    steps.fill_what_is_required(lead)
    lead.locator("[data-tagbox] input:not([type=hidden])").fill("停机")
    steps.publish(curator, steps.submit(lead))

    assert to_spend(lead) == before + ADOPTED
    lead.goto("/leaderboard?period=year")
    expect(lead.locator("main")).to_contain_text(who)
    good(lead, phone=phone)

    ask(lead)
    assert to_spend(lead) == before + ADOPTED - COST
    keeper = site.sign_in("shi.qing", phone=phone)
    decide(keeper, who, "批准")
    decide(keeper, who, "已发放")

    lead.goto("/")
    expect(lead.locator("main")).to_contain_text("已发放（30 分）")
    good(lead, phone=phone)
    lead.goto("/rewards")
    expect(lead.locator(".deal").first).to_contain_text("已发放")
    good(lead, phone=phone)
    lead.goto("/me/points")
    expect(lead.locator("main")).to_contain_text("−30")
    good(lead, phone=phone)


def good(page: Page, *, phone: bool) -> None:
    """See that a page is accessible, still and no wider than the window."""
    assert seen_faults(page) + widths(page, phone) + axe_faults(page) == []


def ask(page: Page) -> None:
    """Ask for the night snack, as the confirmation page does."""
    page.goto("/rewards")
    page.locator(".good", has_text=SNACK).get_by_role("link", name="申请兑换").click()
    page.get_by_label("有什么要说明的").fill("周五夜班")
    page.get_by_role("button", name="申请兑换").click()
    expect(page.locator(".deal").first).to_contain_text(SNACK)


def decide(keeper: Page, who: str, what: str) -> None:
    """Take somebody's request a step further."""
    keeper.goto("/admin/rewards")
    row = keeper.locator("tr", has_text=who).filter(has_text=SNACK).first
    row.get_by_role("button", name=what).first.click()
    expect(keeper.locator(".flash")).to_be_visible()
