"""Hints on wording while one writes (R42, R43)."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_r43_hints_come_while_one_types_and_lead_to_their_fields(site: Site, phone: bool) -> None:
    page = site.sign_in("lin.xiaoman", phone=phone)
    steps.begin(page, "赠品缺货", "客人留了电话 13812345678，要求补发，大概等了很久。")
    page.locator("textarea[name$='-text']").first.fill("查清楚以后尽快回电。")

    hint = page.locator("#hints a[href='#solutions-0-steps-0-text']").first
    expect(hint).to_be_visible()
    expect(page.locator("#hints")).to_contain_text("138****78")
    hint.click()
    expect(page.locator("#solutions-0-steps-0-text")).to_be_focused()
    page.locator("textarea[name$='-text']").first.fill("查清楚以后 2 小时内回电。")
    expect(hint).to_have_count(0)
    expect(page.get_by_role("button", name="看看写法")).to_be_hidden()
