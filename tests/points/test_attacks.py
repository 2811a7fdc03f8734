"""What each way of cheating earns when it is tried: not more than docs/points.md says (G1-G9).

Seeded, through the real commands, each over days of its own.
"""

import datetime as dt
import random
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.points.commands.suspecting import suspect_pairs
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.reverting import RevertInput, prepare_revert
from scenariowiki.scenarios.commands.revise import revise_page
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation import acts, queueing
from tests.points.earning import (
    DAY,
    HOUR,
    MORNING,
    adopted,
    awards,
    edit,
    move,
    points,
    ripen,
    shared,
    used,
    with_solution,
)
from tests.points.rewarding import ask, budget, grant, offer, standing
from tests.scenarios.writing import TEXT, scenario

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE, DAN = personas.ANN, personas.CY, personas.ZOE, personas.DAN
ADDED = "先请客户报出停机短信的时间与内容，再核对当月是否有未出账的国际漫游费用。" * 6
END = MORNING + 60 * DAY


@pytest.fixture(autouse=True)
def _books(app: Flask) -> Iterator[None]:
    """See that the ledger adds up after every attack."""
    del app
    yield
    read().rollback()
    assert list(verify(read())) == []


def test_g3_two_who_report_for_each_other_get_three_times_and_then_a_person_looks() -> None:
    """At most three uses each, 45 points; the rest waits for a curator, who has one case by the morning."""
    chance = random.Random(7)
    for day in range(6):
        at = MORNING + day * 2 * DAY
        for author, friend in chance.sample([(ANN, ZOE), (ZOE, ANN)], 2):
            made = with_solution(author, title=f"停机第{day}种{author.name}", at=at)
            used(friend, made, at=at + 5 * HOUR)
        night(at + 12 * HOUR)
    ripen(END)

    for person in (ANN, ZOE):
        assert points("P3", person)["posted"] <= 45
        assert points("P3", person)["held"] >= 30
    void_cases()
    assert points("P3")["posted"] == 0


def test_g3_who_is_paid_back_weeks_later_is_found_at_night() -> None:
    """What came first had counted already; the night finds it, and a curator may take all of it back."""
    for number in range(10):
        author, friend = (ANN, ZOE) if number < 6 else (ZOE, ANN)
        at = MORNING + number * 2 * DAY
        used(friend, with_solution(author, title=f"停机第{number}种", at=at), at=at + 5 * HOUR)
    ripen(MORNING + 19 * DAY)
    assert points("P3", ANN)["posted"] == 90

    night(MORNING + 19 * DAY)
    void_cases()

    assert points("P3")["posted"] == 0


def test_g5_a_friend_who_reports_all_day_gets_three_acts_through() -> None:
    """At most three uses a day, 45 points; the rest waits for a curator."""
    for number in range(7):
        made = with_solution(ANN, title=f"停机第{number}种", at=MORNING + number * DAY)
        used(ZOE, made, at=MORNING + 10 * DAY)
    pass_by()

    assert points("P3", ANN)["posted"] == 45
    assert points("P6", ZOE)["posted"] <= 9


def test_g8_splitting_one_case_and_merging_it_again_earns_what_one_case_earns() -> None:
    """Nothing is left of the adoption of duplicates of one's own."""
    first = adopted(ANN)
    for number in range(3):
        at = MORNING + number * DAY
        copy = adopted(ANN, title=f"余额充足却停机（{number}）", at=at)
        asked = acts.request(scenario(first).id, scenario(copy).id, actor=DAN)
        acts.apply(acts.prepared(asked, DAN), DAN, now=at + 5 * HOUR)
    pass_by()

    assert points("P2", ANN)["posted"] == 10


def test_g8_merging_and_parting_a_pair_again_and_again_pays_one_decision_at_most() -> None:
    """A pair pays a decider 2 points in its life, and nothing for a merge that was undone."""
    one, other = queueing.two()
    for verdict in (Verdict.RELATED, Verdict.DISTINCT, Verdict.RELATED):
        queueing.decide(queueing.pair(one, other), verdict, DAN)
    pass_by()

    assert sum(award.amount for award in awards("P8", DAN) if "pair" in award.facts) == 2


def test_g7_adding_and_taking_away_again_earns_nothing() -> None:
    """What does not survive fourteen days earns 0."""
    no = adopted(ANN)
    for day in range(1, 6):
        edit(ZOE, no, TEXT + ADDED[: 40 * day], at=MORNING + day * DAY)
        given = RevertInput(seq=1, base_seq=scenario(no).last_seq)
        prepared = prepare_revert(read(), ZOE, no, given)
        with write(now=MORNING + day * DAY + HOUR) as uow:
            revise_page(uow, ZOE, prepared)
    pass_by()

    assert points("P7", ZOE)["posted"] == 0


def test_g7_drip_feeding_a_text_earns_what_a_day_earns() -> None:
    """One improvement a page and day, 16 points a day over all pages."""
    no = adopted(ANN)
    for number in range(6):
        edit(ZOE, no, TEXT + ADDED[: 30 * (number + 1)], at=MORNING + DAY + number * dt.timedelta(minutes=40))
    pass_by()

    assert len([award for award in awards("P7", ZOE) if award.state == "posted"]) == 1
    assert points("P7", ZOE)["posted"] <= 8


def test_g9_handing_in_everything_on_the_last_day_earns_one_day_s_caps() -> None:
    """6 for sharing and 40 for adoption, however much is handed in."""
    last = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
    numbers = [shared(ANN, title=f"停机第{number}种", at=last) for number in range(10)]
    for number in numbers:
        move((CY, DAN)[number % 2], number, State.PUBLISHED, at=last + HOUR)
    pass_by()

    assert points("P1", ANN)["posted"] <= 6
    assert sum(points("P2", ANN).values()) <= 40


def night(at: dt.datetime) -> None:
    """Let the nightly look for arranged uses run (G3)."""
    read().rollback()
    with write(now=at) as uow:
        suspect_pairs(uow)


def pass_by() -> None:
    """Let two months go by, with the nights' work in them: what is found then is found in every attack."""
    for days in range(4, 61, 7):
        ripen(MORNING + days * DAY)
        night(MORNING + days * DAY)
    ripen(END)


def void_cases() -> None:
    """Have a curator who is not involved decide that nothing in the open cases was earned."""
    read().rollback()
    chosen = select(QueueItem.id).where(QueueItem.kind == ItemKind.FRAUD, QueueItem.state == ItemState.OPEN)
    for item in read().scalars(chosen).all():
        queueing.decide(item, Verdict.VOID, DAN, note="两人之间互相报，逐条核对过了。")


def test_g10_a_reward_costs_everybody_the_same_whatever_their_place() -> None:
    budget(1_000)
    item = offer(price=60)
    for person, amount in ((ANN, 60), (ZOE, 5_000)):
        grant(person, amount)
        ask(person, item)

    assert [standing(person, item).held for person in (ANN, ZOE)] == [60, 60]
