"""What one may not read stays hidden on every side road: drafts, and what a team keeps to itself."""

from collections.abc import Callable

import pytest

from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import SignIn
from tests.web.scenarios.conftest import Write

CY, ZOE = personas.CY, personas.ZOE
SECRET = "只有红队知道的暗号"

PATHS = (
    "", "/edit", "/history", "/history/1", "/history/1..2", "/solutions/new", "/solutions/1/edit",
    "/solutions/1/outcomes/new",
)  # fmt: skip
LISTS = (
    "/", "/scenarios", "/scenarios?q=暗号", "/scenarios?state=draft&state=submitted", "/search/live?q=红队",
    "/suggest?q=只有", "/suggest?q=zhiyouhongdui", "/scenarios?tag=1",
)  # fmt: skip


@pytest.fixture(params=["draft", "team"])
def secret(request: pytest.FixtureRequest, written: Write, reindex: Callable[[], int]) -> int:
    """Have one scenario that Zoe may not know of, and one in the open that links to it."""
    state = State.DRAFT if request.param == "draft" else State.PUBLISHED
    team = personas.RED if request.param == "team" else None
    no = written(title=SECRET, situation=f"{SECRET}。货不够。", state=state, team=team)
    written(title="公开的情景", situation=f"另见 S-{no}，同样缺货。")
    reindex()
    return no


def test_its_pages_do_not_exist(sign_in: SignIn, secret: int) -> None:
    browser = sign_in(ZOE)

    answers = {path: browser.get(f"/scenarios/{secret}{path}") for path in PATHS}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PATHS, 404)
    assert {path for path, answer in answers.items() if SECRET in answer.text} == set()


def test_no_list_names_it(sign_in: SignIn, secret: int) -> None:
    browser = sign_in(ZOE)

    answers = {url: browser.get(url) for url in LISTS}

    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(LISTS, 200)
    assert {url for url, answer in answers.items() if SECRET in answer.text} == set()


def test_neither_likeness_nor_a_link_names_it(sign_in: SignIn, secret: int) -> None:
    browser = sign_in(ZOE)
    typed = {"title": SECRET, "situation": f"{SECRET}。货不够。"}

    assert SECRET not in browser.post("/scenarios/similar", data=typed).text
    page = browser.get(f"/scenarios/{secret + 1}").text
    assert f"S-{secret}" in page
    assert SECRET not in page


def test_a_page_from_memory_forgets_what_has_become_secret(
    sign_in: SignIn, written: Write, reindex: Callable[[], int]
) -> None:
    secret = written(title=f"{SECRET}，节前缺货")
    shown = written(title="节前缺货，暗号")
    reindex()
    browser = sign_in(ZOE)
    assert SECRET in browser.get(f"/scenarios/{shown}").text

    data = {"audience": "team", "team": str(personas.RED)}
    assert sign_in(CY).post(f"/scenarios/{secret}/facts", data=data).status_code == 303

    assert SECRET not in browser.get(f"/scenarios/{shown}").text
