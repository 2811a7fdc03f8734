"""What readers meet of merges: the way to the canonical page, its banner, its threads, its history."""

import re

import pytest

from scenariowiki.curation.models import MergeOp
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Comment, Outcome, Solution
from tests import personas
from tests.browser import SignIn
from tests.curation.acts import NOTE, merge_pages, merge_solutions
from tests.scenarios.writing import published, scenario, situation, solution, solutions_of
from tests.web.scenarios.conftest import statements

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, REA, ZOE = personas.ANN, personas.CY, personas.REA, personas.ZOE


@pytest.fixture
def pair() -> tuple[int, int]:
    """Merge Zoe's scenario into Ann's."""
    winner = published(ANN, solution("核对账户。"), about=situation("余额充足却停机"))
    loser = published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机", "另一种说法。"))
    merge_pages(winner, loser)
    return winner, loser


Pair = tuple[int, int]


def test_m29_a_merged_number_leads_on_for_now(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair

    answer = sign_in(REA).get(f"/scenarios/{loser}?s=abc")

    assert (answer.status_code, answer.location) == (302, f"/scenarios/{winner}?via={loser}&s=abc")
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_m5_a_chain_is_one_step(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    end = published(ANN, about=situation("停机后无法复机"))
    merge_pages(end, winner)

    browser = sign_in(REA)

    assert browser.get(f"/scenarios/{loser}").location == f"/scenarios/{end}?via={loser}"
    assert "余额充足却停机" in browser.get(f"/scenarios/{end}").text


def test_m29_the_banner_says_from_where_by_whom_and_why(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair

    html = sign_in(REA).get(f"/scenarios/{winner}?via={loser}").text

    assert re.search(rf"合并自.*S-{loser} · <span[^>]*>有余额仍被停机</span>.*Cy", html)
    assert NOTE in html


def test_m29_without_via_a_small_line_names_them(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    browser = sign_in(REA)

    html = browser.get(f"/scenarios/{winner}").text

    assert f"S-{loser}</summary>" in html
    # The menu leads back to where one is.
    strange = browser.get(f"/scenarios/{winner}?via=999").text.replace('?via=999">', '">', 1)
    assert strange == html


def test_m29_whose_page_it_was_may_object_from_the_line_that_names_it(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    path = f'action="/merges/{read().query(MergeOp).one().id}/objection"'

    pages = [sign_in(one).get(f"/scenarios/{winner}?via={loser}").text for one in (ZOE, ANN, REA)]

    assert [path in html for html in pages] == [True, False, False]


def test_m29_the_banner_is_a_page_of_its_own_for_caches(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    browser = sign_in(REA)

    with_via, without = (browser.get(f"/scenarios/{winner}{more}") for more in (f"?via={loser}", ""))

    assert with_via.headers["ETag"] != without.headers["ETag"]
    assert with_via.text != without.text


def test_a_merged_page_costs_two_statements_when_it_is_known(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    browser = sign_in(REA)
    browser.get(f"/scenarios/{winner}?via={loser}")

    with statements() as seen:
        browser.get(f"/scenarios/{winner}?via={loser}")

    assert len(seen) == 2, seen


def test_m29_the_frozen_page_shows_its_own_texts_read_only(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair

    html = sign_in(ZOE).get(f"/scenarios/{loser}?redirect=no").text

    assert "另一种说法。" in html
    assert "人工复机。" in html
    assert "核对账户。" not in html
    assert f"这个情景已并入 S-{winner}" in html
    assert f'href="/scenarios/{winner}?via={loser}"' in html
    assert f"/scenarios/{loser}/edit" not in html


def test_m29_what_may_not_be_read_does_not_lead_anywhere(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    sign_in(CY).post(f"/scenarios/{winner}/facts", data={"audience": "team", "team": personas.RED})

    stranger = sign_in(ZOE)

    assert stranger.get(f"/scenarios/{loser}").status_code == 404
    assert stranger.get(f"/scenarios/{loser}?redirect=no").status_code == 404
    assert sign_in(REA).get(f"/scenarios/{loser}").status_code == 302


def test_m16_what_is_written_belongs_to_where_its_author_came_from(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    browser = sign_in(ANN)
    own = solutions_of(winner)[0].id
    html = browser.get(f"/scenarios/{winner}?via={loser}").text
    for path in (f"/{winner}/comments?", f"/{winner}/solutions/new?", f"/solutions/{own}/outcomes/new?"):
        assert f"{path}via={loser}" in html, path

    browser.post(f"/scenarios/{winner}/comments?via={loser}", data={"text": "也是这样。"})
    browser.post(
        f"/scenarios/{winner}/solutions/new?via={loser}",
        data={"act": "save", "solutions-0-steps-0-text": "先致歉。"},
    )
    sign_in(REA).post(
        f"/scenarios/{winner}/solutions/{own}/outcomes/new?via={loser}",
        data={"result": "solved", "applied_on": "2026-01-02"},
    )

    addressed = scenario(loser).id
    assert read().query(Comment).one().scenario_id == addressed
    assert read().query(Solution).order_by(Solution.id.desc()).first().scenario_id == addressed  # type: ignore[union-attr]
    assert read().query(Outcome).one().via_scenario_id == addressed


def test_m20_what_was_written_elsewhere_wears_its_origin(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    browser = sign_in(ANN)
    browser.post(f"/scenarios/{winner}/comments?via={loser}", data={"text": "也是这样。"})

    html = browser.get(f"/scenarios/{winner}").text

    badge = rf'<a class="badge info"\s+href="/scenarios/{loser}\?redirect=no"'
    assert len(re.findall(badge, html)) == 2  # one solution, one comment
    assert f'<li id="comment-{read().query(Comment).one().id}">' in html


def test_m11_the_history_has_the_pages_of_its_members_as_sections(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    browser = sign_in(REA)

    html = browser.get(f"/scenarios/{winner}/history").text
    merged = browser.get(f"/scenarios/{loser}/history")

    assert f'id="h-merged-{loser}"' in html
    assert f'href="/scenarios/{loser}/history"' in html
    assert re.search(rf"由以下版本合成.*S-{winner} · 第 1 版.*S-{loser} · 第 1 版", html)
    assert merged.status_code == 200
    assert f"这个情景已并入 S-{winner}" in merged.text
    assert browser.get(f"/scenarios/{loser}/history/1").status_code == 200


def test_m11_a_merge_is_compared_with_its_first_parent(sign_in: SignIn) -> None:
    winner = published(ANN, about=situation("余额充足却停机"))
    loser = published(ZOE, about=situation("有余额仍被停机", tags=("复机",)))
    merge_pages(winner, loser)

    answer = sign_in(REA).get(f"/scenarios/{winner}/history/1..2")

    assert answer.status_code == 200
    assert "复机" in answer.text


def test_m27_a_merged_solution_is_named_on_its_page(sign_in: SignIn, pair: Pair) -> None:
    winner, loser = pair
    merge_solutions(solutions_of(winner)[0].id, solutions_of(loser)[0].id)

    html = sign_in(REA).get(f"/scenarios/{winner}").text

    assert f"S-{loser} · 方案</summary>" in html
