"""The queue as a list."""

import datetime as dt
import re

from flask import Flask

from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.queueing import a_pair, claim, decide, pair, two
from tests.scenarios.writing import draft, move, published, scenario, situation, solution
from tests.web.scenarios.conftest import statements

CY, DAN, REA = personas.CY, personas.DAN, personas.REA


def test_it_lists_what_waits_with_kind_score_and_both_titles(sign_in: SignIn) -> None:
    a_pair()

    html = sign_in(CY).get("/queue").text

    assert "疑似重复 · 97%" in html
    assert "余额充足却停机" in html
    assert "有余额仍被停机" in html


def test_strangers_are_led_to_the_door(client: Browser) -> None:
    answer = client.get("/queue")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/queue")


def test_only_curators_see_it(sign_in: SignIn) -> None:
    assert sign_in(REA).get("/queue").status_code == 403


def test_the_count_stands_in_the_top_bar_of_curators_alone(app: Flask, sign_in: SignIn) -> None:
    a_pair()
    app.extensions.pop("queue_count", None)

    assert 'class="count"' in sign_in(CY).get("/scenarios").text
    assert 'class="count"' not in sign_in(REA).get("/scenarios").text


def test_the_count_is_looked_up_once_in_a_while_only(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(CY)
    browser.get("/scenarios")

    with statements() as seen:
        browser.get("/scenarios")

    assert not [one for one in seen if "queue_item" in one]


def test_a_kind_can_be_picked_and_nonsense_means_all(sign_in: SignIn) -> None:
    a_pair()
    browser = sign_in(CY)

    assert "余额充足却停机" in browser.get("/queue?kind=dup_scenario").text
    assert "余额充足却停机" not in browser.get("/queue?kind=publish").text
    assert "余额充足却停机" in browser.get("/queue?kind=nonsense").text


def test_q1_it_says_who_has_an_item(sign_in: SignIn) -> None:
    item_id = a_pair()
    claim(item_id, DAN)

    assert "Dan处理中" in sign_in(CY).get("/queue").text


def test_q2_age_and_limit_are_shown_and_what_is_overdue_is_marked(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    in_time = browser.get(f"/queue/{item_id}").text
    _make_late(item_id)

    assert re.search("期限 <time", in_time)
    assert "已超期" not in in_time
    listed = browser.get("/queue").text
    assert "已超期" in listed
    assert re.search('push num">5 ?天<', listed)


def test_q8_ones_own_work_is_marked(sign_in: SignIn) -> None:
    own = scenario(published(DAN, solution("核对账户。"), about=situation("余额充足却停机"))).id
    pair(own, two()[1])

    assert "利益冲突" in sign_in(DAN).get("/queue").text


def test_it_counts_what_was_decided_today(sign_in: SignIn) -> None:
    item_id = a_pair()  # publishing its two sides were decisions too

    decide(item_id, Verdict.DISTINCT)

    assert "今天已处理 3" in sign_in(CY).get("/queue").text
    assert "今天已处理 0" in sign_in(DAN).get("/queue").text


def test_an_empty_queue_says_so(sign_in: SignIn) -> None:
    assert "没有等待处理的事项" in sign_in(CY).get("/queue").text


def test_it_takes_no_posts(sign_in: SignIn) -> None:
    assert sign_in(CY).post("/queue").status_code == 405


def _make_late(item_id: int) -> None:
    with write() as uow:
        row = uow.session.get_one(QueueItem, item_id)
        row.due_at, row.created_at = uow.now - dt.timedelta(days=1), uow.now - dt.timedelta(days=5)


def test_what_its_author_called_different_is_marked_in_the_list_and_on_its_page(sign_in: SignIn) -> None:
    no = published(personas.ANN)
    one = scenario(no).id
    plain = pair(one, scenario(published(personas.ANN, about=situation("停机后无法复机"))).id)
    mine = draft(personas.ZOE, about=situation("有余额仍被停机"), distinct_from=(no,))
    move(personas.ZOE, mine, State.SUBMITTED)
    browser = sign_in(CY)
    assert "作者认为不同" not in browser.get("/queue").text

    called = pair(one, scenario(mine).id)

    assert browser.get("/queue").text.count("作者认为不同") == 1
    assert "并认为不是同一种情况" in browser.get(f"/queue/{called}").text
    assert "并认为不是同一种情况" not in browser.get(f"/queue/{plain}").text
