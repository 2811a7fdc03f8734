"""A solution was used: one tap tells whether it helped, in Chinese, wide and narrow."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Site
from tests.e2e.test_feedback import faults

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_one_tap_tells_that_it_helped(site: Site, phone: bool) -> None:
    case_no = f"GD-20261101-{phone:d}"
    user = site.sign_in("xu.meng", phone=phone)
    user.goto("/scenarios/7")
    tap = user.locator("form[action*='/used']").first
    tap.get_by_label("工单号").fill(case_no)
    tap.get_by_role("button", name="解决", exact=True).click()

    expect(user.get_by_text(case_no)).to_be_visible()
    expect(user.get_by_text("用过").first).to_be_visible()
    assert faults(user, phone=phone) == []


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_a_slip_is_taken_back_and_a_bad_number_stays(site: Site, phone: bool) -> None:
    user = site.sign_in("xu.meng", phone=phone)
    user.goto("/scenarios/6")
    tap = user.locator("form[action*='/used']").first
    tap.get_by_label("工单号").evaluate("field => field.removeAttribute('maxlength')")
    tap.get_by_label("工单号").fill("7" * 101)
    tap.get_by_role("button", name="没解决", exact=True).click()

    expect(user.get_by_role("heading", name="管用吗")).to_be_visible()
    expect(user.get_by_label("工单号")).to_have_value("7" * 101)
    assert faults(user, phone=phone) == []
    user.get_by_label("工单号").fill(f"GD-20261102-{phone:d}")
    user.get_by_role("button", name="发送").click()
    user.get_by_role("link", name="点错了？撤回").click()

    user.wait_for_url(re.compile(r"/uses/\d+$"))
    assert faults(user, phone=phone) == []
    user.get_by_role("button", name="撤回").click()
    expect(user.get_by_text("已撤回，不再计入。")).to_be_visible()
    assert faults(user, phone=phone) == []
