"""Moving scenarios between states, their facts, favourites, watches, discussion."""

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Comment, Favourite, Subscription
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write, stored

ANN, CY, ZOE, REA, LEE, AUD = (
    personas.ANN, personas.CY, personas.ZOE, personas.REA, personas.LEE, personas.AUD,
)  # fmt: skip


def test_a_curator_publishes_and_the_author_cannot(sign_in: SignIn, written: Write) -> None:
    no = written(state=State.SUBMITTED)

    assert sign_in(ANN).post(f"/scenarios/{no}/transition", data={"to": "published"}).status_code == 403
    assert sign_in(CY).post(f"/scenarios/{no}/transition", data={"to": "published"}).status_code == 303
    assert stored(no).state == State.PUBLISHED


def test_nobody_decides_on_what_they_wrote(sign_in: SignIn, written: Write) -> None:
    no = written(CY, state=State.SUBMITTED)

    assert sign_in(CY).post(f"/scenarios/{no}/transition", data={"to": "published"}).status_code == 403


def test_sending_back_needs_a_note_that_becomes_a_comment(sign_in: SignIn, written: Write) -> None:
    no = written(state=State.SUBMITTED)
    url = f"/scenarios/{no}/transition"

    assert sign_in(CY).post(url, data={"to": "needs_work"}).status_code == 422
    assert sign_in(CY).post(url, data={"to": "needs_work", "note": "请补步骤"}).status_code == 303
    assert read().query(Comment).one().text == "请补步骤"


def test_rejecting_needs_a_reason_and_hides_the_scenario(sign_in: SignIn, written: Write) -> None:
    no = written(state=State.SUBMITTED)
    url = f"/scenarios/{no}/transition"

    assert sign_in(CY).post(url, data={"to": "rejected", "reason": "why not"}).status_code == 422
    assert sign_in(CY).post(url, data={"to": "rejected", "reason": "spam"}).status_code == 303
    assert sign_in(ZOE).get(f"/scenarios/{no}").status_code == 404


@pytest.mark.parametrize(("data", "status"), [({"to": "archived"}, 409), ({"to": "x"}, 422), ({}, 422)])
def test_what_is_not_on_the_map_is_refused(
    sign_in: SignIn, written: Write, data: dict[str, str], status: int
) -> None:
    no = written(state=State.SUBMITTED)

    assert sign_in(CY).post(f"/scenarios/{no}/transition", data=data).status_code == status


def test_the_teams_lead_changes_who_reads_it(sign_in: SignIn, written: Write) -> None:
    no = written()
    data = {"audience": "team", "team": str(personas.RED), "owner": "lee"}

    assert sign_in(ZOE).post(f"/scenarios/{no}/facts", data=data).status_code == 403
    assert sign_in(LEE).post(f"/scenarios/{no}/facts", data=data).status_code == 303
    assert (stored(no).audience, stored(no).owner_id) == ("team", LEE.id)
    assert sign_in(ZOE).get(f"/scenarios/{no}").status_code == 404
    assert sign_in(LEE).post(f"/scenarios/{no}/facts", data={"owner": "nobody"}).status_code == 422


def test_favourites_and_watches_are_kept_once_and_dropped(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    for _twice in range(2):
        assert browser.post(f"/scenarios/{no}/favourite", data={"on": "1"}).status_code == 303
        assert browser.post(f"/scenarios/{no}/watch", data={"on": "1"}).status_code == 303
    assert (read().query(Favourite).count(), read().query(Subscription).count()) == (1, 1)

    browser.post(f"/scenarios/{no}/favourite", data={"on": ""})
    browser.post(f"/scenarios/{no}/watch", data={"on": ""})
    read().rollback()

    assert (read().query(Favourite).count(), read().query(Subscription).count()) == (0, 0)


def test_a_tag_is_watched(sign_in: SignIn, written: Write) -> None:
    written()

    assert sign_in(ZOE).post("/tags/1/watch", data={"on": "1"}).location == "/scenarios?tag=1"
    assert sign_in(ZOE).post("/tags/99/watch", data={"on": "1"}).status_code == 404


def test_a_comment_points_at_a_solution_and_can_be_taken_back(sign_in: SignIn, written: Write) -> None:
    no = written()
    sign_in(REA).post(
        f"/scenarios/{no}/comments", data={"text": "**很**有用", "solution": "1", "quote": "货不够。"}
    )

    assert 'name="quote"' in sign_in(ZOE).get(f"/scenarios/{no}").text
    assert "<strong>很</strong>有用" in sign_in(ZOE).get(f"/scenarios/{no}").text
    assert sign_in(ZOE).post(f"/scenarios/{no}/comments/1/withdraw").status_code == 403
    assert sign_in(REA).post(f"/scenarios/{no}/comments/1/withdraw").status_code == 303
    assert "有用" not in sign_in(ZOE).get(f"/scenarios/{no}").text


def test_case_77_the_key_of_a_comment_is_of_its_page(sign_in: SignIn, written: Write) -> None:
    said = {"text": "也是这样。", "once": "k"}

    sent = [sign_in(REA).post(f"/scenarios/{no}/comments", data=said) for no in (written(), written())]

    assert [one.status_code for one in sent] == [303, 422]
    assert read().query(Comment).count() == 1


def test_an_empty_or_endless_comment_is_refused(sign_in: SignIn, written: Write) -> None:
    url = f"/scenarios/{written()}/comments"

    assert sign_in(ZOE).post(url, data={"text": " "}).status_code == 422
    endless = sign_in(ZOE).post(url, data={"text": "长" * 4_001})
    assert endless.status_code == 422
    assert "长" * 4_001 in endless.text
    assert sign_in(ZOE).post(url, data={"text": "好", "quote": "长" * 501}).status_code == 422
    assert sign_in(ZOE).post(url, data={"text": "好", "solution": "99"}).status_code == 404
    assert sign_in(AUD).post(url, data={"text": "好"}).status_code == 403


@pytest.mark.parametrize("act", ["transition", "facts", "favourite", "watch", "comments"])
def test_what_one_may_not_know_of_cannot_be_touched(
    client: Browser, sign_in: SignIn, written: Write, act: str
) -> None:
    url = f"/scenarios/{written(team=personas.RED)}/{act}"
    data = {"to": "published", "text": "x", "on": "1"}

    assert sign_in(ZOE).post(url, data=data).status_code == 404
    assert client.post(url, data=data).status_code == 401
    assert sign_in(ANN).get(url).status_code == 405
