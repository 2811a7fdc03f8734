"""A solution was used: one tap tells whether it helped, in Chinese, wide and narrow."""

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
