"""A merge's own page, undoing it, and naming a duplicate by hand."""

import re

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import reporting
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment
from scenariowiki.scenarios.models import Comment
from scenariowiki.scenarios.rules.states import Audience, State
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation import test_unmerging as unmerging
from tests.curation.acts import merge_pages, merge_solutions
from tests.curation.queueing import a_pair, decide, item, pair, waiting
from tests.scenarios.writing import (
    draft,
    move,
    published,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.web.deciding import form_of, send, undo

ANN, CY, DAN, REA, ZOE = personas.ANN, personas.CY, personas.DAN, personas.REA, personas.ZOE
WHY = {"reason": "mistake", "note": ""}


def merged() -> MergeOp:
    """Merge two scenarios through the queue."""
    decide(a_pair(), Verdict.DUPLICATE)
    return op()


def op() -> MergeOp:
    read().rollback()
    return read().scalars(select(MergeOp)).one()


def test_it_shows_both_sides_and_what_undoing_changes(sign_in: SignIn) -> None:
    html = sign_in(CY).get(f"/merges/{merged().id}").text

    assert "撤销这次合并？" in html
    assert "撤销后会怎样" in html


def test_both_sides_go_by_the_names_they_had(sign_in: SignIn) -> None:
    kept = published(ANN, solution("先核对余额。"), about=situation("余额充足却停机"))
    other = published(ZOE, solution("先听录音。"), about=situation("有余额仍被停机"))
    merge_pages(kept, other)
    ids = [solutions_of(no)[0].id for no in (kept, other)]
    (made,) = merge_solutions(*ids, fields={"steps": FieldChoice(choice=Choice.TAKE_LOSER)})

    html = " ".join(sign_in(CY).get(f"/merges/{made.id}").text.split())

    assert re.search(rf"乙 · 并入甲</span> <a [^>]*>S-{other}</a> <span [^>]*>先听录音。", html)
    assert re.search(rf"甲 · 保留</span> <a [^>]*>S-{kept}</a> <span [^>]*>先核对余额。", html)


def test_strangers_readers_and_lost_ids_are_refused(client: Browser, sign_in: SignIn) -> None:
    id_ = merged().id

    assert client.get(f"/merges/{id_}").status_code == 303
    assert sign_in(REA).get(f"/merges/{id_}").status_code == 403
    assert sign_in(CY).get("/merges/999").status_code == 404
    assert sign_in(CY).post("/merges/999/undo", data=WHY).status_code == 404
    assert sign_in(CY).get(f"/merges/{id_}/undo").status_code == 405


def test_u1_it_is_undone_with_a_reason(sign_in: SignIn) -> None:
    made = merged()
    browser = sign_in(CY)

    answer = undo(browser, made.id, **WHY)

    assert answer.headers["Location"] == f"/merges/{made.id}"
    assert op().undone_by == CY.id
    assert "这次合并已撤销" in browser.get(f"/merges/{made.id}").text


def test_m31_undoing_wants_a_reason_and_keeps_the_note(sign_in: SignIn) -> None:
    answer = undo(sign_in(CY), merged().id, note="这两条其实不一样。")

    assert answer.status_code == 422
    assert "这两条其实不一样。" in answer.text
    assert op().undone_at is None


def test_u6_and_u9_solution_merges_that_go_along_and_contested_pairs_are_named_before(
    sign_in: SignIn,
) -> None:
    winner, loser = unmerging.two()
    for _time in range(2):
        unmerging.undo(merge_pages(winner, loser)[0].id)
    (made,) = merge_pages(winner, loser)
    (mine,), (theirs,) = solutions_of(winner), solutions_of(loser)
    merge_solutions(mine.id, theirs.id)

    html = sign_in(CY).get(f"/merges/{made.id}").text

    assert "这些方案的合并会一并撤销：" in html
    assert "有争议" in html


def test_u10_what_is_undone_cannot_be_undone_again(sign_in: SignIn) -> None:
    made, browser = merged(), sign_in(CY)
    undo(browser, made.id, **WHY)

    assert undo(browser, made.id, **WHY).status_code == 409


def test_u5_later_edits_are_kept_only_by_word(sign_in: SignIn) -> None:
    made, browser = _merged_and_edited(), sign_in(CY)

    refused = undo(browser, made.id, **WHY)
    answer = undo(browser, made.id, keep_current="1", **WHY)

    assert refused.status_code == 409
    assert "合并后又改过" in refused.text
    assert answer.status_code == 303


def test_u12_what_moved_since_it_was_looked_at_is_shown_again_with_what_was_typed(sign_in: SignIn) -> None:
    made, browser = merged(), sign_in(CY)
    form = form_of(browser.get(f"/merges/{made.id}").text)
    _edit(made)

    answer = browser.post(f"/merges/{made.id}/undo", data={**form, **WHY, "note": "看的时候还没有人改过它。"})

    assert answer.status_code == 409
    assert "看的时候还没有人改过它。" in answer.text
    assert op().undone_at is None
    assert undo(browser, made.id, **WHY).status_code == 303


def test_choices_of_a_field_are_compared_in_words(sign_in: SignIn) -> None:
    lines = {"business_line": "telecom"}
    one = published(ANN, about=situation("余额充足却停机", fields={**lines, "channel": ["phone"]}))
    other = published(ZOE, about=situation("有余额仍被停机", fields={**lines, "channel": ["phone", "app"]}))
    fields = {"fields.channel": FieldChoice(choice=Choice.TAKE_LOSER)}
    kept = scenario(one).id
    decide(pair(kept, scenario(other).id), Verdict.DUPLICATE, winner=kept, fields=fields)
    browser = sign_in(CY)

    assert "App/网厅" in browser.get(f"/merges/{op().id}").text
    assert "App/网厅" in browser.get(f"/scenarios/{one}/history/1..2").text


def test_words_beside_figures_are_in_the_readers_language(sign_in: SignIn) -> None:
    no = published(ANN, about=situation("余额充足却停机"))
    save_text(ANN, no, "客户来电询问停机原因。提前 3 天没有通知，超过 5 元。", base_seq=1)

    html = sign_in(CY).get(f"/scenarios/{no}/history/1..2").text

    assert "数字有变 提前 3 天" in " ".join(html.split())


def test_u7_what_was_written_since_is_given_to_the_other_side(sign_in: SignIn) -> None:
    made, browser = merged(), sign_in(CY)
    winner = next(no for no in (1, 2) if scenario(no).id == made.winner_id)
    with write() as uow:
        said = add_comment(uow, DAN, prepare_comment(winner, "夜里也遇到过。")).id
    assert "夜里也遇到过。" in browser.get(f"/merges/{made.id}").text

    answer = browser.post(f"/merges/{made.id}/rehome", data={"part": "comment", "id": said})

    assert answer.headers["Location"] == f"/merges/{made.id}#since"
    assert read().get_one(Comment, said).scenario_id == made.loser_id
    for data in ({"part": "x", "id": said}, {"part": "comment", "id": 999}, {}):
        assert browser.post(f"/merges/{made.id}/rehome", data=data).status_code == 404


def test_m8_a_merge_is_turned_round_from_its_page(sign_in: SignIn) -> None:
    made, browser = merged(), sign_in(DAN)
    assert f"/merges/{made.id}/swap" in browser.get(f"/merges/{made.id}").text
    form = form_of(browser.get(f"/merges/{made.id}/swap").text)

    answer = browser.post(f"/merges/{made.id}/swap", data={**form, "note": "另一条的编号大家更熟，留它。"})

    turned = read().scalars(select(MergeOp).order_by(MergeOp.id.desc()).limit(1)).one()
    assert answer.headers["Location"] == f"/merges/{turned.id}"
    assert (turned.winner_id, turned.loser_id) == (made.loser_id, made.winner_id)
    assert "已对调" in browser.get(f"/merges/{turned.id}").text


def test_m8_and_m31_turning_round_wants_words_and_keeps_the_choices(sign_in: SignIn) -> None:
    made, browser = merged(), sign_in(CY)
    form = form_of(browser.get(f"/merges/{made.id}/swap").text)

    answer = browser.post(f"/merges/{made.id}/swap", data={**form, "choice-title": "winner", "note": "短"})

    assert answer.status_code == 422
    assert 'id="choice-title-winner" value="winner" checked' in answer.text
    assert op().undone_at is None


def test_m8_a_merge_that_is_undone_has_nothing_to_turn_round(sign_in: SignIn) -> None:
    made, browser = merged(), sign_in(CY)
    form = form_of(browser.get(f"/merges/{made.id}/swap").text)
    undo(browser, made.id, **WHY)

    assert browser.get(f"/merges/{made.id}/swap").status_code == 409
    assert browser.post(f"/merges/{made.id}/swap", data=form).headers["Location"] == f"/merges/{made.id}"


def test_m34_an_objection_is_upheld_or_undone(sign_in: SignIn) -> None:
    made = merged()
    with write() as uow:
        reporting.object_to_merge(uow, _author(made), made.id, "这两条不是一回事，原因不同。")
    appeal = waiting(ItemKind.UNMERGE_APPEAL)[0].id
    browser = sign_in(DAN)

    assert "这两条不是一回事，原因不同。" in browser.get(f"/queue/{appeal}").text
    send(browser, appeal, "overturn")

    assert item(appeal).state == ItemState.APPLIED
    assert op().undone_by == DAN.id


def test_a_duplicate_named_by_hand_leads_to_its_item(sign_in: SignIn) -> None:
    published(ANN, about=situation("余额充足却停机"))
    published(ZOE, about=situation("有余额仍被停机"))
    browser = sign_in(CY)

    answer = browser.post("/scenarios/1/duplicate", data={"other": "s-2"})
    again = browser.post("/scenarios/2/duplicate", data={"other": "1"})

    (found,) = waiting(ItemKind.DUP_SCENARIO)
    assert answer.headers["Location"] == again.headers["Location"] == f"/queue/{found.id}"


def test_naming_nonsense_keeps_what_was_typed(sign_in: SignIn) -> None:
    published(ANN, about=situation("余额充足却停机"))
    browser = sign_in(CY)

    for other, status in (("", 422), ("abc", 422), ("S-1", 422), ("77", 404)):
        answer = browser.post("/scenarios/1/duplicate", data={"other": other})
        assert answer.status_code == status, other
        assert f'value="{other}"' in answer.text
    assert waiting(ItemKind.DUP_SCENARIO) == []


def test_m7_other_readers_are_no_pair(sign_in: SignIn) -> None:
    published(ANN, about=situation("余额充足却停机"))
    no = draft(ZOE, about=situation("有余额仍被停机"), audience=Audience.TEAM, team=personas.BLUE)
    move(ZOE, no, State.SUBMITTED)
    move(DAN, no, State.PUBLISHED)

    answer = sign_in(DAN).post("/scenarios/1/duplicate", data={"other": "2"})

    assert answer.status_code == 409
    assert "可见范围不同" in answer.text


def _author(made: MergeOp) -> Actor:
    return ANN if scenario(1).id == made.loser_id else ZOE


def _merged_and_edited() -> MergeOp:
    """Merge with the text of the other side, which its author then changes."""
    one = published(ANN, about=situation("余额充足却停机", "等了一刻钟，客户挂断。"))
    other = published(ZOE, about=situation("有余额仍被停机", "打了三次电话才接通。"))
    fields = {"situation": FieldChoice(choice=Choice.TAKE_LOSER)}
    decide(pair(scenario(one).id, scenario(other).id), Verdict.DUPLICATE, fields=fields)
    made = op()
    _edit(made)
    return made


def _edit(made: MergeOp) -> None:
    """Have the author of the kept one change its text."""
    winner = next(no for no in (1, 2) if scenario(no).id == made.winner_id)
    writer = ANN if winner == 1 else ZOE
    save_text(writer, winner, "打了五次电话才接通。", base_seq=scenario(winner).last_seq)
