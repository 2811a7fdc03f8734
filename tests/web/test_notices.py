"""The inbox, and the page where people choose how they are told."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from scenariowiki.kernel import clock
from scenariowiki.notifications import queries
from scenariowiki.notifications.models import MailBox, Notice
from scenariowiki.notifications.rules import NoticeKind, Topic, Way
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario, Subscription
from tests import personas
from tests.browser import Browser, SignIn, session_for
from tests.mail.acts import subscribe, tell
from tests.scenarios.writing import tag
from tests.web.scenarios.conftest import Write, hidden
from tests.web.scenarios.conftest import written as written  # noqa: PLC0414 - a fixture

ANN, ZOE = personas.ANN, personas.ZOE
WAYS = {topic.value: Way.DIGEST.value for topic in Topic}


def page_id(no: int) -> int:
    return read().scalars(select(Scenario.id).where(Scenario.no == no)).one()


def unread() -> list[str]:
    """Name what Ann could read and has not."""
    read().rollback()
    own = (Notice.account_id == ANN.id, Notice.read_at.is_(None), Notice.not_before <= clock.now())
    return list(read().scalars(select(Notice.key).where(*own)))


def test_the_inbox_puts_together_what_a_day_told_of_one_page(sign_in: SignIn, written: Write) -> None:
    one, other = written(), written(title="有货却说缺货")
    tell("a", ANN, page=page_id(one))
    tell("b", ANN, page=page_id(other), kind=NoticeKind.SOP_UNREAD)
    tell("c", ANN, page=page_id(one), kind=NoticeKind.TICKET_ANSWERED)

    html = sign_in(ANN).get("/notices").text

    headings = re.findall(r"<h3>.*?S-(\d+)", html)
    assert headings.count(str(one)) == headings.count(str(other)) == 1
    assert html.count('class="feed"') >= 2


def test_one_page_of_the_inbox_is_put_away_at_once_and_nothing_else(sign_in: SignIn, written: Write) -> None:
    no, browser = written(), sign_in(ANN)
    browser.post("/notices/read")
    for key in ("a", "b"):
        tell(key, ANN, page=page_id(no))
    tell("c", ANN, kind=NoticeKind.THANKED)
    ids = re.findall(r'name="ids" value="([\d,]+)"', browser.get("/notices").text)

    answer = browser.post("/notices/read", data={"ids": ids[0], "next": "/notices?show=unread"})

    assert answer.location == "/notices?show=unread"
    assert unread() == ["c"]


@pytest.mark.parametrize("ids", ["x", "1e3", "١", "9" * 40, "-1"])
def test_ids_that_are_none_put_nothing_away(sign_in: SignIn, ids: str) -> None:
    tell("a", ANN)

    assert sign_in(ANN).post("/notices/read", data={"ids": ids}).status_code == 303

    assert unread() == ["a"]


def test_nobody_puts_away_what_others_are_told(sign_in: SignIn) -> None:
    tell("a", ANN)
    notice = read().scalars(select(Notice.id)).one()

    sign_in(ZOE).post("/notices/read", data={"ids": str(notice)})

    assert unread() == ["a"]


def test_a_long_inbox_has_pages(sign_in: SignIn) -> None:
    for number in range(60):
        tell(str(number), ANN, kind=NoticeKind.THANKED)
    browser = sign_in(ANN)

    older = re.search(r'href="(/notices\?before=\d+)"', browser.get("/notices").text)

    assert older
    assert browser.get(older[1]).text.count("dot-i") == 10
    assert browser.get("/notices?before=99999999999999999999").status_code == 200


def test_read_notices_are_left_out_where_one_wants_the_unread(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    tell("a", ANN)
    browser.post("/notices/read")

    assert "F-1" in browser.get("/notices").text
    assert "F-1" not in browser.get("/notices?show=unread").text


@pytest.fixture
def mailing(make_app: Callable[..., Flask]) -> Flask:
    return make_app(SMTP_URL="smtp://127.0.0.1:9")


@pytest.fixture
def ann_in(app: Flask, mailing: Flask) -> Browser:
    """Sign Ann in where mail is set up."""
    browser = mailing.test_client()
    assert isinstance(browser, Browser)
    browser.use(session_for(ANN, at=clock.now()))
    return browser


def test_choices_are_kept_and_shown(sign_in: SignIn) -> None:
    browser = sign_in(ANN)

    answer = browser.post(
        "/me/notices", data={**WAYS, "watched": "never", "opens": "20:00", "closes": "06:00"}
    )

    assert answer.status_code == 303
    ways = queries.list_ways(read(), ANN.id)
    assert (ways[Topic.WATCHED], ways[Topic.TO_ANSWER]) == (Way.NEVER, Way.DIGEST)
    assert 'value="20:00"' in browser.get("/me/notices").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"sops": "loud"},
        {"merges": "never"},
        {"opens": "25:00"},
        {"opens": "08:00", "closes": ""},
        {"watched": ""},
    ],
)
def test_what_is_not_offered_is_refused_and_changes_nothing(sign_in: SignIn, wrong: dict[str, str]) -> None:
    answer = sign_in(ANN).post("/me/notices", data={**WAYS, **wrong})

    assert answer.status_code == 422
    assert queries.list_ways(read(), ANN.id)[Topic.TO_ANSWER] is Way.NOW
    assert queries.find_box(read(), ANN.id) is None


def test_an_address_is_asked_for_and_confirmed(ann_in: Browser) -> None:
    assert ann_in.post("/me/notices/address", data={"address": "ann@example.com"}).status_code == 303
    assert "ann@example.com" in ann_in.get("/me/notices").text
    code = read().scalars(select(MailBox.code)).one()

    wrong = ann_in.post("/me/notices/code", data={"code": f"{(int(code) + 1) % 10**6:06}"})
    right = ann_in.post("/me/notices/code", data={"code": code})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "验证码不对" in wrong.text
    assert code not in wrong.text
    assert "邮件发往 <b>ann@example.com</b>" in ann_in.get("/me/notices").text


@pytest.mark.parametrize("address", ["", "ann", "安@example.com", "a@example.com,b@example.com"])
def test_what_is_no_address_comes_back_with_what_was_typed(ann_in: Browser, address: str) -> None:
    answer = ann_in.post("/me/notices/address", data={"address": address})

    assert answer.status_code == 422
    assert f'value="{address}"' in answer.text


def test_mail_is_ended_with_one_click(ann_in: Browser) -> None:
    subscribe(ANN)

    ann_in.post("/me/notices/drop")

    read().rollback()
    assert read().scalars(select(MailBox.address)).all() == [""]


def test_why_an_address_was_given_up_is_said(ann_in: Browser) -> None:
    subscribe(ANN)
    with write() as uow:
        refused = {"address": "", "refused": "ann@example.com: 550 no such user"}
        uow.session.execute(update(MailBox).values(**refused))

    assert "550 no such user" in ann_in.get("/me/notices").text


def test_without_a_mail_server_the_page_says_so(sign_in: SignIn) -> None:
    browser = sign_in(ANN)

    assert "没有开通邮件" in browser.get("/me/notices").text
    assert browser.post("/me/notices/address", data={"address": "ann@example.com"}).status_code == 422


def test_pages_are_muted_and_let_go_where_they_are_listed(sign_in: SignIn, written: Write) -> None:
    no, browser = written(), sign_in(ANN)
    browser.post(f"/scenarios/{no}/watch", data={"on": "1"})
    assert f"S-{no}" in browser.get("/me/notices").text

    muted = browser.post(f"/scenarios/{no}/watch", data={"level": "mute", "next": "/me/notices"})

    assert muted.location == "/me/notices"
    assert read().scalars(select(Subscription.level)).all() == ["mute"]
    browser.post(f"/scenarios/{no}/watch", data={"level": ""})
    read().rollback()
    assert read().scalars(select(Subscription.level)).all() == []
    assert browser.post(f"/scenarios/{no}/watch", data={"level": "loud"}).status_code == 422


def test_tags_are_muted_and_let_go_where_they_are_listed(sign_in: SignIn) -> None:
    id_, browser = tag("停机"), sign_in(ANN)
    browser.post(f"/tags/{id_}/watch", data={"on": "1"})
    assert f'<a href="/scenarios?tag={id_}">停机</a>' in browser.get("/me/notices").text

    muted = browser.post(f"/tags/{id_}/watch", data={"level": "mute", "next": "/me/notices"})

    assert muted.location == "/me/notices"
    assert read().scalars(select(Subscription.level)).all() == ["mute"]
    browser.post(f"/tags/{id_}/watch", data={"level": ""})
    assert "您没有关注标签" in browser.get("/me/notices").text


def test_m19_a_page_is_muted_on_itself_and_told_of_again(sign_in: SignIn, written: Write) -> None:
    no, browser = written(), sign_in(ANN)
    assert "不再通知这一页" in browser.get(f"/scenarios/{no}").text

    browser.post(f"/scenarios/{no}/watch", data={"level": "mute"})

    assert read().scalars(select(Subscription.level)).all() == ["mute"]
    assert "已静音" in browser.get(f"/scenarios/{no}").text
    browser.post(f"/scenarios/{no}/watch", data={"level": ""})
    assert "不再通知这一页" in browser.get(f"/scenarios/{no}").text


@pytest.mark.parametrize("path", ["/", "/notices"])
def test_what_came_after_the_page_was_drawn_is_not_put_away_with_it(sign_in: SignIn, path: str) -> None:
    tell("a", ANN)
    tell("b", ANN)
    browser = sign_in(ANN)
    shown_at = hidden(browser.get(path).text, "shown_at")
    tell("c", ANN)

    browser.post("/notices/read", data={"shown_at": shown_at})

    assert unread() == ["c"]


@pytest.mark.parametrize("text", ["gestern", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"])
def test_an_odd_moment_puts_away_no_more_than_what_is_there(sign_in: SignIn, text: str) -> None:
    tell("a", ANN)

    assert sign_in(ANN).post("/notices/read", data={"shown_at": text}).status_code == 303
