"""Bad input to the queue in the browser: the page says what happened and keeps what was typed."""

import datetime as dt

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import Audience, State
from tests import personas
from tests.browser import Browser, SignIn
from tests.curation.acts import merge_pages
from tests.curation.queueing import a_pair, claim, decide, decided, item, pair, waiting
from tests.curation.test_queue_kinds import propose
from tests.scenarios.writing import draft, move, published, save_text, scenario, situation
from tests.sops import acts
from tests.web.deciding import form_of, send

ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
PAT, REA = personas.PAT, personas.REA
TYPED = "网络问题，两个原因，不能合成一条。"


def lapse(item_id: int) -> None:
    with write() as uow:
        found = uow.session.get_one(type(item(item_id)), item_id)
        found.lease_until = clock.now() - dt.timedelta(seconds=1)


def test_q1_who_lost_the_lease_reads_it_and_what_they_typed(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    token = claim(item_id, CY)
    lapse(item_id)
    claim(item_id, DAN)

    answer = browser.post(
        f"/queue/{item_id}/decision", data={"verdict": "distinct", "lease_token": token, "note": TYPED}
    )

    assert answer.status_code == 409
    assert "已由别人接手" in answer.text
    assert TYPED in answer.text


def test_q1_anothers_token_decides_nothing_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    item_id = a_pair()
    token = claim(item_id, CY)

    answer = sign_in(DAN).post(
        f"/queue/{item_id}/decision", data={"verdict": "distinct", "lease_token": token, "note": TYPED}
    )

    assert (answer.status_code, decided()) == (409, [])
    assert TYPED in answer.text
    assert item(item_id).claimed_by == CY.id


def test_q1_a_second_curator_who_lost_the_lease_keeps_their_own_words(sign_in: SignIn) -> None:
    item_id = a_pair(score=0.2)
    decide(item_id, Verdict.DUPLICATE)
    browser = sign_in(DAN)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    form["verdict"], form["lease_token"], form["note"] = "distinct", "77", TYPED

    answer = browser.post(f"/queue/{item_id}/decision", data=form)

    assert answer.status_code == 409
    assert TYPED in form_of(answer.text)["note"]
    assert TYPED in form_of(browser.get(f"/queue/{item_id}").text)["note"]


def test_q8_a_curator_who_wrote_half_is_told_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    one = published(ANN, about=situation("余额充足却停机"))
    other = published(ZOE, about=situation("有余额仍被停机"))
    item_id = pair(scenario(one).id, scenario(other).id)
    save_text(CY, one, "机主来电称被停机，但账上还有钱，请先查欠费再查状态。", base_seq=1)

    answer = sign_in(CY).post(f"/queue/{item_id}/decision", data={"verdict": "distinct", "note": TYPED})

    assert answer.status_code == 403
    assert TYPED in answer.text
    assert item(item_id).state == ItemState.OPEN


def test_m7_readers_narrowed_meanwhile_are_told_and_the_choices_stay(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    form["verdict"], form["note"] = "duplicate", TYPED
    with write() as uow:
        side = uow.session.get_one(Scenario, item(item_id).scenario_id)
        side.audience, side.team_id = Audience.TEAM, personas.BLUE

    answer = browser.post(f"/queue/{item_id}/decision", data=form)

    assert answer.status_code == 409
    assert TYPED in answer.text
    assert item(item_id).state == ItemState.OPEN


def test_m9_the_same_form_sent_twice_decides_once(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    token = claim(item_id, CY)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    form["verdict"] = "duplicate"
    assert form["lease_token"] == str(token)

    first, again = (browser.post(f"/queue/{item_id}/decision", data=form) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 303)
    assert len(decided()) == 1


def test_m3_what_is_one_already_is_no_pair(sign_in: SignIn) -> None:
    decide(a_pair(), Verdict.DUPLICATE)
    browser = sign_in(DAN)

    for page, other in (("1", "2"), ("2", "1"), ("1", "1")):
        answer = browser.post(f"/scenarios/{page}/duplicate", data={"other": other})
        assert answer.status_code == 422
        assert f'value="{other}"' in answer.text


def test_m6_a_draft_is_no_pair_and_the_number_stays(sign_in: SignIn) -> None:
    published(ANN, about=situation("余额充足却停机"))
    draft(CY, about=situation("有余额仍被停机"))
    draft(ANN, about=situation("停机后无法复机"))
    browser = sign_in(CY)

    for other, status in (("2", 409), ("3", 404)):
        answer = browser.post("/scenarios/1/duplicate", data={"other": other})
        assert answer.status_code == status
        assert f'value="{other}"' in answer.text


def test_q1_giving_back_what_is_no_longer_ones_own_is_told(sign_in: SignIn) -> None:
    item_id = a_pair()
    token = claim(item_id, DAN)

    answer = sign_in(CY).post(f"/queue/{item_id}/release", data={"lease_token": token})

    assert answer.status_code == 409
    assert "已由别人接手" in answer.text
    assert item(item_id).claimed_by == DAN.id


def test_what_is_closed_meanwhile_says_what_became_of_it(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    decide(item_id, Verdict.RELATED, DAN)
    form["verdict"], form["note"] = "distinct", TYPED

    answer = browser.post(f"/queue/{item_id}/decision", data=form)

    assert answer.status_code == 409
    assert TYPED in answer.text
    assert item(item_id).verdict == "related"


def test_ids_that_are_not_there_are_not_found(sign_in: SignIn) -> None:
    browser = sign_in(CY)

    for act in ("claim", "release", "skip", "preview", "decision", "withdraw"):
        assert browser.post(f"/queue/4711/{act}", data={"verdict": "distinct"}).status_code == 404
    assert browser.post("/merges/4711/undo", data={"reason": "mistake", "note": TYPED}).status_code == 404


def test_what_is_no_longer_theirs_to_see_gives_the_decision_back(client: Browser, sign_in: SignIn) -> None:
    """An id that is not there, a page whose readers were narrowed, rights or a session that ended."""
    no = acts.page()
    acts.submit(acts.propose(no))
    (of_sop,), item_id, browser = waiting(ItemKind.SOP), a_pair(), sign_in(PAT)
    token = claim(of_sop.id, PAT)
    with write() as uow:
        page = uow.session.get_one(Scenario, scenario(no).id)
        page.audience, page.team_id = Audience.TEAM, personas.BLUE
    chosen = {"reason": "copy", "note": TYPED, "choice-title": "both", "text-title": "两种停机"}

    for sender, id_, status in (
        (browser, of_sop.id, 404),
        (sign_in(CY), 4711, 404),
        (sign_in(REA), item_id, 403),
        (client, item_id, 401),
    ):
        answer = sender.post(
            f"/queue/{id_}/decision", data={"verdict": "needs_work", "lease_token": token, **chosen}
        )
        assert answer.status_code == status
        assert f"复制\n\n{TYPED}\n\n两种停机</textarea>" in answer.text
    answer = sign_in(CY).post("/merges/4711/undo", data={"reason": "mistake", "note": TYPED})
    assert (answer.status_code, TYPED in answer.text) == (404, True)


def test_what_is_refused_on_its_page_gives_the_words_back(sign_in: SignIn) -> None:
    """Sending back what another curator has (Q1); objecting to what is two again (U10)."""
    no = draft(ANN)
    move(ANN, no, State.SUBMITTED)
    (waits,) = waiting(ItemKind.PUBLISH)
    claim(waits.id, DAN)
    (op,) = decide(a_pair(), Verdict.DUPLICATE).ops
    with write() as uow:
        unmerge(uow, CY, prepare_unmerge(uow.session, CY, op.id), UnmergeRequest(note=TYPED))

    for person, path, data in (
        (CY, f"/scenarios/{no}/transition", {"to": "needs_work"}),
        (ZOE, f"/merges/{op.id}/objection", {}),
    ):
        answer = sign_in(person).post(path, data={**data, "note": TYPED})
        assert (answer.status_code, f"{TYPED}</textarea>" in answer.text) == (409, True), path


def test_m9_another_decision_on_the_same_form_is_told_apart_and_kept(sign_in: SignIn) -> None:
    item_id, browser = a_pair(), sign_in(CY)
    claim(item_id, CY)
    form = form_of(browser.get(f"/queue/{item_id}").text)
    browser.post(f"/queue/{item_id}/decision", data={**form, "verdict": "distinct"})

    answer = browser.post(f"/queue/{item_id}/decision", data={**form, "verdict": "related", "note": TYPED})

    assert (answer.status_code, item(item_id).verdict) == (409, "distinct")
    assert "已经处理过" in answer.text
    assert TYPED in answer.text


def test_a_stale_preview_asks_again_with_both_choices_kept(sign_in: SignIn) -> None:
    """Q3 where only the versions are foreign: an id that is no side of the pair."""
    item_id, browser = a_pair(), sign_in(CY)

    answer = send(browser, item_id, "duplicate", note=TYPED, **{"version-1": "9", "version-4711": "1"})

    assert answer.status_code == 409
    assert TYPED in form_of(answer.text)["note"]
    assert decided() == []


def test_m21_an_edit_of_what_was_merged_that_no_longer_fits_says_so(sign_in: SignIn) -> None:
    winner = published(ZOE, about=situation("有余额仍被停机", text="账户里有钱。还是停机了。"))
    loser = published(ANN)
    item_id = propose(loser)
    merge_pages(winner, loser)

    html = sign_in(DAN).get(f"/queue/{item_id}").text

    assert (f"S-{winner}" in html, "同一处后来" in html) == (True, True)
