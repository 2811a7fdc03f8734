"""Saying thanks, and the page of badges and thanks."""

import pytest

from scenariowiki.points.models import Kudos
from scenariowiki.runtime.session import read
from tests import personas, wiki
from tests.browser import Browser, SignIn

ANN, ZOE = personas.ANN, personas.ZOE


@pytest.fixture
def no() -> int:
    return wiki.publish(ANN, "节前缺货，客人着急")


@pytest.fixture
def zoe_in(sign_in: SignIn, no: int) -> Browser:
    del no
    return sign_in(ZOE)


def choice(browser: Browser, no: int) -> str:
    page = browser.get(f"/scenarios/{no}/thanks").text
    return page.partition('value="scenario:')[2].partition('"')[0]


def said() -> list[str]:
    read().rollback()
    return [row.text for row in read().query(Kudos)]


def test_thanks_are_said_and_read(zoe_in: Browser, sign_in: SignIn, no: int) -> None:
    form = {"what": f"scenario:{choice(zoe_in, no)}", "text": "照着做<b>真的</b>有用"}

    assert zoe_in.post(f"/scenarios/{no}/thanks", data=form).status_code == 303
    shown = sign_in(ANN).get("/me/thanks").text
    assert "照着做&lt;b&gt;真的&lt;/b&gt;有用" in shown
    assert "感谢您在 S-" in sign_in(ANN).get("/").text


def test_thanking_twice_is_told(zoe_in: Browser, no: int) -> None:
    form = {"what": f"scenario:{choice(zoe_in, no)}", "text": "谢谢"}
    zoe_in.post(f"/scenarios/{no}/thanks", data=form)

    answer = zoe_in.post(f"/scenarios/{no}/thanks", data=form)

    assert (answer.status_code, said()) == (409, ["谢谢"])
    assert "已经谢过" in answer.text


@pytest.mark.parametrize(
    "change", [{"text": ""}, {"what": "scenario:999"}, {"what": "x"}, {"text": "长" * 201}]
)
def test_wrong_input_is_told(zoe_in: Browser, no: int, change: dict[str, str]) -> None:
    form = {"what": f"scenario:{choice(zoe_in, no)}", "text": "谢谢", **change}

    assert zoe_in.post(f"/scenarios/{no}/thanks", data=form).status_code == 422
    assert said() == []


def test_my_own_page_has_nobody_to_thank(sign_in: SignIn, no: int) -> None:
    assert "没有可以感谢的人" in sign_in(ANN).get(f"/scenarios/{no}/thanks").text


def test_a_page_that_is_not_there_is_not_found(zoe_in: Browser) -> None:
    assert zoe_in.get("/scenarios/999/thanks").status_code == 404
    assert zoe_in.post("/scenarios/999/thanks", data={"what": "scenario:1", "text": "x"}).status_code == 404


def test_strangers_sign_in_first(client: Browser) -> None:
    assert client.get("/me/thanks").status_code == 303
