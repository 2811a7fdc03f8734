"""The wanted board as pages: asking, taking, writing, naming what answers it."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import personal
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.feedback.test_gaps import WORDS, act, ask, gather, search, the_gap
from tests.scenarios.writing import draft, move, published, situation
from tests.web.scenarios.conftest import Write
from tests.web.scenarios.conftest import written as written  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.usefixtures("app")
ANN, AUD, CY, LEE, REA, ZOE = (
    personas.ANN,
    personas.AUD,
    personas.CY,
    personas.LEE,
    personas.REA,
    personas.ZOE,
)


def once(page: str) -> str:
    """Return the one-time key of the form on a page."""
    found: list[str] = re.findall(r'name="once"\s+value="([^"]+)"', page)
    return found[0]


def wanted(browser: Browser, query: str = "") -> str:
    return str(browser.get(f"/wanted{query}").text)


def test_the_board_tells_how_many_and_never_who(sign_in: SignIn) -> None:
    search(ANN, ZOE, LEE)
    gather()

    page = wanted(sign_in(REA))

    assert WORDS in page
    assert "搜了 3 次" in page
    assert "2 个班组" in page
    assert not any(name.display_name in page for name in (ANN, ZOE, LEE))
    assert "缺口榜" in sign_in(REA).get("/feedback").text


def test_asking_keeps_what_was_typed_and_is_done_once(sign_in: SignIn) -> None:
    browser = sign_in(ZOE)
    refused = browser.post("/wanted", data={"text": "字" * 101, "once": once(wanted(browser))})
    assert refused.status_code == 422
    assert "字" * 101 in refused.text
    given = {"text": WORDS, "once": once(wanted(browser))}

    sent = [browser.post("/wanted", data=given).location for _twice in range(2)]

    assert sent == [f"/wanted/{the_gap().id}"] * 2
    assert "有人写好会通知您" in browser.get(sent[0]).text
    assert WORDS in wanted(sign_in(ANN))


def test_a_search_that_finds_nothing_leads_to_the_board(sign_in: SignIn) -> None:
    page = sign_in(ZOE).get("/scenarios?q=换手机激活").text

    assert "/wanted?q=" in page
    assert 'value="换手机激活"' in wanted(sign_in(ZOE), "?q=换手机激活")


def test_r53_it_is_taken_written_answered_and_told(sign_in: SignIn) -> None:
    gap_id, writer = ask(ZOE), sign_in(ANN)
    form_url = writer.post(f"/wanted/{gap_id}/take").location
    form = writer.get(form_url).text
    assert WORDS in form

    fields = {"title": WORDS, "situation": "客户换机后激活失败。", "act": "draft", "once": once(form)}
    no = int(writer.post(form_url, data=fields).location.rpartition("/")[2])
    assert f'href="/scenarios/{no}"' in writer.get(f"/wanted/{gap_id}").text
    assert f'href="/scenarios/{no}"' not in sign_in(LEE).get(f"/wanted/{gap_id}").text, "a draft is its own"

    act("name_answer", CY, gap_id, other := published(LEE))
    assert f"已补上 · S-{other}" in writer.get(f"/wanted/{gap_id}").text
    assert "您要找的内容补上了" not in sign_in(ZOE).get("/").text, "held back for a minute (Q9)"
    with write() as uow:
        uow.session.execute(update(Notice).values(not_before=uow.now))
    assert f"您要找的内容补上了：S-{other}" in sign_in(ZOE).get("/").text


def test_unsaved_text_of_another_scenario_does_not_come_up_instead(sign_in: SignIn) -> None:
    gap_id, writer = ask(ZOE), sign_in(ANN)
    writer.post(
        "/scenarios/new/autosave", data={"title": "写到一半", "situation": "先记两句", "copy": "kept"}
    )
    assert personal.newest_working_copy(read(), ANN, "new:") is not None

    assert "写到一半" not in writer.get(f"/scenarios/new?title=eSIM&gap={gap_id}").text


@pytest.mark.parametrize("no", ["", "x", "S-999", "12345678901"])
def test_a_wrong_number_stays_in_the_form(sign_in: SignIn, no: str) -> None:
    gap_id = ask(ZOE)

    refused = sign_in(LEE).post(f"/wanted/{gap_id}/answer", data={"no": no})

    assert refused.status_code == 422
    assert f'value="{no}"' in refused.text
    assert the_gap().state == "wanted"


def test_what_is_archived_answers_nothing_and_says_so(sign_in: SignIn) -> None:
    gap_id, no = ask(ZOE), published(ANN)
    move(CY, no, State.ARCHIVED)

    refused = sign_in(LEE).post(f"/wanted/{gap_id}/answer", data={"no": f"S-{no}"})

    assert refused.status_code == 409
    assert "补不了缺口" in refused.text


def test_an_answer_that_a_reader_may_not_read_is_not_named(sign_in: SignIn) -> None:
    gap_id = ask(ZOE)
    act("name_answer", ANN, gap_id, draft(ANN, about=situation("甲方案")))

    assert "甲方案" not in sign_in(ZOE).get(f"/wanted/{gap_id}").text
    assert "Ann 在写" in sign_in(ZOE).get(f"/wanted/{gap_id}").text


def test_an_answer_of_another_team_alone_is_not_named_either(sign_in: SignIn, written: Write) -> None:
    gap_id = ask(LEE)
    act("name_answer", ANN, gap_id, written(title="红队自己的口径", team=personas.RED))

    assert "红队自己的口径" in sign_in(LEE).get(f"/wanted/{gap_id}").text
    for page in (f"/wanted/{gap_id}", "/wanted?order=answered"):
        assert "红队自己的口径" not in sign_in(ZOE).get(page).text
    assert "您看不到这个情景" in sign_in(ZOE).get(f"/wanted/{gap_id}").text


def test_the_second_who_takes_it_sees_who_was_quicker(sign_in: SignIn) -> None:
    gap_id = ask(ZOE)
    sign_in(ANN).post(f"/wanted/{gap_id}/take")

    late = sign_in(LEE).post(f"/wanted/{gap_id}/take")

    assert late.status_code == 409
    assert "Ann 在写" in late.text


def test_curators_take_off_with_a_reason(sign_in: SignIn) -> None:
    gap_id, curator = ask(ZOE), sign_in(CY)
    assert curator.post(f"/wanted/{gap_id}/drop", data={"note": ""}).status_code == 422
    assert curator.post(f"/wanted/{gap_id}/drop", data={"note": "不归我们管"}).status_code == 303

    assert "不归我们管" in sign_in(ZOE).get(f"/wanted/{gap_id}").text
    assert WORDS in wanted(curator, "?order=answered")
    assert WORDS not in wanted(curator)
    assert curator.post(f"/wanted/{gap_id}/reopen").status_code == 303
    assert WORDS in wanted(curator)


def test_buttons_are_there_for_those_who_may(sign_in: SignIn) -> None:
    gap_id = ask(ZOE)
    buttons: dict[Any, tuple[str, ...]] = {
        ANN: ("我来写", "我也要", "就是这个"),
        REA: ("我也要",),
        CY: ("我来写", "我也要", "就是这个", "撤下"),
        AUD: (),
        ZOE: ("我来写", "就是这个"),
    }
    for person, seen in buttons.items():
        page = sign_in(person).get(f"/wanted/{gap_id}").text
        shown = {name for name in ("我来写", "我也要", "就是这个", "撤下") if name in page}
        assert shown == set(seen), person.name
        for name in ("take", "release", "answer", "drop", "reopen", "join"):
            if person is AUD:
                assert sign_in(AUD).post(f"/wanted/{gap_id}/{name}").status_code in {403, 409, 422}
