"""A curator works the queue by keyboard; an author objects, and a merge is taken apart again."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from scenariowiki.accounts.models import Account
from scenariowiki.curation.commands.opening import find_open
from scenariowiki.curation.commands.reporting import ITEM_KINDS
from scenariowiki.curation.queries.standing import curators
from scenariowiki.curation.rules.items import pair_key
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from tests.catalogue import left_in_english
from tests.curation.queueing import pair
from tests.e2e import steps
from tests.e2e.conftest import Site
from tests.e2e.test_every_page import axe_faults, widths

pytestmark = pytest.mark.browser
PAIR = (31, 48)
STEP = "先请客户稍候，问清楚是哪一笔，再查处理规定。"
MERGE = "Control+Enter"
DONE_OR_ASKED = (
    "/done=/.test(location) || /再按一次/.test(document.querySelector('[data-toast]')?.textContent)"
)
COMPOSED = """document.querySelector("form[data-decide]").dispatchEvent(new KeyboardEvent("keydown",
    {key: "x", keyCode: 229, bubbles: true, cancelable: true, isComposing: true}))"""
WHY = "一个是退款到已注销的卡，一个是店铺和银行互相推。"


def test_a_pair_is_merged_by_keyboard_and_taken_back(site: Site) -> None:
    page = site.sign_in("he.jing")
    open_pair(page, site)
    item = page.url

    choose(page)
    decide(page, MERGE)
    expect(page.locator("[data-done]")).to_contain_text("已合并 S-")
    page.keyboard.press("z")

    page.wait_for_url(re.compile(re.escape(item.partition("?")[0])))
    expect(page.locator(".note", has_text="已收回")).to_be_visible()
    expect(page.locator("[data-lease-text]")).to_contain_text("由您处理")


def test_q9_keys_leave_typing_composing_and_who_switched_them_off_alone(site: Site) -> None:
    page = site.sign_in("he.jing")
    page.clock.install()
    open_pair(page, site)
    page.locator("[name=note]").fill("x")
    page.clock.fast_forward(61_000)
    with page.expect_request("**/claim*"):  # who is at work keeps the item (Q1)
        page.locator("[name=note]").press("x")
    page.keyboard.press("s")

    expect(page.locator("[name=note]")).to_have_value("xxs")
    page.keyboard.press("Tab")
    here = page.url
    page.evaluate(COMPOSED)
    page.evaluate("document.documentElement.dataset.shortcuts = 'off'")
    for key in "xslwr1":
        page.keyboard.press(key)
    page.evaluate("document.documentElement.dataset.shortcuts = 'on'")
    assert page.url == here
    decide(page, "l")
    expect(page.locator("[data-done]")).to_contain_text("相关，两个都保留")
    page.keyboard.press("z")
    expect(page.locator(".note", has_text="已收回")).to_be_visible()


@pytest.mark.parametrize(("phone", "known"), [(False, 42), (True, 41)], ids=["desktop", "phone"])
def test_the_way_of_a_duplicate_from_the_live_panel_to_its_unmerging(
    site: Site, phone: bool, known: int
) -> None:
    """Shown while typing, merged by keyboard, objected to, taken apart by another curator."""
    author, curator, other = (
        site.sign_in(name, phone=phone) for name in ("zhao.ning", "he.jing", other_curator(site))
    )
    loser, faults = captured_past_the_panel(author, site, known, phone)
    before = catalogue(site)

    open_pair(curator, site, (known, loser), said="作者认为不同")
    faults += page_faults(curator, phone)
    choose(curator)
    decide(curator, MERGE)
    assert merged_number(curator) == loser

    faults += objected(author, loser, known, phone)
    other.goto("/queue?kind=unmerge_appeal")
    other.locator(".queue .lines a").first.click()
    expect(other.locator("main")).to_contain_text(WHY)
    expect(other.locator("[data-lease-text]")).to_contain_text("由您处理")
    faults += page_faults(other, phone)
    decide(other, MERGE)

    author.goto(f"/scenarios/{loser}")
    expect(author).to_have_url(re.compile(rf"/scenarios/{loser}$"))
    assert (catalogue(site), faults) == (before, [])


def test_everything_is_decided_without_script(site: Site) -> None:
    page = site.sign_in("he.jing", script=False)
    page.goto(f"/queue/{waiting(site, MergeKind.SOLUTION)}")

    page.get_by_role("button", name=re.compile("^不是重复")).click()

    page.wait_for_url(re.compile("done="))
    expect(page.locator("[data-done]")).to_contain_text("不是重复")
    page.locator("[data-done] button").click()
    expect(page.locator(".note", has_text="已收回")).to_be_visible()


def captured_past_the_panel(author: Page, site: Site, known: int, phone: bool) -> tuple[int, list[str]]:
    """Take a likely duplicate up, then call it different and hand in a new one; its number and all faults."""
    like(author, site, known)
    found = author.locator("#similar .dup", has_text=f"S-{known}")
    expect(found).to_be_visible()
    faults = page_faults(author, phone)
    found.get_by_role("button", name="就是它").click()
    author.wait_for_url(re.compile(rf"/scenarios/{known}/solutions/new"))
    expect(author.locator("textarea[name$='-text']").first).to_have_value(STEP)

    like(author, site, known)
    found.get_by_role("button", name="不一样").click()
    expect(found).to_have_count(0)
    steps.fill_what_is_required(author)
    return steps.submit(author), faults


def objected(author: Page, loser: int, known: int, phone: bool) -> list[str]:
    """Follow an old link to what it was merged into and object there; all faults of the page."""
    author.goto(f"/scenarios/{loser}")
    author.wait_for_url(re.compile(rf"/scenarios/{known}\b"))
    banner = author.locator(".note", has_text=f"S-{loser} ·")
    banner.locator("summary").click()
    banner.locator("textarea[name=note]").fill(WHY)
    faults = page_faults(author, phone)
    banner.locator("form button[type=submit]").click()
    expect(author.locator("main")).to_contain_text("异议")
    return faults


def like(page: Page, site: Site, no: int) -> None:
    """Write what a scenario tells already into the form of a new one."""
    with site.app.app_context():
        told = read().scalars(select(Scenario).where(Scenario.no == no)).one()
        revision = read().get_one(Revision, told.head_rev_id)
        title, text = told.title, revision.snapshot["situation"]
    steps.begin(page, f"{title}，怎么办", text)
    with page.expect_response("**/scenarios/hints"):
        page.locator("textarea[name$='-text']").first.fill(STEP)


def catalogue(site: Site) -> list[tuple[object, ...]]:
    """List every scenario and every solution with what it is read as."""
    with site.app.app_context():
        pages = select(Scenario.no, Scenario.title, Scenario.state, Scenario.canonical_id)
        parts = select(Solution.id, Solution.title, Solution.state, Solution.scenario_id)
        found = [*read().execute(pages.order_by(Scenario.no)), *read().execute(parts.order_by(Solution.id))]
        return [tuple(row) for row in found]


def page_faults(page: Page, phone: bool) -> list[str]:
    """List what is wrong with a page for eyes and readers of screens, and what is not in Chinese on it."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    english = [f"English: {text}" for text in left_in_english(page.content())]
    return widths(page, phone) + axe_faults(page) + english


def open_pair(page: Page, site: Site, numbers: tuple[int, int] = PAIR, said: str = "") -> None:
    """Open a pair from the list, and wait until it is this curator's."""
    item_id = waiting(site, numbers=numbers)
    page.goto("/queue?kind=dup_scenario")
    line = page.locator(f".queue .lines a[href^='/queue/{item_id}?']")
    expect(line).to_contain_text(said)
    line.click()
    expect(page.locator("[data-lease-text]")).to_contain_text("由您处理")


def waiting(site: Site, kind: MergeKind = MergeKind.SCENARIO, numbers: tuple[int, int] = PAIR) -> int:
    """Return the item of two that are alike, opened as the detector does where it found none."""
    with site.app.app_context():
        pages = Scenario.no.in_(numbers) if kind is MergeKind.SCENARIO else Scenario.no == numbers[0]
        chosen = select(Scenario.id).where(pages).order_by(Scenario.id)
        if kind is MergeKind.SOLUTION:
            chosen = select(Solution.id).join(Scenario, Scenario.id == Solution.scenario_id).where(pages)
        one, other, *_rest = read().scalars(chosen).all()
        found = find_open(read(), pair_key(ITEM_KINDS[kind], one, other))
        return found.id if found is not None else pair(one, other, kind)


def choose(page: Page) -> None:
    """Walk the fields and take the first side of each."""
    for _field in range(page.locator("fieldset[data-row]").count()):
        page.keyboard.press("j")
        page.keyboard.press("1")


def decide(page: Page, key: str) -> None:
    """Press a key, and once more where the page asks whether that was not too quick."""
    page.keyboard.press(key)
    page.wait_for_function(DONE_OR_ASKED)
    if "done=" not in page.url:
        expect(page.locator("[data-toast]")).to_contain_text("再按一次")
        page.keyboard.press(key)
    page.wait_for_url(re.compile("done="))


def merged_number(page: Page) -> int:
    """Read from the message which scenario was merged."""
    found = re.search(r"S-(\d+) 到", page.locator("[data-done]").inner_text())
    assert found is not None
    return int(found[1])


def author_of(site: Site, no: int) -> str:
    """Return the sign-in name of a scenario's author."""
    with site.app.app_context():
        chosen = select(Account.name).join(Scenario, Scenario.author_id == Account.id)
        return read().scalars(chosen.where(Scenario.no == no)).one()


def other_curator(site: Site) -> str:
    """Return the sign-in name of somebody who had no part in what the first curator merged."""
    with site.app.app_context():
        chosen = select(Account.name).where(Account.id.in_(curators(read())), Account.name != "he.jing")
        return read().scalars(chosen.order_by(Account.id)).first() or ""
