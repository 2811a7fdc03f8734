"""Bad input to curation over the API: refused by the codes that the rules name, and nothing is done."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import MergeOp
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.personal import find_working_copy
from scenariowiki.scenarios.rules.states import Audience, State
from tests import personas
from tests.api.caller import Caller
from tests.curation.queueing import decided, item, pair
from tests.scenarios.writing import draft, move, published, save_text, scenario, situation

ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
NOTE = "两条说的是同一件事，合成一条。"


@pytest.fixture
def as_dan(call: Callable[[Actor], Caller]) -> Caller:
    """Call as another curator."""
    return call(DAN)


@pytest.fixture
def two() -> tuple[int, int]:
    """Give the numbers of two published scenarios that are alike."""
    return published(ANN, about=situation("余额充足却停机")), published(
        ZOE, about=situation("有余额仍被停机")
    )


def item_of(one: int, other: int) -> int:
    return pair(scenario(one).id, scenario(other).id)


def merge(caller: Caller, winner: int, loser: int, **more: Any) -> TestResponse:
    """Preview a merge and ask for it with the versions that were shown."""
    body = {"kind": "scenario", "winner": winner, "losers": [loser], "reason": "copy", "note": NOTE}
    shown = caller.post("/merges?preview=1", body)
    versions = (shown.json or {}).get("versions", {str(winner): 1, str(loser): 1})
    return caller.post("/merges", {**body, "versions": versions, **more})


def decide(caller: Caller, item_id: int, claimed: dict[str, Any], **more: Any) -> TestResponse:
    body = {"verdict": "duplicate", "reason": "copy", "note": NOTE, "versions": claimed["versions"]}
    return caller.post(f"/queue/{item_id}/decision", {**body, "lease_token": claimed["lease_token"], **more})


def claim(caller: Caller, item_id: int, **more: Any) -> dict[str, Any]:
    answer = caller.post(f"/queue/{item_id}/claim", more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.json or {})


def refused(answer: TestResponse) -> tuple[int, str]:
    """Read a refusal, which must be problem+json."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    told = answer.json or {}
    assert told["status"] == answer.status_code
    assert told["title"]
    return answer.status_code, told["code"]


def test_m9_a_stale_preview_merges_nothing(as_cy: Caller, two: tuple[int, int]) -> None:
    answer = merge(as_cy, *two, versions={str(two[0]): 1, str(two[1]): 7})

    assert refused(answer) == (409, "stale_preview")
    assert read().query(MergeOp).count() == 0


def test_q3_a_stale_preview_in_the_queue_keeps_the_decision(as_cy: Caller, two: tuple[int, int]) -> None:
    one = item_of(*two)
    claimed = claim(as_cy, one)
    save_text(ANN, two[0], "客户来电询问停机原因。", base_seq=1)

    assert refused(decide(as_cy, one, claimed)) == (409, "stale_preview")
    kept = find_working_copy(read(), CY, f"queue:{one}")
    assert kept is not None
    assert kept.body["note"] == NOTE


@pytest.mark.parametrize("other", [4711, 2**31])
def test_ids_that_are_not_there_are_not_found(as_cy: Caller, two: tuple[int, int], other: int) -> None:
    assert refused(merge(as_cy, two[0], other))[0] in (404, 422)
    assert refused(as_cy.post(f"/queue/{other}/claim", {}))[0] in (404, 422)
    assert refused(as_cy.post(f"/merges/{other}/undo", {"reason": "mistake", "note": NOTE}))[0] in (404, 422)


def test_m6_somebody_elses_draft_is_as_if_it_were_not_there(as_cy: Caller, two: tuple[int, int]) -> None:
    hidden = draft(ANN, about=situation("停机后无法复机"))

    assert refused(merge(as_cy, two[0], hidden)) == (404, "no_scenario")


def test_m6_ones_own_draft_and_what_was_rejected_cannot_be_merged(
    as_cy: Caller, two: tuple[int, int]
) -> None:
    mine = draft(CY, about=situation("停机后无法复机"))
    bad = draft(ANN, about=situation("停机后又停机"))
    move(ANN, bad, State.SUBMITTED)
    move(CY, bad, State.REJECTED, reason="spam")

    for no in (mine, bad):
        assert refused(merge(as_cy, two[0], no)) == (409, "bad_state")
        assert refused(merge(as_cy, no, two[0])) == (409, "bad_state")


def test_m3_a_merge_into_itself_is_refused(as_cy: Caller, two: tuple[int, int]) -> None:
    assert refused(merge(as_cy, two[0], two[0])) == (409, "already_same")


def test_m3_a_cycle_cannot_be_asked_for(as_cy: Caller, two: tuple[int, int]) -> None:
    third = published(ANN, about=situation("停机后无法复机"))
    assert merge(as_cy, two[0], two[1]).status_code == 201
    assert merge(as_cy, third, two[0]).status_code in (201, 202)

    for no in two:
        assert refused(merge(as_cy, no, third)) == (409, "already_same")


def test_m7_what_fewer_may_read_is_not_merged_with_what_all_read(as_cy: Caller, two: tuple[int, int]) -> None:
    narrow = draft(ZOE, about=situation("停机后无法复机"), audience=Audience.TEAM, team=personas.BLUE)
    move(ZOE, narrow, State.SUBMITTED)
    move(CY, narrow, State.PUBLISHED)

    assert refused(merge(as_cy, two[0], narrow)) == (409, "audience_differs")
    assert refused(merge(as_cy, narrow, two[0])) == (409, "audience_differs")


def test_m7_readers_narrowed_after_the_claim_open_the_item_again(as_cy: Caller, two: tuple[int, int]) -> None:
    one = item_of(*two)
    claimed = claim(as_cy, one)
    narrowed = as_cy.patch(f"/scenarios/{two[1]}", {"audience": "team", "team": personas.BLUE})
    assert narrowed.status_code == 200, narrowed.get_data(as_text=True)

    assert refused(decide(as_cy, one, claimed)) == (409, "failed_dependency")
    assert (item(one).state, item(one).reason) == ("open", "failed_dependency")


def test_q1_a_lost_lease_and_anothers_token_decide_nothing(
    as_cy: Caller, as_dan: Caller, two: tuple[int, int]
) -> None:
    one = item_of(*two)
    claimed = claim(as_cy, one)

    assert refused(decide(as_dan, one, claimed)) == (409, "lease_lost")
    token = {"lease_token": claimed["lease_token"]}
    for act in ("renew", "release"):
        assert refused(as_dan.post(f"/queue/{one}/{act}", token)) == (409, "lease_lost")
    as_cy.post(f"/queue/{one}/release", token)
    claim(as_dan, one)
    assert refused(decide(as_cy, one, claimed)) == (409, "lease_lost")
    assert decided() == []


def test_m9_a_replay_decides_once(as_cy: Caller, two: tuple[int, int]) -> None:
    one = item_of(*two)
    claimed = claim(as_cy, one)

    first, again = decide(as_cy, one, claimed), decide(as_cy, one, claimed)

    assert (first.json or {})["ops"] == (again.json or {})["ops"]
    assert len(decided()) == 1


def test_u10_undoing_what_is_undone_is_refused(as_cy: Caller, as_dan: Caller, two: tuple[int, int]) -> None:
    op = (merge(as_cy, *two).json or {})["id"]
    seen = (as_dan.get(f"/merges/{op}").json or {})["versions"]
    body = {"reason": "mistake", "note": NOTE, "versions": seen}

    assert as_dan.post(f"/merges/{op}/undo", body).status_code == 200
    assert refused(as_dan.post(f"/merges/{op}/undo", body)) == (409, "inactive")
    assert refused(as_cy.post(f"/merges/{op}/swap", {"note": NOTE, "versions": seen})) == (409, "inactive")


def test_q8_a_curator_who_wrote_half_of_a_page_may_not_even_claim(
    as_cy: Caller, two: tuple[int, int]
) -> None:
    """Not its author: they rewrote most of it since."""
    save_text(CY, two[0], "机主来电称被停机，但账上还有钱，请先查欠费再查状态。", base_seq=1)
    one = item_of(*two)

    assert refused(as_cy.post(f"/queue/{one}/claim", {})) == (403, "conflict_of_interest")
    assert refused(merge(as_cy, *two)) == (403, "conflict_of_interest")
    assert item(one).state == "open"


def test_q7_a_bulk_names_each_item_that_cannot_be_decided(
    as_cy: Caller, as_dan: Caller, two: tuple[int, int]
) -> None:
    one = item_of(*two)
    claim(as_dan, one)

    answer = as_cy.post("/queue/decisions?preview=1", {"items": [one, one], "verdict": "distinct"})

    assert refused(answer) == (422, "invalid")
    assert (answer.json or {})["errors"]["items.0"]["code"] == "claimed"
