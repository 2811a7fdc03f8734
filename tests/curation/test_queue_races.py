"""Two curators at one item, at once: one of them decides, and what the other typed is not lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands.reviewing import ask_review
from scenariowiki.sops.rules.reviews import ReviewReason
from tests import personas
from tests.api.caller import Caller, token_for
from tests.curation.queueing import NOTE, a_pair, claim, item, two, waiting
from tests.scenarios.writing import situation

ROUNDS = 4
CY, DAN = personas.CY, personas.DAN
Answer = tuple[int, dict[str, Any]]
Send = Callable[[], Answer]


@pytest.fixture
def callers(app: Flask) -> tuple[Caller, Caller]:
    """Call as two curators."""
    return Caller(app, token_for(CY)), Caller(app, token_for(DAN))


def together(*acts: Send) -> list[Answer]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def post(caller: Caller, path: str, body: dict[str, Any]) -> Send:
    def send() -> Answer:
        response = caller.post(path, body)
        return response.status_code, dict(response.json or {})

    return send


def review(scenario_id: int) -> int:
    with write() as uow:
        ask_review(uow, scenario_id, ReviewReason.OVERDUE)
    (one,) = [one for one in waiting(ItemKind.STALE_REVIEW) if one.scenario_id == scenario_id]
    return one.id


def decision(item_id: int, token: int, verdict: Verdict) -> dict[str, Any]:
    found = item(item_id)
    pages = [read().get_one(Scenario, id_) for id_ in (found.scenario_id, found.other_scenario_id)]
    return {
        "lease_token": token,
        "verdict": verdict,
        "versions": {str(page.no): page.last_seq for page in pages},
        "reason": "same_situation",
        "note": NOTE,
    }


def codes(answers: Sequence[Answer]) -> list[str]:
    return sorted(str(body.get("code", status)) for status, body in answers)


def test_race_m9_one_decision_sent_by_many_is_applied_once(callers: tuple[Caller, Caller]) -> None:
    one = a_pair()
    body = decision(one, claim(one), Verdict.DUPLICATE)

    answers = together(*(post(callers[0], f"/queue/{one}/decision", body) for _ in range(6)))

    assert {status for status, _body in answers} == {200}
    assert len({str(body["ops"]) for _status, body in answers}) == 1
    read().rollback()
    assert read().scalar(select(func.count()).select_from(MergeOp)) == 1


def test_race_q1_a_late_decision_against_a_new_claim(callers: tuple[Caller, Caller]) -> None:
    for _ in range(ROUNDS):
        one = a_pair()
        body = decision(one, claim(one), Verdict.DISTINCT)
        with write() as uow:
            uow.session.get_one(QueueItem, one).lease_until = clock.now()

        decided, claimed = together(
            post(callers[0], f"/queue/{one}/decision", body), post(callers[1], f"/queue/{one}/claim", {})
        )

        read().rollback()
        if decided[0] == 200:
            assert (claimed[1]["code"], item(one).state) == ("item_closed", ItemState.APPLIED)
        else:
            assert (decided[1]["code"], claimed[0], item(one).claimed_by) == ("lease_lost", 200, DAN.id)


def test_race_a_into_b_and_b_into_a(callers: tuple[Caller, Caller]) -> None:
    pages = [read().get_one(Scenario, id_) for id_ in two()]
    one, other = (page.no for page in pages)
    body = {
        "kind": "scenario",
        "versions": {str(page.no): page.last_seq for page in pages},
        "reason": "copy",
        "note": NOTE,
    }

    answers = together(
        post(callers[0], "/merges", {**body, "winner": one, "losers": [other]}),
        post(callers[1], "/merges", {**body, "winner": other, "losers": [one]}),
    )

    good = {"already_same", "stale_preview", "claimed", "item_closed"}
    assert [status for status, _body in answers].count(201) == 1
    assert set(codes(answers)) - good == {"201"}
    read().rollback()
    states = sorted(read().scalars(select(Scenario.state)))
    assert states == [State.MERGED, State.PUBLISHED]


def test_race_a_merge_against_an_edit_loses_nothing(app: Flask, callers: tuple[Caller, Caller]) -> None:
    writer = Caller(app, token_for(personas.ANN))
    for _ in range(ROUNDS):
        one = a_pair()
        body = decision(one, claim(one), Verdict.DUPLICATE)
        page = read().get_one(Scenario, item(one).scenario_id)
        text = f"{situation().situation}另有一句。"
        edit = {"title": page.title, "situation": text, "base_seq": page.last_seq}
        path = f"/scenarios/{page.no}"

        def save(path: str = path, edit: dict[str, Any] = edit) -> Answer:
            response = writer.put(path, edit)
            return response.status_code, dict(response.json or {})

        merged, saved = together(post(callers[0], f"/queue/{one}/decision", body), save)

        assert saved[0] == 200
        assert merged[0] == 200 or merged[1]["code"] == "stale_preview"
        shown = callers[0].get(path).json or {}
        assert shown["situation"] == text
        if merged[0] != 200:
            assert item(one).claimed_by == CY.id


def test_race_m9_two_reviews_that_archive_for_each_others_page(callers: tuple[Caller, Caller]) -> None:
    """Each names the other's page as successor: one is archived, nobody waits for the other for ever."""
    for _ in range(2):
        pages = [read().get_one(Scenario, id_) for id_ in two()]
        found = [review(page.id) for page in pages]
        sent = []
        for caller, who, one, (page, other) in zip(
            callers, (CY, DAN), found, (pages, pages[::-1]), strict=True
        ):
            body = {"lease_token": claim(one, who), "verdict": "archive", "successor": other.no}
            sent.append(
                post(caller, f"/queue/{one}/decision", {**body, "versions": {str(page.no): page.last_seq}})
            )

        answers = together(*sent)

        assert sorted(status for status, _body in answers) == [200, 422], answers
