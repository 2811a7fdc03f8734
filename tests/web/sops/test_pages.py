"""The pages of SOPs: works, not signed in, not allowed, not found, invalid input, conflict, wrong method."""

import datetime as dt

import pytest

from scenariowiki.feedback.commands import using
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.rules.states import Result
from scenariowiki.sops.commands import clockwork
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import solutions_of
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
EVERYTHING = {"checklist": list(acts.EVERYTHING)}


def do(browser: Browser, sop_id: int, name: str, **more: object) -> int:
    return browser.post(f"/sops/{sop_id}/act", data={"act": name, **more}).status_code


def test_the_list_shows_what_is_in_force_and_what_i_must_read(sign_in: SignIn) -> None:
    acts.in_force(acts.page())

    page = sign_in(personas.ANN).get("/sops").text

    assert page.count("余额充足却停机") >= 2
    assert 'class="badge bad num">1<' in page


@pytest.mark.parametrize("shelf", ["in_force", "in_work", "ended", "nonsense"])
def test_every_shelf_opens(sign_in: SignIn, shelf: str) -> None:
    acts.propose(acts.page())

    for person in (personas.ANN, personas.CY, personas.PAT):
        assert sign_in(person).get(f"/sops?shelf={shelf}").status_code == 200


def test_from_candidate_to_suspension_by_hand(sign_in: SignIn) -> None:
    no = acts.page()
    curator, owner, reader = sign_in(personas.CY), sign_in(personas.PAT), sign_in(personas.ANN)
    given = {"solution": solutions_of(no)[0].id, "owner": personas.PAT.id, "note": acts.WHY}
    assert curator.get(f"/sops/new?solution={given['solution']}").status_code == 200
    made = curator.post("/sops/new", data=given)
    assert made.headers["Location"] == "/sops/1/edit"
    assert "先核对系统里的停机原因" in curator.get("/sops/1/edit").text
    text = {"title": "停机口径", "trigger": "客户问停机。", "steps": "核对原因。\n告知时间。", "seen": 1}
    assert curator.post("/sops/1/edit", data=text).status_code == 303
    assert do(curator, 1, "submit", **EVERYTHING) == 303
    assert "/sops/1" in owner.get("/sops").text
    assert do(owner, 1, "approve") == 303
    assert reader.post("/sops/1/acknowledge", data={"version": 1}).status_code == 303
    acts.verified(no, Result.HARMFUL)

    page = reader.get("/sops/1").text
    assert "note bad" in page
    assert f"{personas.PAT.display_name} 批准" in page
    assert acts.standing(1) == "suspended"


def test_r56_a_candidate_tells_how_often_it_was_used(sign_in: SignIn) -> None:
    (own,) = solutions_of(acts.page())
    for day in range(1, 5):
        given = using.prepare_use(UseInput(helped=True, day=dt.date(2026, 1, day)))
        with write() as uow:
            using.record_use(uow, personas.ZOE, own.id, given)

    page = " ".join(sign_in(personas.CY).get("/sops").text.split())

    assert '<dt>用过</dt> <dd class="num"> 4 </dd>' in page


def test_sent_twice_a_proposal_makes_one(sign_in: SignIn) -> None:
    no = acts.page()
    given = {
        "solution": solutions_of(no)[0].id,
        "owner": personas.PAT.id,
        "note": acts.WHY,
        "once": "same-key",
    }
    curator = sign_in(personas.CY)

    places = [curator.post("/sops/new", data=given).headers["Location"] for _time in range(2)]

    assert places == ["/sops/1/edit"] * 2


def test_what_falls_short_is_said_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    no = acts.page()
    given = {"solution": solutions_of(no)[0].id, "owner": personas.PAT.id, "scope": "夜班", "note": ""}

    answer = sign_in(personas.CY).post("/sops/new", data=given)

    assert answer.status_code == 422
    assert "夜班" in answer.text


def test_a_draft_is_not_found_by_others(sign_in: SignIn) -> None:
    acts.propose(acts.page())

    assert sign_in(personas.ANN).get("/sops/1").status_code == 404
    assert sign_in(personas.ANN).get("/sops/99").status_code == 404
    assert sign_in(personas.PAT).get("/sops/1").status_code == 200


def test_an_unticked_checklist_is_refused_with_the_page(sign_in: SignIn) -> None:
    acts.propose(acts.page())
    acts.draft(1, trigger="")

    answer = sign_in(personas.CY).post("/sops/1/act", data={"act": "submit", "checklist": ["lawful"]})

    assert answer.status_code == 422
    assert "什么时候用：请填写。 请逐项勾选" in answer.text


def test_what_was_ticked_and_the_day_are_kept_when_it_is_refused(sign_in: SignIn) -> None:
    """The day was lost: submitted again, it took effect at once."""
    sop_id = acts.propose(acts.page())
    given = {"act": "submit", "checklist": [acts.EVERYTHING[0]], "effective_from": "2030-01-01"}

    refused = sign_in(personas.CY).post(f"/sops/{sop_id}/act", data=given)

    page = " ".join(refused.text.split())
    assert refused.status_code == 422
    assert f'value="{acts.EVERYTHING[0]}" checked' in page
    assert page.count(" checked") == 1
    assert 'value="2030-01-01"' in page


def test_a_refusal_names_its_field(sign_in: SignIn) -> None:
    sop_id = acts.in_force(acts.page())

    refused = sign_in(personas.PAT).post(f"/sops/{sop_id}/act", data={"act": "suspend", "note": ""})

    assert (refused.status_code, "您的说明：请填写。" in refused.text) == (422, True)


def test_nobody_is_reminded_to_read_what_is_suspended(sign_in: SignIn) -> None:
    sop_id, browser = acts.in_force(acts.page()), sign_in(personas.PAT)
    assert "提醒还没读的" in browser.get(f"/sops/{sop_id}").text
    do(browser, sop_id, "suspend", note="口径变了。")

    assert "提醒还没读的" not in browser.get(f"/sops/{sop_id}").text
    assert "暂时不用读" in browser.post(f"/sops/{sop_id}/remind").text
    with write(now=clock.now() + dt.timedelta(days=30)) as uow:
        assert clockwork.list_to_remind(uow) == []


def test_a_note_that_is_refused_is_kept_where_it_was_typed(sign_in: SignIn) -> None:
    sop_id = acts.in_force(acts.page())
    given = {"act": "retire", "note": "换了系统", "successor": "x", "wrong": "1"}

    refused = sign_in(personas.PAT).post(f"/sops/{sop_id}/act", data=given).text

    assert refused.count('value="换了系统"') == 1
    assert 'value="x"' in refused
    assert "<details open>" in refused


@pytest.mark.parametrize("day", ["2020-01-01", "gestern", "2999-01-01"])
def test_a_day_that_cannot_be_is_refused(sign_in: SignIn, day: str) -> None:
    acts.propose(acts.page())

    assert do(sign_in(personas.CY), 1, "submit", effective_from=day, **EVERYTHING) == 422
    assert acts.versions(1) == [(1, "draft")]


def test_approving_ones_own_is_refused(sign_in: SignIn) -> None:
    acts.propose(acts.page())
    acts.submit(1, actor=personas.PAT)

    assert do(sign_in(personas.PAT), 1, "approve") == 403
    assert acts.versions(1) == [(1, "in_review")]


def test_writing_what_another_saved_meanwhile_keeps_what_was_typed(sign_in: SignIn) -> None:
    acts.propose(acts.page())
    acts.draft(1, say="“请稍等。”")
    text = {"title": "另写的标题", "trigger": "客户问停机。", "steps": "核对。", "seen": 1}

    answer = sign_in(personas.CY).post("/sops/1/edit", data=text)

    assert answer.status_code == 409
    assert "另写的标题" in answer.text


def test_an_act_that_is_none_is_refused(sign_in: SignIn) -> None:
    acts.in_force(acts.page())

    assert do(sign_in(personas.CY), 1, "explode") == 422
    assert do(sign_in(personas.CY), 1, "clear", note="已核实。") == 409
    assert sign_in(personas.CY).get("/sops/1/act").status_code == 405


def test_contributors_do_not_end_sops(sign_in: SignIn) -> None:
    acts.in_force(acts.page())

    for name in ("suspend", "retire", "renew", "begin"):
        assert do(sign_in(personas.ANN), 1, name, note="不再适用。") == 403


def test_an_old_version_is_compared_with_the_one_before(sign_in: SignIn) -> None:
    sop_id = acts.in_force(acts.page())
    acts.next_version(sop_id, say="“我帮您核对。”")
    acts.submit(sop_id)
    acts.approve(sop_id)
    reader = sign_in(personas.ANN)

    assert "<ins>“我帮您核对。”</ins>" in reader.get("/sops/1").text
    assert reader.get("/sops/1?version=1").status_code == 200
    assert reader.get("/sops/1?version=7").status_code == 404


def test_an_sop_that_is_to_be_looked_at_again_says_why_and_is_not_called_trusted(sign_in: SignIn) -> None:
    no, reader = acts.page(), sign_in(personas.ANN)
    sop_id = acts.in_force(no)
    assert "可信" in reader.get(f"/sops/{sop_id}").text

    acts.verified(no, Result.FAILED)

    page, handbook = reader.get(f"/sops/{sop_id}").text, reader.get("/sops").text
    assert ("核实了一件无效的效果" in page, "可信" in page) == (True, False)
    assert ("需要复核" in handbook, "可信" in handbook) == (True, False)


def test_leads_see_their_own_team_and_owners_all(sign_in: SignIn) -> None:
    acts.in_force(acts.page())

    assert "蓝队" in sign_in(personas.PAT).get("/sops/1").text
    led = sign_in(personas.LEE).get("/sops/1").text
    assert "红队" in led
    assert "<dt>蓝队" not in led
    assert sign_in(personas.PAT).post("/sops/1/remind").status_code == 303
    assert sign_in(personas.PAT).post("/sops/1/remind").status_code == 409


def test_owner_and_readers_are_settled(sign_in: SignIn) -> None:
    acts.in_force(acts.page())
    curator = sign_in(personas.CY)
    given = {"owner": personas.PAT.id, "review_days": 90, "teams": [personas.BLUE]}

    assert curator.get("/sops/1/settings").status_code == 200
    assert curator.post("/sops/1/settings", data=given).status_code == 303
    assert acts.sop(1).audience["teams"] == [personas.BLUE]
    assert "一项" not in sign_in(personas.ANN).get("/sops").text
    assert curator.post("/sops/1/settings", data={**given, "review_days": 1}).status_code == 422


def test_a_page_is_still_right(sign_in: SignIn) -> None:
    no = acts.page()

    assert sign_in(personas.CY).post(f"/scenarios/{no}/review", data={"note": "已核对。"}).status_code == 303
    assert sign_in(personas.CY).post(f"/scenarios/{no}/review", data={"note": ""}).status_code == 422
    assert sign_in(personas.ZOE).post(f"/scenarios/{no}/review", data={"note": "已核对。"}).status_code == 403
