"""Adding one's own solution, editing one, moving what was typed into one."""

import re

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Revision, Solution, WorkingCopy
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write, hidden

ANN, CY, ZOE, REA = personas.ANN, personas.CY, personas.ZOE, personas.REA
MINE = {"solutions-0-steps-0-text": "先查库存", "solutions-0-steps-1-text": "再回电"}


def test_everyone_who_writes_adds_a_solution_readable_at_once(sign_in: SignIn, written: Write) -> None:
    no = written()

    response = sign_in(ZOE).post(f"/scenarios/{no}/solutions/new", data=MINE)

    assert response.status_code == 303
    assert "先查库存" in sign_in(REA).get(f"/scenarios/{no}").text
    added = read().query(Solution).order_by(Solution.id.desc()).first()
    assert added is not None
    assert (added.state, added.author_id) == (State.SUBMITTED, ZOE.id)


def test_sent_twice_it_makes_one_solution(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    data = {**MINE, "once": hidden(browser.get(f"/scenarios/{no}/solutions/new").text, "once")}

    browser.post(f"/scenarios/{no}/solutions/new", data=data)
    browser.post(f"/scenarios/{no}/solutions/new", data=data)

    assert read().query(Solution).count() == 2


def test_an_empty_one_is_refused(sign_in: SignIn, written: Write) -> None:
    response = sign_in(ZOE).post(
        f"/scenarios/{written()}/solutions/new", data={"solutions-0-steps-0-text": " "}
    )

    assert response.status_code == 422


def test_one_is_edited_with_the_base_it_was_shown_with(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    html = browser.get(f"/scenarios/{no}/solutions/1/edit").text
    keys = dict(re.findall(r'name="(solutions-0-steps-\d-key)" value="([^"]*)"', html))
    texts = {"solutions-0-steps-0-text": "安抚客人", "solutions-0-steps-1-text": "换成大样"}
    base = {"solutions-0-base_seq": hidden(html, "solutions-0-base_seq"), "summary": "换大样"}

    response = browser.post(f"/scenarios/{no}/solutions/1/edit", data={**keys, **texts, **base})

    assert response.status_code == 303
    newest = read().query(Revision).order_by(Revision.id.desc()).first()
    assert newest is not None
    assert [step["text"] for step in newest.snapshot["steps"]] == ["安抚客人", "换成大样"]
    assert [step["key"] for step in newest.snapshot["steps"]] == ["s1", "s2"]


def test_the_same_step_changed_twice_is_a_conflict_with_the_text_kept(
    sign_in: SignIn, written: Write
) -> None:
    no = written(steps=("安抚客人",))
    data = {"solutions-0-base_seq": "2", "solutions-0-steps-0-key": "s1"}
    url = f"/scenarios/{no}/solutions/1/edit"
    sign_in(ANN).post(url, data={**data, "solutions-0-steps-0-text": "先安抚客人"})

    response = sign_in(ZOE).post(url, data={**data, "solutions-0-steps-0-text": "安抚客人两次"})

    assert response.status_code == 409
    assert "安抚客人两次" in response.text
    long = sign_in(ZOE).post(url, data={**data, "solutions-0-steps-0-text": "再安抚", "summary": "长" * 301})
    assert long.status_code == 422
    assert 'id="summary-err"' in long.text


def test_what_is_typed_is_kept(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()

    assert browser.post(f"/scenarios/{no}/solutions/autosave", data=MINE).status_code == 204
    kept = browser.get(f"/scenarios/{no}/solutions/new").text
    assert "先查库存" in kept
    discard = re.search(r'formaction="([^"]+)"[^>]*>丢弃', kept)
    assert discard is not None
    assert browser.post(discard[1]).status_code == 303
    assert "先查库存" not in browser.get(f"/scenarios/{no}/solutions/new").text


def test_a_new_scenario_that_is_an_old_one_becomes_a_solution_of_it(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()

    response = browser.post(f"/scenarios/{no}/solutions/take", data={"title": "x", **MINE, "copy": "abc"})

    assert response.location == f"/scenarios/{no}/solutions/new"
    assert "先查库存" in browser.get(response.location).text
    assert {one.target for one in read().query(WorkingCopy)} == {f"solution:{no}", "new:abc"}


def test_a_curator_publishes_what_somebody_else_added(sign_in: SignIn, written: Write) -> None:
    no = written()
    sign_in(ZOE).post(f"/scenarios/{no}/solutions/new", data=MINE)
    url = f"/scenarios/{no}/solutions/2/transition"

    assert sign_in(ZOE).post(url, data={"to": "published"}).status_code == 403
    assert sign_in(CY).post(url, data={"to": "nonsense"}).status_code == 422
    assert sign_in(CY).post(url, data={"to": "rejected"}).status_code == 422
    assert sign_in(CY).post(url, data={"to": "published"}).status_code == 303
    assert sign_in(CY).post(url, data={"to": "submitted"}).status_code == 409


def test_readers_add_nothing_and_strangers_know_of_nothing(
    client: Browser, sign_in: SignIn, written: Write
) -> None:
    no, secret = written(), written(team=personas.RED)

    assert sign_in(REA).get(f"/scenarios/{no}/solutions/new").status_code == 403
    assert sign_in(ZOE).get(f"/scenarios/{secret}/solutions/new").status_code == 404
    assert sign_in(ZOE).post(f"/scenarios/{secret}/solutions/2/transition", data={}).status_code == 404
    assert sign_in(ZOE).get(f"/scenarios/{no}/solutions/999/edit").status_code == 404
    assert client.post(f"/scenarios/{no}/solutions/new", data=MINE).status_code == 401
    assert sign_in(ZOE).delete(f"/scenarios/{no}/solutions/new").status_code == 405
