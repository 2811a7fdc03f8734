"""A curator works the queue by keyboard; an author objects, and a merge is taken apart again."""

import contextlib
import re

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as Late
from sqlalchemy import select

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.queries import find_actor
from scenariowiki.curation.commands.opening import find_open
from scenariowiki.curation.commands.reporting import ITEM_KINDS
from scenariowiki.curation.queries.standing import curators
from scenariowiki.curation.rules.items import pair_key
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario, Solution
from tests.curation.queueing import pair
from tests.e2e.conftest import Site
from tests.e2e.test_every_page import axe_faults, seen_faults, widths
from tests.wiki import publish

pytestmark = pytest.mark.browser
PAIR = (31, 48)
ALIKE = ("工牌忘带进不了机房，夜班没人换岗", "夜班忘带工牌被门禁挡住，没人换岗")
MERGE = "Control+Enter"
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


def test_a_reason_is_picked_by_two_keys_and_typing_is_left_alone(site: Site) -> None:
    page = site.sign_in("he.jing")
    open_pair(page, site)
    page.locator("[name=note]").fill("x")
    page.locator("[name=note]").press("x")
    page.keyboard.press("s")

    expect(page.locator("[name=note]")).to_have_value("xxs")
    page.keyboard.press("Tab")
    decide(page, "l")
    expect(page.locator("[data-done]")).to_contain_text("相关，两个都保留")
    page.keyboard.press("z")
    expect(page.locator(".note", has_text="已收回")).to_be_visible()


def test_an_objection_leads_to_the_merge_being_undone(site: Site) -> None:
    page = site.sign_in("he.jing")
    open_pair(page, site, fresh_pair(site))  # undone by others, a pair needs two curators from then on
    choose(page)
    decide(page, MERGE)
    loser = merged_number(page)

    author = site.sign_in(author_of(site, loser), phone=True)
    author.goto(f"/scenarios/{loser}")
    assert f"/scenarios/{loser}" not in author.url
    banner = author.locator(".note", has_text=f"S-{loser} ·")
    banner.locator("summary").click()
    banner.locator("textarea[name=note]").fill(WHY)
    banner.locator("form button[type=submit]").click()
    expect(author.locator("main")).to_contain_text("异议")

    other = site.sign_in(other_curator(site))
    other.goto("/queue?kind=unmerge_appeal")
    other.locator(".queue .lines a").first.click()
    expect(other.locator("main")).to_contain_text(WHY)
    expect(other.locator("[data-lease-text]")).to_contain_text("由您处理")
    decide(other, MERGE)

    author.goto(f"/scenarios/{loser}")
    assert author.url.endswith(f"/scenarios/{loser}")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_pairs_and_merges_are_accessible_and_fit(site: Site, phone: bool) -> None:
    page = site.sign_in("he.jing", phone=phone)
    faults = []
    for item_id in (waiting(site), waiting(site, MergeKind.SOLUTION)):
        page.goto(f"/queue/{item_id}", wait_until="networkidle")
        faults += seen_faults(page) + widths(page, phone) + axe_faults(page)

    assert faults == []


def test_everything_is_decided_without_script(site: Site) -> None:
    page = site.sign_in("he.jing", script=False)
    page.goto(f"/queue/{waiting(site, MergeKind.SOLUTION)}")

    page.get_by_role("button", name=re.compile("^不是重复")).click()

    page.wait_for_url(re.compile("done="))
    expect(page.locator("[data-done]")).to_contain_text("不是重复")
    page.locator("[data-done] button").click()
    expect(page.locator(".note", has_text="已收回")).to_be_visible()


def fresh_pair(site: Site) -> tuple[int, int]:
    """Publish two scenarios that tell the same, by the authors of the pair above."""
    names = [author_of(site, no) for no in PAIR]
    with site.app.app_context():
        writers = [find_actor(read(), name) for name in names]
        one, other = (publish(writer, title) for writer, title in zip(writers, ALIKE, strict=True) if writer)
    return one, other


def open_pair(page: Page, site: Site, numbers: tuple[int, int] = PAIR) -> None:
    """Open a pair from the list, and wait until it is this curator's."""
    item_id = waiting(site, numbers=numbers)
    page.goto("/queue?kind=dup_scenario")
    page.locator(f".queue .lines a[href^='/queue/{item_id}?']").click()
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
    with contextlib.suppress(Late):
        page.wait_for_url(re.compile("done="), timeout=2000)
        return
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
