"""What people do on the pages, in the words of the journeys."""

import re

from playwright.sync_api import Page, expect

PUBLISHED = re.compile(r"/scenarios/\d+(#.*)?$")


def number_of(page: Page) -> int:
    """Return the number of the scenario that is shown."""
    found = re.search(r"/scenarios/(\d+)", page.url)
    assert found is not None, page.url
    return int(found[1])


def begin(page: Page, title: str, situation: str) -> None:
    """Write title and situation into the form of a new scenario."""
    page.goto("/scenarios/new")
    page.locator("[name=title]").fill(title)
    page.locator("[name=situation]").fill(situation)


def fill_what_is_required(page: Page) -> None:
    """Choose the layer, the business line and the rest that handing in asks for."""
    page.locator("label", has_text="服务技能").first.click()
    page.locator("summary", has_text="情景的更多信息").click()
    page.locator("[name='fields-business_line']").select_option("ecommerce")


def submit(page: Page) -> int:
    """Hand the scenario in, past the warning of likely duplicates, and return its number."""
    page.locator("[name=act][value=submit]").click()
    page.wait_for_load_state()
    if "/new" in page.url:
        page.locator("[name=act][value=submit]").click()
    page.wait_for_url(PUBLISHED)
    return number_of(page)


def publish(curator: Page, no: int) -> None:
    """Publish a scenario from its page."""
    curator.goto(f"/scenarios/{no}")
    curator.locator("button[name=to][value=published]").first.click()
    expect(curator.locator(".badge", has_text="已发布").first).to_be_visible()


def search(page: Page, words: str) -> None:
    """Search as the box in the top bar does."""
    page.goto(f"/scenarios?q={words}")


def result(page: Page, title: str):  # noqa: ANN201 - a locator
    """Return the link of one search result."""
    return page.locator("main .res a", has_text=title).first


def find(page: Page, words: str, *titles: str) -> None:
    """Search until all titles are found: what others saved is in the index a moment later."""
    found: list[str] = []
    for _ in range(20):
        search(page, words)
        found = page.locator("main .res h2 a").all_inner_texts()
        if all(any(one.startswith(title) for one in found) for title in titles):
            return
        page.wait_for_timeout(500)
    raise AssertionError((words, found))


def edit_situation(page: Page, no: int, text: str) -> None:
    """Open a scenario for editing and put another text into its situation."""
    page.goto(f"/scenarios/{no}/edit")
    page.locator("[name=situation]").fill(text)


def save(page: Page) -> None:
    """Press the main button of an edit form."""
    page.locator("[name=act][value=save][data-main]").click()


def saved(page: Page, no: int) -> None:
    """Wait for the scenario's page after saving."""
    page.wait_for_url(re.compile(rf"/scenarios/{no}(#.*)?$"))
