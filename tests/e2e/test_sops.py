"""From a candidate to the standard, read and confirmed, suspended after harm; on screen and paper."""

import datetime as dt
import os
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from scenariowiki.accounts.models import Account, AccountRole
from scenariowiki.accounts.queries import get_actor
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import outcomes
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import OutcomeState, Result
from scenariowiki.sops.models import Sop
from tests.e2e.conftest import Site
from tests.e2e.test_curating import MERGE, decide
from tests.e2e.test_every_page import axe_faults, seen_faults, widths

pytestmark = pytest.mark.browser


def test_from_candidate_to_suspension(site: Site) -> None:  # noqa: PLR0915 - one story
    with site.app.app_context():
        curator, owner = one_with(Role.CURATOR), one_with(Role.SOP_OWNER)
        solution_id = chosen(curator)
    page = site.sign_in(curator.name)
    page.goto(f"/sops/new?solution={solution_id}")
    page.get_by_label("为什么要升为 SOP").fill("三个班组都在用，效果稳定。")
    page.get_by_role("button", name="提出", exact=True).click()
    page.wait_for_url(re.compile(r"/sops/\d+/edit"))
    good(page)
    page.get_by_label("话术", exact=False).first.fill("“我先为您登记，二十四小时内回复。”\n" * 40)
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(re.compile(r"/sops/\d+\?version=1"))
    for box in page.locator("[name=checklist]").all():
        box.check()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已完成。")).to_be_visible()
    address = page.url.partition("?")[0]

    approver = site.sign_in(owner.name)
    with site.app.app_context():
        waits = waiting_of(int(address.rpartition("/")[2]))
    approver.goto("/queue?kind=sop")
    approver.locator(f".queue .lines a[href^='/queue/{waits}?']").click()
    expect(approver.locator("[data-lease-text]")).to_contain_text("由您处理")
    good(approver)
    decide(approver, MERGE)
    approver.goto(address)

    reader = site.sign_in("lin.xiaoman", phone=True)
    reader.goto("/")
    expect(reader.get_by_text("SOP 待读").first).to_be_visible()
    shot(reader, "home_390")
    reader.goto(address)
    good(reader, phone=True)
    shot(reader, "sop_390")
    reader.get_by_role("button", name="读过了，照这一版做").click()
    expect(reader.get_by_text("已记录：您照这一版做。")).to_be_visible()
    shot(approver, "sop_1440")
    of_the_scenario(site, solution_id, (reader, approver), curator.name, "held")
    with site.app.app_context():
        harm(solution_id)
    reader.goto(address)
    expect(reader.get_by_text("已暂停：先别照做")).to_be_visible()
    good(reader, phone=True)
    of_the_scenario(site, solution_id, (reader, approver), curator.name, "suspended")
    for name, browser in (("390", reader), ("1440", approver)):
        browser.goto("/sops")
        good(browser, phone=name == "390")
        shot(browser, f"sops_{name}")
    approver.goto(address)
    approver.emulate_media(media="print")
    shot(approver, "sop_print")
    assert all("打印件此日后作废" in sheet and "第 1 版" in sheet for sheet in sheets(approver))


def sheets(page: Page) -> list[str]:
    """Print a page on A4; return the texts of the sheets, of which there are several."""
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as document:
        assert len(document) > 1
        assert tuple(round(side) for side in document[0].get_size()) == (595, 842)
        return [sheet.get_textpage().get_text_range() for sheet in document]


def waiting_of(sop_id: int) -> int:
    """Return the item of the queue in which a version of an SOP waits."""
    chosen = select(QueueItem).where(QueueItem.kind == ItemKind.SOP, QueueItem.closed_at.is_(None))
    (one,) = [one.id for one in read().scalars(chosen) if one.facts["sop_id"] == sop_id]
    return one


def of_the_scenario(site: Site, solution_id: int, pages: tuple[Page, Page], curator: str, name: str) -> None:
    """Look at the scenario that an SOP stands on: it is one click away, and may be found right."""
    with site.app.app_context():
        no = page_of(solution_id)
    for width, page in zip(("390", "1440"), pages, strict=True):
        page.goto(f"/scenarios/{no}")
        expect(page.get_by_role("link", name="看 SOP")).to_be_visible()
        good(page, phone=width == "390")
        shot(page, f"scenario_{name}_{width}")
    judge = site.sign_in(curator)
    judge.goto(f"/scenarios/{no}")
    judge.get_by_label("核对了什么").fill("按近一周的工单核对过。")
    judge.get_by_role("button", name="仍然有效").click()
    expect(judge.get_by_text("已记录：仍然有效。")).to_be_visible()
    good(judge)
    shot(judge, f"scenario_{name}_curator")


def page_of(solution_id: int) -> int:
    chosen = select(Scenario.no).join(Solution, Solution.scenario_id == Scenario.id)
    return read().scalars(chosen.where(Solution.id == solution_id)).one()


def good(page: Page, *, phone: bool = False) -> None:
    assert seen_faults(page) + widths(page, phone) + axe_faults(page) == []


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def one_with(role: Role) -> Actor:
    """Return somebody of the demo with a role."""
    chosen = select(AccountRole.account_id).join(Account, Account.id == AccountRole.account_id)
    found = read().scalars(
        chosen.where(AccountRole.role == role, Account.disabled_at.is_(None), Account.id > 1)
    )
    return get_actor(read(), min(found))


def chosen(curator: Actor) -> int:
    """Return a published solution that the curator did not write, under a published page without an SOP."""
    row = read().scalars(
        select(Solution.id)
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .where(
            Solution.state == "published",
            Scenario.state == "published",
            Scenario.audience == "all",
            Scenario.id.not_in(select(Sop.scenario_id)),
            Solution.author_id != curator.id,
        )
        .order_by(Solution.lower_bound.desc(), Solution.id)
    )
    return row.first() or 0


def harm(solution_id: int) -> None:
    """Report a harmful outcome, and have it verified."""
    curators = read().scalars(
        select(AccountRole.account_id).where(AccountRole.role == Role.CURATOR, AccountRole.account_id > 1)
    )
    reporter, judge = sorted(set(curators))[:2]
    given = outcomes.OutcomeInput(result=Result.HARMFUL, applied_on=dt.date(2026, 11, 1), evidence="工单 88")
    with write() as uow:
        outcome = outcomes.report_outcome(uow, get_actor(uow.session, reporter), solution_id, given)
    with write() as uow:
        outcomes.move_outcome(uow, get_actor(uow.session, judge), outcome.id, OutcomeState.VERIFIED)
