"""A team lead notes a case down: in a minute, on a desk or a phone, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from scenariowiki.accounts.models import AccountSession
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from tests.e2e import steps
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
STEPS = "textarea[name$='-text']"


@BOTH
def test_a_case_is_recorded_published_and_found_again(site: Site, phone: bool) -> None:
    lead, curator = site.sign_in("lin.xiaoman", phone=phone), site.sign_in("he.jing", phone=phone)
    title = "雷雨夜手机误发缺货短信" if phone else "暴雪天网页误报缺货公告"
    steps.begin(lead, title, "凌晨系统把有货的商品标成断供，来电翻了三倍。")
    steps.fill_what_is_required(lead)
    lead.locator(STEPS).first.fill("先在群里置顶统一口径。")
    lead.locator("[data-tagbox] input:not([type=hidden])").fill("缺货")
    no = steps.submit(lead)
    expect(lead.locator("main")).to_contain_text("先在群里置顶统一口径。")
    steps.publish(curator, no)

    for words in ("误发" if phone else "误报", "誤發" if phone else "誤報", "quehuo", title[:3]):
        steps.find(lead, words, title)


def test_a_note_of_title_and_situation_is_enough_for_a_draft(site: Site) -> None:
    page = site.sign_in("gao.jie", phone=True)
    page.goto("/")
    page.locator("[name=title]").fill("只记了一句的情景")
    page.locator("[name=situation]").fill("电话里说不清，晚点补。")
    page.locator(".cap button[type=submit]").click()
    page.wait_for_url(re.compile(r"/scenarios/\d+"))
    page.goto("/")

    expect(page.locator(".due", has_text="只记了一句的情景")).to_be_visible()


def test_what_was_typed_is_there_again(site: Site) -> None:
    page = site.sign_in("chen.li")
    steps.begin(page, "写到一半的情景", "先记两句，电话来了。")
    expect(page.locator("[data-autosave-state]")).to_contain_text("草稿已保存")
    page.goto("/")
    expect(page.locator("main").get_by_text("写到一半的情景").first).to_be_visible()
    page.goto("/scenarios/new")

    expect(page.locator("[name=situation]")).to_have_value("先记两句，电话来了。")


def test_steps_move_by_keyboard_and_by_button(site: Site) -> None:
    page = site.sign_in("fang.yuan")
    page.goto("/scenarios/new")
    typed = page.locator(STEPS)
    typed.nth(0).fill("第一句")
    typed.nth(0).press("Enter")
    typed.nth(1).fill("第二句")
    typed.nth(1).press("Alt+ArrowUp")
    expect(typed.nth(0)).to_have_value("第二句")
    expect(typed.nth(0)).to_be_focused()
    page.get_by_role("button", name="下移步骤 1").click()
    expect(typed.nth(0)).to_have_value("第一句")
    page.get_by_role("button", name="删除步骤 2").click()
    expect(typed).to_have_count(1)
    page.locator("[data-toast] button").click()
    expect(typed.nth(1)).to_have_value("第二句")
    steps_of = page.locator("[data-preview]", has=typed)
    steps_of.locator(".preview summary").click()
    expect(steps_of.locator("ol li")).to_have_text(["第一句", "第二句"])
    typed.nth(1).fill("**第二句**，见 S-1")
    expect(steps_of.locator("li strong")).to_have_text("第二句")
    typed.nth(1).press("Alt+ArrowUp")

    expect(steps_of.locator("ol li")).to_have_text([re.compile("第二句，见 S-1 "), "第一句"])


def test_a_refused_form_keeps_what_was_typed(site: Site) -> None:
    page = site.sign_in("fang.yuan", phone=True)
    steps.begin(page, "少了层面的情景", "照着提示补上就好。")
    page.locator("[name=act][value=submit]").click()

    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("[name=situation]")).to_have_value("照着提示补上就好。")


def test_it_all_works_without_script(site: Site) -> None:
    page = site.sign_in("tang.rui", script=False)
    steps.begin(page, "没有脚本也能记的情景", "旧浏览器，脚本被网管关掉了。")
    page.locator(STEPS).nth(0).fill("先写第一步")
    page.locator("[name=act][value='add:solutions-0-steps']").click()
    page.locator(STEPS).nth(1).fill("再写第二步")
    page.locator("[name=act][value='move-up:solutions-0-steps-1']").click()
    expect(page.locator(STEPS).nth(0)).to_have_value("再写第二步")
    steps.fill_what_is_required(page)
    page.locator("[name=tags]").fill("缺货、夜班")
    steps.submit(page)

    read = page.locator("main .steps li")
    expect(read).to_have_text(["再写第二步", "先写第一步"])
    expect(page.locator("main .tag", has_text="夜班").first).to_be_visible()


def test_a_broken_line_keeps_the_text_in_the_browser_and_says_so(site: Site) -> None:
    page = site.sign_in("wu.haoran")
    page.goto("/scenarios/8/edit")
    page.route("**/autosave*", lambda route: route.abort())
    page.locator("[name=situation]").fill("断网时写的话。")
    expect(page.locator("[data-autosave-state]")).to_contain_text("先留在这个浏览器里")
    later = page.context.new_page()
    later.goto("/scenarios/8/edit")
    expect(later.locator("[name=situation]")).not_to_have_value("断网时写的话。")
    later.locator("[data-kept] button").click()

    expect(later.locator("[name=situation]")).to_have_value("断网时写的话。")


def test_the_line_is_back_and_the_text_arrives(site: Site) -> None:
    page = site.sign_in("zhou.min")
    page.goto("/scenarios/8/edit")
    page.context.set_offline(True)
    page.locator("[name=situation]").fill("网络恢复后自己送到。")
    expect(page.locator("[data-autosave-state]")).to_contain_text("先留在这个浏览器里")
    page.context.set_offline(False)

    expect(page.locator("[data-autosave-state]")).to_contain_text("草稿已保存")


def test_a_session_that_ends_while_writing_costs_no_word(site: Site) -> None:
    page = site.sign_in("ding.lei")
    steps.edit_situation(page, 17, "会话到期前写的话。")
    end_sessions(site)
    expect(page.locator("[data-autosave-state]")).to_contain_text("您已退出登录")
    elsewhere(site, page, "ding.lei")
    steps.save(page)
    expect(page.locator("[name=situation]")).to_have_value("会话到期前写的话。")
    steps.save(page)
    steps.saved(page, 17)

    expect(page.locator("main")).to_contain_text("会话到期前写的话。")


def test_a_form_sent_after_the_session_comes_back_after_signing_in(site: Site) -> None:
    page = site.sign_in("sun.jiayi")
    steps.edit_situation(page, 10, "晚了一步才按保存。")
    end_sessions(site)
    steps.save(page)
    expect(page.locator("textarea[readonly]")).to_have_value(re.compile("晚了一步才按保存。"))
    page.get_by_role("link", name="登录").click()
    page.wait_for_url("**/sign-in?**")
    elsewhere(site, page, "sun.jiayi")
    page.goto("/scenarios/10/edit")
    page.locator("[data-kept] button").click()

    expect(page.locator("[name=situation]")).to_have_value("晚了一步才按保存。")


def test_a_form_sent_into_a_broken_line_is_there_again(site: Site) -> None:
    page = site.sign_in("luo.ting")
    steps.edit_situation(page, 11, "断网时按了保存。")
    page.context.set_offline(True)
    steps.save(page)
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto("/")
    page.goto("/scenarios/11/edit")
    page.locator("[data-kept] button").click()
    expect(page.locator("[name=situation]")).to_have_value("断网时按了保存。")
    steps.save(page)
    steps.saved(page, 11)

    page.goto("/scenarios/11/edit")
    expect(page.locator("[name=situation]")).to_have_value("断网时按了保存。")
    expect(page.locator("[data-kept]")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def end_sessions(site: Site) -> None:
    """End every session, as time or an administrator does."""
    with site.app.app_context(), write(now=clock.now()) as uow:
        uow.session.query(AccountSession).update({"expires_at": clock.now()})


def elsewhere(site: Site, page: Page, name: str) -> None:
    """Sign in again in another tab of the same browser."""
    site.give_session(page, name)
