"""Several items of the queue ticked, looked at together and decided with one button (Q7)."""

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from scenariowiki.curation.rules.items import BULK_MOST, ItemKind, ItemState
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.queueing import item, pair, two, waiting
from tests.scenarios.writing import published, recorded, save_text, scenario, situation
from tests.web.deciding import form_of

ANN, CY, DAN, REA, ZOE = personas.ANN, personas.CY, personas.DAN, personas.REA, personas.ZOE


def copies() -> int:
    """Open the item of two pages that say word for word the same."""
    one, other = (published(who, about=situation("余额充足却停机")) for who in (ANN, ZOE))
    return pair(scenario(one).id, scenario(other).id)


def look(browser: Browser, *ids: int) -> MultiDict[str, str]:
    """Tick items and return the form that the preview gives."""
    html = browser.post("/queue/several/preview", data={"item": list(ids)}).text
    return form_of(html.replace('<form method="post" novalidate', '<form data-decide method="post"'))


def decide(browser: Browser, verdict: str, *ids: int) -> TestResponse:
    form = look(browser, *ids)
    form["verdict"] = verdict
    return browser.post("/queue/several", data=form)


def test_q7_what_can_be_decided_together_is_listed_and_copies_are_named(sign_in: SignIn) -> None:
    same, other = copies(), pair(*two())

    html = sign_in(CY).get("/queue/several").text

    assert {f'value="{id_}"' in html for id_ in (same, other)} == {True}
    assert html.count("一字不差") >= 1


def test_q7_copies_are_ticked_with_one_link(sign_in: SignIn) -> None:
    same, other = copies(), pair(*two())

    html = sign_in(CY).get("/queue/several?copies=1").text

    assert f'value="{same}" checked' in html
    assert f'value="{other}" checked' not in html


def test_q7_looking_says_what_each_button_would_do_and_writes_nothing(sign_in: SignIn) -> None:
    ids = copies(), pair(*two())

    html = sign_in(CY).post("/queue/several/preview", data={"item": list(ids)}).text

    assert 'value="distinct"' in html
    assert "另有 1 项留在队列里" in html
    assert {item(id_).state for id_ in ids} == {ItemState.OPEN}


def test_q7_distinct_pairs_are_decided_with_one_button_each_with_its_event(sign_in: SignIn) -> None:
    ids = copies(), pair(*two())

    answer = decide(sign_in(CY), "distinct", *ids)

    assert answer.headers["Location"] == "/queue/several"
    assert {item(id_).state for id_ in ids} == {ItemState.APPLIED}
    decided = [one["item_id"] for one in recorded("QueueItemDecided") if one["verdict"] == "distinct"]
    assert sorted(decided) == sorted(ids)


def test_q7_of_what_is_ticked_only_the_copies_are_merged(sign_in: SignIn) -> None:
    same, other = copies(), pair(*two())

    decide(sign_in(CY), "duplicate", same, other)

    assert [item(id_).state for id_ in (same, other)] == [ItemState.APPLIED, ItemState.OPEN]
    assert State.MERGED in {scenario(no).state for no in (1, 2)}


def test_q3_a_side_that_moved_since_stops_all_and_keeps_the_ticks(sign_in: SignIn) -> None:
    first, second, browser = pair(*two()), copies(), sign_in(CY)
    form = look(browser, first, second)
    save_text(ANN, 1, "客户又打来一次。", base_seq=1)

    answer = browser.post("/queue/several", data={**form.to_dict(flat=False), "verdict": "distinct"})

    assert answer.status_code == 409
    assert f'value="{second}" checked' in answer.text
    assert len(waiting(ItemKind.DUP_SCENARIO)) == 2


def test_what_was_ticked_since_it_was_looked_at_is_shown_first(sign_in: SignIn) -> None:
    same, browser = copies(), sign_in(CY)

    answer = browser.post("/queue/several", data={"item": same, "verdict": "distinct"})

    assert answer.status_code == 422
    assert "再看一遍" in answer.text


def test_bad_input_is_refused_in_words(sign_in: SignIn) -> None:
    same, browser = copies(), sign_in(CY)

    for data in (
        {"verdict": "distinct"},
        {"item": same, "verdict": "publish"},
        {"item": list(range(1, BULK_MOST + 2)), "verdict": "distinct"},
        {"item": "x", "verdict": ""},
    ):
        assert browser.post("/queue/several", data=data).status_code == 422, data


def test_q8_ones_own_work_is_not_offered(sign_in: SignIn) -> None:
    one, other = (published(who, about=situation("余额充足却停机")) for who in (ANN, ZOE))
    found = pair(scenario(one).id, scenario(other).id)
    third = published(DAN, about=situation("余额充足却停机"))
    own = pair(scenario(one).id, scenario(third).id)

    html = sign_in(DAN).get("/queue/several").text

    assert f'name="item" value="{found}"' in html
    assert f'name="item" value="{own}"' not in html


def test_strangers_and_readers_are_refused(client: Browser, sign_in: SignIn) -> None:
    assert client.get("/queue/several").status_code == 303
    assert sign_in(REA).get("/queue/several").status_code == 403
