"""Prizes for ranks: promised ahead, out of a budget, paid once after the week that follows the freeze."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import points as jobs
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Forbidden, Invalid
from scenariowiki.notifications.models import Notice, NoticeChoice
from scenariowiki.notifications.rules import NoticeKind, Topic, Way
from scenariowiki.points.commands import prizes, rewards
from scenariowiki.points.commands.prizes import end_prizes, plan_prizes
from scenariowiki.points.models import (
    Award,
    PersonScore,
    PrizePayout,
    PrizeShare,
    RewardBudget,
    Transfer,
)
from scenariowiki.points.queries import wallet
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.prizes import list_coming, list_own, list_withheld
from scenariowiki.points.queries.statement import add_up
from scenariowiki.points.rules.ledger import Code
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.prizes import share_out
from scenariowiki.points.rules.rewards import quarter_of
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.boards import change, give, people, take_back
from tests.points.test_freezing import FROZEN, freeze, november, twelve
from tests.points.test_ledger import spend

pytestmark = pytest.mark.usefixtures("app")
REW = personas.REW
OCTOBER = dt.datetime(2026, 10, 20, 4, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LOOKED_AT = FROZEN + 7 * DAY
QUARTER = dt.date(2026, 10, 1)
PLACES = (100, 60, 40)


def budget(points: int = 1000) -> None:
    with write(now=OCTOBER) as uow:
        rewards.save_budget(uow, REW, 0, QUARTER, points)


def promise(places: tuple[Any, ...] = PLACES, *, at: dt.datetime = OCTOBER, by: Actor = REW) -> int:
    with write(now=at) as uow:
        return plan_prizes(uow, by, Period.MONTH, places).id


def november_with_prizes() -> list[Actor]:
    """Have twelve people earn 50 to 39 points in November, for which there are prizes, and freeze it."""
    budget()
    promise()
    made = twelve()
    freeze(FROZEN)
    return made


def pay(at: dt.datetime = LOOKED_AT) -> int:
    """Pay whatever can be paid; return for how many periods."""
    count, more = 0, True
    while more:
        with write(now=at) as uow:
            more = prizes.pay_next(uow, personas.SYSTEM)
        count += more
    read().rollback()
    return count


def won(made: list[Actor]) -> dict[int, int]:
    """Tell what of prizes stands in the ledger, by who stood where."""
    sums: Counter[int] = Counter()
    for row in read().scalars(select(Transfer).where(Transfer.code == Code.PRIZE)):
        sums[[one.id for one in made].index(row.account_id)] += row.amount
    return dict(sums)


def used() -> int:
    return read().scalars(select(RewardBudget.used)).one()


def waits(at: dt.datetime = LOOKED_AT) -> list[str | None]:
    read().rollback()
    return [one.waits for one in list_coming(read(), at, at.date())]


def broken() -> list[str]:
    read().rollback()
    return [problem.rule for problem in verify(read())]


@pytest.mark.parametrize(
    ("ranks", "shares"),
    [
        ([1, 2, 3], [100, 60, 40]),
        ([1, 2, 2], [100, 50, 50]),
        ([1, 1, 3], [80, 80, 40]),
        ([1, 2, 3, 3, 3], [100, 60, 13, 13, 13]),
        ([1] * 12, [16] * 12),
        ([], []),
    ],
)
def test_b4_those_who_share_a_rank_share_its_prizes(ranks: list[int], shares: list[int]) -> None:
    assert share_out(PLACES, ranks) == shares


@given(st.lists(st.integers(1, 500), min_size=1, max_size=10), st.lists(st.integers(0, 5), max_size=14))
def test_b4_no_more_is_paid_than_was_promised_and_what_rounding_leaves_is_small(
    places: list[int], scores: list[int]
) -> None:
    places.sort(reverse=True)
    ordered = sorted(scores, reverse=True)
    ranks = [rank for one in ordered if (rank := 1 + sum(other > one for other in scores)) <= len(places)]

    shares = share_out(places, ranks)

    within = sum(places[: len(ranks)])
    assert within - sum(shares) in range(max(1, len(ranks)))
    assert shares == sorted(shares, reverse=True)


def test_g10_nothing_is_paid_where_nobody_has_opted_in() -> None:
    budget()
    twelve()
    freeze(FROZEN)

    assert (pay(), waits()) == (0, [])


def test_b3_prizes_are_paid_once_a_week_after_the_freeze_and_out_of_the_budget() -> None:
    made = november_with_prizes()

    assert (pay(LOOKED_AT - dt.timedelta(seconds=1)), won(made)) == (0, {})
    assert (pay(), won(made), used()) == (1, {0: 100, 1: 60, 2: 40}, 200)
    assert (pay(), pay(LOOKED_AT + 90 * DAY), used(), broken()) == (0, 0, 200, [])


def test_g10_a_prize_is_to_be_spent_and_in_no_score() -> None:
    made = november_with_prizes()
    before = read().execute(select(PersonScore.period, PersonScore.start, PersonScore.score)).all()
    pay()

    after = read().execute(select(PersonScore.period, PersonScore.start, PersonScore.score)).all()
    assert after == before
    assert wallet.get_wallet(read(), made[0].id).available == 150
    assert add_up(read(), made[0].id).prizes == 100


def test_l17_a_prize_names_event_actor_tariff_and_what_it_is_for() -> None:
    november_with_prizes()
    pay()

    row = read().scalars(select(Transfer).where(Transfer.code == Code.PRIZE, Transfer.amount == 60)).one()

    event_id = read().scalars(select(PrizePayout.event_id)).one()
    assert (row.event_id, row.actor_id, row.tariff) == (event_id, personas.SYSTEM.id, 0)
    assert row.facts == {"period": "month", "start": "2026-11-01", "rank": 2}


def test_g11_each_winner_is_told_of_their_prize_once_and_as_they_chose() -> None:
    made = november_with_prizes()
    with write() as uow:
        uow.session.add(NoticeChoice(account_id=made[1].id, topic=Topic.REWARDS, way=Way.NEVER))
    pay()
    pay(LOOKED_AT + DAY)

    told = (
        read().scalars(select(Notice).where(Notice.kind == NoticeKind.POINTS_PRIZE).order_by(Notice.id)).all()
    )
    assert [(one.account_id, one.facts["rank"], one.facts["amount"]) for one in told] == [
        (made[0].id, 1, 100),
        (made[2].id, 3, 40),
    ]
    assert (told[0].facts["first"], told[0].facts["last"]) == ("2026-11-01", "2026-11-30")


def test_b4_what_rounding_leaves_stays_in_the_budget() -> None:
    budget()
    promise()
    made = people(12)
    for at, one in enumerate(made):
        give(one.id, 40 if 2 <= at <= 4 else 90 - 20 * at if at < 2 else 30)
    freeze(FROZEN)
    pay()

    assert won(made) == {0: 100, 1: 60, 2: 13, 3: 13, 4: 13}
    assert (used(), broken()) == (199, [])


def test_b6_whoever_is_hidden_wins_nothing_and_the_next_one_does() -> None:
    budget()
    promise()
    made = twelve()
    change(made[0].id, board_visibility="hidden")
    freeze(FROZEN)
    pay()

    assert won(made) == {1: 100, 2: 60, 3: 40}


def test_b5_a_board_that_shows_nobody_pays_nothing() -> None:
    budget()
    promise()
    for one in people(9):
        give(one.id, 30)
    freeze(FROZEN)

    assert (pay(), used(), waits()) == (1, 0, [])


@pytest.mark.parametrize(("lost", "shares"), [(1, {0: 100, 1: 60, 2: 40}), (50, {1: 60, 2: 40})])
def test_l13_ranks_stay_frozen_and_whose_score_no_longer_holds_theirs_wins_nothing(
    lost: int, shares: dict[int, int]
) -> None:
    """The first has 51, the second 49: with 1 taken back since the freeze, the first is still the first."""
    budget()
    promise()
    made = twelve()
    give(made[0].id, 1)
    freeze(FROZEN)
    before = november(made[0])
    of_first = select(Award.id).where(Award.account_id == made[0].id, Award.amount == lost)
    take_back(read().scalars(of_first).one(), at=FROZEN + DAY)
    pay()

    assert won(made) == shares
    told = read().scalars(select(Notice.account_id).where(Notice.kind == NoticeKind.POINTS_PRIZE)).all()
    assert set(told) == {made[place].id for place in shares}
    assert november(made[0]) == before
    assert (used(), broken()) == (sum(shares.values()), [])


def test_b3_whoever_has_left_wins_nothing() -> None:
    made = november_with_prizes()
    change(made[1].id, disabled_at=FROZEN + DAY)
    pay()

    assert won(made) == {0: 100, 2: 40}
    assert [one.reason for one in list_withheld(read(), made[1].id, LOOKED_AT)] == ["left"]


def test_g10_prizes_wait_while_points_of_a_winner_are_held() -> None:
    made = november_with_prizes()
    award = give(made[1].id, 5, at=FROZEN + DAY)
    with write() as uow:
        uow.session.execute(text("UPDATE award SET state = 'held' WHERE id = :id"), {"id": award})

    assert (pay(), waits(), used()) == (0, ["prize_case"], 0)
    with write() as uow:
        uow.session.execute(text("UPDATE award SET state = 'posted' WHERE id = :id"), {"id": award})
    assert (pay(), used()) == (1, 200)


def test_g10_prizes_wait_for_room_in_the_budget_and_nothing_is_half_paid() -> None:
    made = november_with_prizes()
    with write() as uow:
        uow.session.execute(update(RewardBudget).values(used=850))

    assert (pay(), waits(), won(made)) == (0, ["prizes_exhausted"], {})
    with write() as uow:
        uow.session.execute(update(RewardBudget).values(used=0, points=999))
    assert (pay(), waits(), won(made)) == (0, ["prizes_above_part"], {})
    budget(1000)
    assert (pay(), used()) == (1, 200)


def test_g10_a_budget_is_not_lowered_below_what_its_prizes_allow() -> None:
    november_with_prizes()
    pay()

    with pytest.raises(Invalid, match="budget_used"):
        budget(999)


def test_l8_a_prize_repays_what_is_owed_first() -> None:
    budget()
    promise()
    made = twelve()
    award = give(made[0].id, 30, at=OCTOBER)
    freeze(FROZEN)
    spend(made[0].id, 80)
    take_back(award, at=FROZEN)
    owed = wallet.get_wallet(read(), made[0].id).debt
    pay()

    found = wallet.get_wallet(read(), made[0].id)
    assert (owed, found.debt, found.available) == (30, 0, 70)
    assert broken() == []


def test_g10_what_is_promised_counts_from_the_next_period_on() -> None:
    """Whoever promises in November cannot choose by who leads in November."""
    budget()
    twelve()
    promise(at=FROZEN - 10 * DAY)
    freeze(FROZEN)

    assert (pay(), waits()) == (0, [])


def test_g10_what_has_begun_is_paid_though_the_promise_ends() -> None:
    made = november_with_prizes()
    with write(now=FROZEN) as uow:
        end_prizes(uow, REW, 1)
    give(made[0].id, 30, at=FROZEN + 30 * DAY)

    assert (pay(), won(made)) == (1, {0: 100, 1: 60, 2: 40})


def test_g10_a_new_promise_follows_the_old_one() -> None:
    made = november_with_prizes()
    promise((10,), at=FROZEN)

    assert (pay(), won(made)) == (1, {0: 100, 1: 60, 2: 40})


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ((), "prizes_not_whole"),
        ((0,), "prizes_not_whole"),
        ((-5,), "prizes_not_whole"),
        ((1.5,), "prizes_not_whole"),
        ((True,), "prizes_not_whole"),
        ((2**63,), "prizes_not_whole"),
        ((1,) * 11, "prizes_not_whole"),
        ((10, 20), "prizes_rise"),
        ((201,), "prizes_above_part"),
    ],
)
def test_g10_a_promise_is_of_whole_falling_prizes_within_a_fifth(places: tuple[Any, ...], code: str) -> None:
    budget()

    with pytest.raises(Invalid) as refused:
        promise(places)

    assert refused.value.fields == {"places": code}


def test_g10_there_is_no_promise_without_a_budget_nor_by_anybody() -> None:
    with pytest.raises(Invalid) as refused:
        promise()
    with pytest.raises(Forbidden):
        promise(by=personas.CY)

    assert refused.value.fields == {"places": "no_prize_budget"}


def test_g11_a_winner_sees_what_is_on_its_way_and_others_do_not() -> None:
    made = november_with_prizes()

    def own(person: Actor) -> list[tuple[int, int, str | None]]:
        found = list_own(read(), person.id, FROZEN + DAY, FROZEN.date())
        return [(one.rank, one.points, one.waits) for one in found]

    assert own(made[1]) == [(2, 60, "prize_window")]
    assert own(made[5]) == []


def test_b3_the_background_job_pays_what_is_due_once() -> None:
    now = clock.now()
    for moment in (now - 100 * DAY, now):
        with write(now=moment) as uow:
            rewards.save_budget(uow, REW, 0, quarter_of(moment.date()), 1000)
    promise(at=now - 100 * DAY)
    for at, one in enumerate(people(12)):
        give(one.id, 50 - at, at=now - 50 * DAY)
    freeze(now - 8 * DAY)

    assert (jobs.pay_prizes(), jobs.pay_prizes()) == ("1", "0")


@pytest.mark.parametrize("table", ["prize_payout", "prize_share"])
def test_l1_what_was_paid_is_never_written_again(table: str) -> None:
    november_with_prizes()
    pay()

    with pytest.raises(DatabaseError, match="append-only"), write() as uow:
        uow.session.execute(text(f"DELETE FROM {table}"))


def test_g10_verify_finds_a_prize_that_is_not_in_the_ledger() -> None:
    made = november_with_prizes()
    pay()
    with write() as uow:
        payout = uow.session.scalars(select(PrizePayout.id)).one()
        uow.session.add(PrizeShare(payout_id=payout, account_id=made[9].id, rank=3, amount=1, reason=None))
        uow.session.execute(update(RewardBudget).values(used=201, points=1005))

    assert broken() == ["G10"]
