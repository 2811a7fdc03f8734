"""From a gap to a scenario: searched in vain, asked for, taken, written, published, told; wide and narrow."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import write
from tests.e2e import steps
from tests.e2e.conftest import Site
from tests.e2e.test_feedback import faults

pytestmark = pytest.mark.browser


def let_notices_go(site: Site) -> None:
    """Be a minute later, when what was held back is told."""
    with site.app.app_context(), write() as uow:
        uow.session.execute(update(Notice).values(not_before=uow.now))


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_r53_a_gap_becomes_a_scenario(site: Site, phone: bool) -> None:
    words = "海外卡在国内机场贵宾厅刷不了" if phone else "宠物托运途中航班改签怎么赔"
    asker, writer = site.sign_in("xu.meng", phone=phone), site.sign_in("lin.xiaoman", phone=phone)
    steps.search(asker, words)
    asker.get_by_role("link", name="提出来").click()
    asker.wait_for_url(re.compile(r"/wanted\?q="))
    expect(asker.get_by_label("缺什么")).to_have_value(words)
    expect(asker.get_by_role("heading", name="eSIM 换手机 激活失败")).to_be_visible()
    assert faults(asker, phone=phone) == []
    asker.get_by_role("button", name="提出来").click()
    asker.wait_for_url(re.compile(r"/wanted/\d+$"))
    expect(asker.get_by_text("记下了，有人写好会通知您。")).to_be_visible()
    assert faults(asker, phone=phone) == []

    writer.goto(asker.url)
    assert faults(writer, phone=phone) == []
    writer.get_by_role("button", name="我来写").click()
    writer.wait_for_url(re.compile(r"/scenarios/new\?"))
    expect(writer.locator("[name=title]")).to_have_value(words)
    writer.locator("[name=situation]").fill("客户到柜台当场追问，电话打到班长这里，没有口径可念。")
    steps.fill_what_is_required(writer)
    writer.locator("textarea[name$='-text']").first.fill("先登记航班和诉求，两小时内回电。")
    writer.locator("[data-tagbox] input:not([type=hidden])").fill("投诉")
    no = steps.submit(writer)
    steps.publish(site.sign_in("he.jing", phone=phone), no)
    let_notices_go(site)

    asker.goto("/")
    expect(asker.get_by_text(f"S-{no}").first).to_be_visible()
    asker.goto("/wanted?order=answered")
    expect(asker.get_by_role("heading", name=words)).to_be_visible()
    expect(asker.get_by_text(f"已补上 · S-{no}")).to_be_visible()
    assert faults(asker, phone=phone) == []
