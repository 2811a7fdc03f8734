"""Editing a page, and settling a conflict (D3)."""

import re
from dataclasses import replace
from typing import Any

from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import revise
from scenariowiki.scenarios.commands.templates import change_template
from scenariowiki.scenarios.models import Revision, Scenario, WorkingCopy
from scenariowiki.scenarios.queries import head
from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules.content import PageInput, SituationInput
from scenariowiki.scenarios.rules.states import Layer, State
from scenariowiki.scenarios.rules.template import Field
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write, edited, hidden, statements, stored

ANN, AUD, CY, ZOE, REA = personas.ANN, personas.AUD, personas.CY, personas.ZOE, personas.REA


def someone_else_saves(no: int, situation: str) -> None:
    given = PageInput(
        situation=SituationInput(
            title="节前缺货",
            situation=situation,
            layer=Layer.SERVICE,
            tags=("缺货",),
            fields={"business_line": "ecommerce"},
        ),
        base_seq={None: 1},
        summary="换个说法",
    )
    prepared = revise.prepare_page(read(), CY, no, given)
    with write() as uow:
        revise.revise_page(uow, CY, prepared)


def situation_of(no: int) -> str:
    revision = head(read(), stored(no))
    assert revision is not None
    return str(revision.snapshot["situation"])


def test_everyone_who_writes_edits_at_once(sign_in: SignIn, written: Write) -> None:
    no = written()

    response = sign_in(ZOE).post(
        f"/scenarios/{no}/edit", data=edited(situation="客人非常急。货不够。", summary="更准确")
    )

    assert response.status_code == 303
    assert situation_of(no) == "客人非常急。货不够。"


def test_the_form_holds_the_page_as_it_is(sign_in: SignIn, written: Write) -> None:
    html = sign_in(ZOE).get(f"/scenarios/{written()}/edit").text

    assert "客人很急。货不够。" in html
    assert "安抚客人" in html
    assert hidden(html, "base_seq") == "1"
    assert hidden(html, "solutions-0-base_seq") == "2"


def test_the_form_takes_a_handful_of_statements(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    browser.get(f"/scenarios/{no}/edit")

    with statements() as seen:
        browser.get(f"/scenarios/{no}/edit")

    assert len(seen) <= 18, seen


def test_a_solution_is_edited_and_one_is_added_in_the_same_save(sign_in: SignIn, written: Write) -> None:
    no = written()
    steps: dict[str, Any] = {
        "solutions-0-id": "1",
        "solutions-0-base_seq": "2",
        "solutions-0-steps-0-key": "s2",
        "solutions-0-steps-0-text": "调整小样",
        "solutions-1-steps-0-text": "另一条路",
    }

    response = sign_in(ZOE).post(
        f"/scenarios/{no}/edit", data=edited(situation="客人很急。货不够。", **steps)
    )

    assert response.status_code == 303
    rows = read().query(Revision).order_by(Revision.id).all()
    assert [row.solution_id for row in rows] == [None, 1, 1, 2]
    assert rows[2].snapshot["steps"] == [{"key": "s2", "text": "调整小样"}]


def test_an_author_saves_a_draft_and_hands_it_in_at_once(sign_in: SignIn, written: Write) -> None:
    no, browser = written(personas.ANN, steps=(), state=State.DRAFT), sign_in(ANN)
    steps: dict[str, Any] = {"solutions-0-steps-0-text": "先致歉"}
    html = browser.get(f"/scenarios/{no}/edit").text

    sent = {**edited(situation="客人很急。", **steps), "act": "submit"}
    lacking = browser.post(f"/scenarios/{no}/edit", data={**sent, "layer": ""})
    browser.post(f"/scenarios/{no}/edit", data=sent)

    assert 'name="solutions-0-steps-0-text"' in html
    assert "保存并提交" in html
    assert (lacking.status_code, "先致歉" in lacking.text) == (422, True)
    assert "保存并提交" in lacking.text
    assert read().query(Scenario).one().state == State.SUBMITTED
    assert "保存并提交" not in browser.get(f"/scenarios/{no}/edit").text


def test_changes_to_different_sentences_merge(sign_in: SignIn, written: Write) -> None:
    no = written()
    someone_else_saves(no, "客人很急。货真的不够。")

    response = sign_in(ZOE).post(f"/scenarios/{no}/edit", data=edited(situation="客人非常急。货不够。"))

    assert response.status_code == 303
    assert situation_of(no) == "客人非常急。货真的不够。"


def conflict(browser: Browser, no: int) -> str:
    someone_else_saves(no, "客人真急。货不够。")
    response = browser.post(
        f"/scenarios/{no}/edit", data=edited(situation="客人非常急。货不够。", summary="我的")
    )
    assert response.status_code == 409
    return response.text


def typed_again(html: str) -> dict[str, str]:
    """Read the hidden fields of the conflict page, as a browser sends them back."""
    form = html.partition('<div class="ab-head">')[0].rpartition("<form")[2]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


def test_the_same_sentence_changed_twice_shows_both_texts(sign_in: SignIn, written: Write) -> None:
    html = conflict(sign_in(ZOE), written())

    assert "客人真急" in re.sub(r"<[^>]+>", "", html)
    assert "客人非常急" in re.sub(r"<[^>]+>", "", html)
    assert read().query(WorkingCopy).one().body["situation"] == ["客人非常急。货不够。"]


def test_a_conflict_is_settled_by_choosing(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    html = conflict(browser, no)

    response = browser.post(
        f"/scenarios/{no}/edit", data={**typed_again(html), "choice-0-0": "mine", "act": "save"}
    )

    assert response.status_code == 303
    assert situation_of(no) == "客人非常急。货不够。"
    assert read().query(WorkingCopy).count() == 0


def test_a_conflict_is_settled_by_ones_own_wording(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    html = conflict(browser, no)
    own = {"choice-0-0": "own", "own-0-0": "客人急得不行。", "act": "save"}

    browser.post(f"/scenarios/{no}/edit", data={**typed_again(html), **own})

    assert situation_of(no) == "客人急得不行。货不够。"


def test_an_undecided_place_is_asked_for_again(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    html = conflict(browser, no)

    response = browser.post(f"/scenarios/{no}/edit", data={**typed_again(html), "act": "save"})

    assert response.status_code == 409
    assert situation_of(no) == "客人真急。货不够。"


def test_a_decision_about_an_older_state_is_asked_for_again(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    data = {**typed_again(conflict(browser, no)), "choice-0-0": "mine", "act": "save"}
    sign_in(ANN).post(f"/scenarios/{no}/edit", data=edited(situation="客人急死了。货不够。", base=3))

    response = browser.post(f"/scenarios/{no}/edit", data=data)

    assert response.status_code == 409
    assert situation_of(no) == "客人急死了。货不够。"


def test_ones_own_side_can_be_dropped_or_put_away(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    data = typed_again(conflict(browser, no))

    later = browser.post(f"/scenarios/{no}/edit", data={**data, "act": "later"})
    kept = read().query(WorkingCopy).count()
    browser.post(f"/scenarios/{no}/edit", data={**data, "act": "drop"})
    read().rollback()

    assert later.status_code == 303
    assert (kept, read().query(WorkingCopy).count()) == (1, 0)


def test_what_is_typed_is_kept_and_shown_again(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()

    kept = browser.post(f"/scenarios/{no}/autosave", data=edited(situation="写到一半"))

    assert kept.status_code == 204
    assert "写到一半" in browser.get(f"/scenarios/{no}/edit").text
    assert "写到一半" not in sign_in(ANN).get(f"/scenarios/{no}/edit").text
    browser.post(f"/scenarios/{no}/discard")
    assert "写到一半" not in browser.get(f"/scenarios/{no}/edit").text


def test_invalid_input_is_refused_and_shown_again(sign_in: SignIn, written: Write) -> None:
    no = written()

    response = sign_in(ZOE).post(f"/scenarios/{no}/edit", data=edited(situation="改了", title="长" * 121))

    assert response.status_code == 422
    assert "改了" in response.text


def test_a_form_without_its_base_is_refused(sign_in: SignIn, written: Write) -> None:
    no = written()
    data = edited(situation="改了")
    del data["base_seq"]

    assert sign_in(ZOE).post(f"/scenarios/{no}/edit", data=data).status_code == 422
    for summary in ("长" * 301, "响铃\x07"):
        long = sign_in(ZOE).post(f"/scenarios/{no}/edit", data=edited(situation="x", summary=summary))
        assert long.status_code == 422
        assert 'id="summary-err"' in long.text


def test_auditors_do_not_edit_and_strangers_know_of_nothing(
    client: Browser, sign_in: SignIn, written: Write
) -> None:
    no, secret = written(), written(team=personas.RED)

    assert sign_in(AUD).get(f"/scenarios/{no}/edit").status_code == 403
    assert sign_in(AUD).post(f"/scenarios/{no}/edit", data=edited(situation="x")).status_code == 403
    assert sign_in(ZOE).get(f"/scenarios/{secret}/edit").status_code == 404
    assert sign_in(ZOE).post(f"/scenarios/{secret}/autosave", data={"title": "x"}).status_code == 404
    assert client.get(f"/scenarios/{no}/edit").status_code == 303
    assert sign_in(ANN).delete(f"/scenarios/{no}/edit").status_code == 405


def test_an_archived_page_is_closed_to_editing(sign_in: SignIn, written: Write) -> None:
    no = written()
    sign_in(CY).post(f"/scenarios/{no}/transition", data={"to": State.ARCHIVED})

    assert sign_in(ZOE).get(f"/scenarios/{no}/edit").status_code == 409


def test_nothing_is_lost_to_a_template_that_changed_meanwhile(sign_in: SignIn, written: Write) -> None:
    no = written()
    with write() as uow:
        rest = [one for one in BUILT_IN.fields if one.key != "metric"]
        change_template(uow, personas.ADA, rest, base_number=0)
    browser = sign_in(ANN)

    typed = {"fields-metric": "接通率 97%"}

    wrong = browser.post(f"/scenarios/{no}/edit", data=edited(situation="") | typed)
    assert wrong.status_code == 422
    assert "接通率 97%" in wrong.text

    right = browser.post(f"/scenarios/{no}/edit", data=edited(situation="改过的。") | typed)
    assert right.status_code == 303
    revision = read().get_one(Revision, stored(no).head_rev_id)
    assert revision.snapshot["fields.metric"] == "接通率 97%"


def test_a_choice_that_the_list_lost_is_still_shown_and_chosen(sign_in: SignIn, written: Write) -> None:
    no, browser = written(), sign_in(ANN)
    with write() as uow:
        fewer = [_without(one, "ecommerce") for one in BUILT_IN.fields]
        change_template(uow, personas.ADA, fewer, base_number=0)
    chosen = '<option selected value="ecommerce">电商</option>'

    assert chosen in browser.get(f"/scenarios/{no}/edit").text
    assert chosen in browser.post(f"/scenarios/{no}/edit", data=edited(situation="")).text
    assert browser.post(f"/scenarios/{no}/edit", data=edited(situation="改过的。")).status_code == 303
    for path in ("", "/history/3"):
        assert "电商" in browser.get(f"/scenarios/{no}{path}").text
    assert "ecommerce" not in browser.get("/scenarios/new").text


def _without(one: Field, key: str) -> Field:
    return replace(one, choices=tuple(choice for choice in one.choices if choice.key != key))


def test_a_reader_suggests_and_a_curator_decides(sign_in: SignIn, written: Write) -> None:
    no = written()
    browser = sign_in(REA)
    assert "客人很急。货不够。" in browser.get(f"/scenarios/{no}/edit").text

    response = browser.post(f"/scenarios/{no}/edit", data=edited(situation="客人非常急。货不够。"))

    assert response.status_code == 303
    assert situation_of(no) == "客人很急。货不够。"
    waiting = read().query(Revision).where(Revision.state == "pending").one()
    assert waiting.snapshot["situation"] == "客人非常急。货不够。"
