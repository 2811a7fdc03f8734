"""The catalogue of rewards and what people ask for, on its pages."""

import re

import pytest

from scenariowiki.kernel import clock
from scenariowiki.points.commands import redeeming
from scenariowiki.points.models import Redemption
from scenariowiki.points.rules.rewards import RewardKind
from scenariowiki.runtime.session import read
from scenariowiki.web.icons import icon
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.rewarding import REW, act, ask, budget, grant, offer, state_of

ANN, ZOE = personas.ANN, personas.ZOE
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture
def item() -> int:
    grant(ANN, 100)
    return offer()


@pytest.fixture
def ann_in(sign_in: SignIn, item: int) -> Browser:
    del item
    return sign_in(ANN)


def asked() -> list[tuple[int, str]]:
    read().rollback()
    return [(row.account_id, row.note) for row in read().query(Redemption).order_by(Redemption.id)]


def test_a_reward_shows_its_picture_price_stock_and_budget(ann_in: Browser) -> None:
    budget(500)

    card = ann_in.get("/rewards").text.partition('class="card good"')[2].partition("</article>")[0]

    assert f'class="pic">{icon("book-open")}' in card
    for told in ('<b class="num">60</b> 分', "3", "余 500 / 500 分"):
        assert told in card, told


def test_a_reward_is_asked_for_and_stands_among_mine(ann_in: Browser, item: int) -> None:
    page = ann_in.get(f"/rewards/{item}")
    assert "100 → 40" in page.text

    answer = ann_in.post(f"/rewards/{item}", data={"price": "60", "note": "《排队论入门》"})

    assert (answer.status_code, asked()) == (303, [(ANN.id, "《排队论入门》")])
    shown = ann_in.get("/rewards").text
    assert "R-0001" in shown
    assert "预留 60" in shown


def test_where_a_request_stands_is_seen_at_home_and_on_the_statement(ann_in: Browser, item: int) -> None:
    redemption = ask(ANN, item)
    line = r'R-0001 · [^<]+</a>\s*<br>\s*<span class="muted small">'

    for word in ("已申请", "已批准"):
        for path in ("/", "/me/points"):
            assert re.search(line + word, ann_in.get(path).text), (path, word)
        if word == "已申请":
            act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)

    assert not re.search(line, ann_in.get("/me/points").text)


def test_case_77_a_double_click_asks_once(ann_in: Browser, item: int) -> None:
    form = {"price": "60", "note": "", "once": "k"}

    answers = [ann_in.post(f"/rewards/{item}", data=form).status_code for _click in range(2)]

    assert (answers, len(asked())) == ([303, 303], 1)


def test_what_cannot_be_had_is_told_with_what_was_typed(ann_in: Browser) -> None:
    dear = offer(price=101)

    answer = ann_in.post(f"/rewards/{dear}", data={"price": "101", "note": "想要这本"})

    assert (answer.status_code, asked()) == (409, [])
    assert "可用积分不够" in answer.text
    assert "想要这本" in answer.text


def test_another_price_by_now_is_told(ann_in: Browser, item: int) -> None:
    answer = ann_in.post(f"/rewards/{item}", data={"price": "50"})

    assert answer.status_code == 409
    assert "60 分" in answer.text


@pytest.mark.parametrize("note", ["长" * 501, "x\x01y"])
def test_a_note_that_cannot_be_kept_is_refused_at_its_field(ann_in: Browser, item: int, note: str) -> None:
    answer = ann_in.post(f"/rewards/{item}", data={"price": "60", "note": note})

    assert (answer.status_code, asked()) == (422, [])
    assert 'id="note-err"' in answer.text


def test_i_take_my_request_back_and_nobody_else_does(ann_in: Browser, sign_in: SignIn, item: int) -> None:
    redemption = ask(ANN, item, at=clock.now())
    assert sign_in(ZOE).post(f"/redemptions/{redemption}/cancel").status_code == 404

    assert ann_in.post(f"/redemptions/{redemption}/cancel").status_code == 303
    assert state_of(redemption) == "cancelled"
    assert ann_in.post(f"/redemptions/{redemption}/cancel").status_code == 409


def test_i_stand_in_line_for_what_is_gone(ann_in: Browser) -> None:
    gone = offer(stock=0)

    assert ann_in.post(f"/rewards/{gone}/wait").status_code == 303
    assert "排队中" in ann_in.get("/rewards").text
    assert ann_in.post(f"/rewards/{gone}/leave").status_code == 303
    assert "排队中" not in ann_in.get("/rewards").text


def test_what_is_not_for_my_site_is_not_there(sign_in: SignIn) -> None:
    item = offer(sites=(personas.SITE,))

    browser = sign_in(personas.SYSTEM)

    assert browser.get(f"/rewards/{item}").status_code == 404
    assert "专业书" not in browser.get("/rewards").text


def test_only_what_i_can_have_when_i_ask_so(ann_in: Browser) -> None:
    offer(name="太贵的", price=999)

    assert "太贵的" in ann_in.get("/rewards").text
    assert "太贵的" not in ann_in.get("/rewards?show=can").text


def test_names_are_text(ann_in: Browser) -> None:
    offer(name=HOSTILE[:80], description=HOSTILE)

    shown = ann_in.get("/rewards").text

    assert "<script>alert" not in shown
    assert "{{ 7*7 }}" in shown


def test_strangers_sign_in_first(client: Browser) -> None:
    assert client.get("/rewards").status_code == 303
    assert client.get("/rewards/1").status_code == 303


@pytest.mark.parametrize("path", ["/rewards/1/wait", "/rewards/1/leave", "/redemptions/1/cancel"])
def test_the_wrong_method_is_told(ann_in: Browser, path: str) -> None:
    assert ann_in.get(path).status_code == 405


@pytest.fixture
def certificate() -> int:
    """Give ann's certificate, handed over."""
    item = offer(name="贡献证书", kind=RewardKind.CERTIFICATE, price=0, stock=None, icon="award")
    redemption = ask(ANN, item)
    act(redeeming.approve, REW, redemption)
    act(redeeming.fulfil, REW, redemption)
    return redemption


def test_a_certificate_is_a_paper_with_a_number_that_can_be_checked(
    ann_in: Browser, sign_in: SignIn, certificate: int
) -> None:
    answer = ann_in.get(f"/redemptions/{certificate}/certificate")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")

    found = re.search(r"C\d{5}-[0-9A-F]{8}", ann_in.get("/rewards").text)
    assert found is not None
    shown = sign_in(ZOE).get(f"/certificates?number={found[0].lower()}").text
    assert "由本站发出" in shown
    assert "Ann" in shown


def test_a_certificate_is_its_owner_s(sign_in: SignIn, certificate: int) -> None:
    assert sign_in(ZOE).get(f"/redemptions/{certificate}/certificate").status_code == 404


def test_a_certificate_that_was_taken_back_stands_no_longer(ann_in: Browser, certificate: int) -> None:
    number = read().get_one(Redemption, certificate).certificate
    act(redeeming.refund, REW, certificate, note="弄错了人。")

    assert "没有编号为" in ann_in.get(f"/certificates?number={number}").text
    assert ann_in.get(f"/redemptions/{certificate}/certificate").status_code == 404


def test_a_number_that_was_never_issued_is_told(ann_in: Browser) -> None:
    assert "没有编号为" in ann_in.get("/certificates?number=C99999-DEADBEEF").text
