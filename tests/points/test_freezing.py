"""Periods that freeze three days after their end, and boards that never change from then on."""

import datetime as dt

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import points as jobs
from scenariowiki.kernel import clock
from scenariowiki.kernel.events import EventRow
from scenariowiki.points.commands.freezing import freeze_next
from scenariowiki.points.models import PeriodFreeze, PeriodSnapshot, PersonScore
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.leaderboard import Wanted, board_of
from scenariowiki.points.queries.leaderboard_parts import parts_of, ranks_before
from scenariowiki.points.queries.leaderboard_teams import team_board
from scenariowiki.points.queries.standings import Board
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import Part
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.boards import NOVEMBER, a_team, change, give, people, take_back

pytestmark = pytest.mark.usefixtures("app")
DAY = dt.timedelta(days=1)
# Shanghai's working day of 4 December, on which November freezes, begins at four in the morning there.
FROZEN = dt.datetime(2026, 12, 3, 20, 0, tzinfo=dt.UTC)


def freeze(at: dt.datetime) -> list[tuple[str, dt.date]]:
    """Freeze all that is due at a moment; list what is frozen."""
    is_more = True
    while is_more:
        with write(now=at) as uow:
            is_more = freeze_next(uow, personas.SYSTEM)
    read().rollback()
    rows = read().execute(select(PeriodFreeze.period, PeriodFreeze.start).order_by(PeriodFreeze.start))
    return [(row.period, row.start) for row in rows]


def november(person: Actor) -> Board:
    read().rollback()
    return board_of(read(), person, Wanted(period=Period.MONTH, start=NOVEMBER))


def twelve(team: int | None = None) -> list[Actor]:
    made = people(12, team=team)
    for at, one in enumerate(made):
        give(one.id, 50 - at)
    return made


@pytest.mark.parametrize(("moment", "frozen"), [(FROZEN - dt.timedelta(seconds=1), False), (FROZEN, True)])
def test_b3_a_month_freezes_three_days_after_its_end(moment: dt.datetime, *, frozen: bool) -> None:
    twelve()

    assert (("month", NOVEMBER) in freeze(moment)) is frozen


def test_b2_a_board_of_several_sites_freezes_when_the_last_one_s_day_has_come() -> None:
    twelve()
    with write() as uow:
        uow.session.add(Site(name="西海岸", timezone="America/Los_Angeles", created_at=uow.now))

    assert ("month", NOVEMBER) not in freeze(FROZEN + dt.timedelta(hours=15, minutes=59))
    assert ("month", NOVEMBER) in freeze(FROZEN + dt.timedelta(hours=16))


def test_b3_after_days_of_downtime_all_that_is_over_freezes_once() -> None:
    twelve()
    later = FROZEN + 100 * DAY

    found = freeze(later)

    assert found == freeze(later)
    assert found == [
        ("year", dt.date(2026, 1, 1)),
        ("quarter", dt.date(2026, 10, 1)),
        ("month", NOVEMBER),
        ("week", dt.date(2026, 11, 2)),
    ]


def test_b3_the_background_job_freezes_what_is_over() -> None:
    long_ago = clock.now() - 40 * DAY
    give(personas.ANN.id, 8, at=long_ago)

    assert int(jobs.freeze_periods()) >= 2
    assert jobs.freeze_periods() == "0"


def test_b3_nothing_freezes_while_awards_that_are_due_have_to_ripen() -> None:
    made = twelve()
    with write() as uow:
        uow.session.execute(
            text("UPDATE award SET state = 'pending', due_at = created_at WHERE account_id = :id"),
            {"id": made[0].id},
        )

    assert freeze(FROZEN) == []


def test_l13_a_frozen_board_never_changes() -> None:
    made = twelve()
    award = give(made[0].id, 100)
    freeze(FROZEN)
    before = november(made[5])

    take_back(award, at=FROZEN + DAY)
    give(made[11].id, 500, at=FROZEN + DAY)
    change(made[1].id, board_visibility="hidden")
    with write() as uow:
        uow.session.execute(update(PersonScore).values(score=1))

    after = november(made[5])
    assert after == before
    assert (after.is_frozen, after.rows[0].score) == (True, 150)


def test_l13_what_is_taken_back_later_is_still_part_of_the_frozen_score() -> None:
    made = twelve()
    award = give(made[0].id, 10, "P2")
    freeze(FROZEN)
    take_back(award, at=FROZEN + DAY)

    parts = parts_of(read(), Wanted(period=Period.MONTH, start=NOVEMBER), [made[0].id])

    assert parts[made[0].id][Part.SITUATION] == 10
    assert list(verify(read())) == []


def test_b6_whoever_was_hidden_keeps_the_place_they_would_have_had() -> None:
    made = twelve()
    change(made[3].id, board_visibility="hidden")
    freeze(FROZEN)

    own = november(made[3])

    assert (own.is_hidden, own.own and own.own.rank, own.around) == (True, 4, ())
    assert made[3].id not in {one.account_id for one in own.rows}


def test_b4_places_of_a_frozen_period_are_those_of_the_one_before() -> None:
    made = twelve()
    freeze(FROZEN)
    december = Wanted(period=Period.MONTH, start=dt.date(2026, 12, 1))

    assert ranks_before(read(), december, [made[2].id]) == {made[2].id: 3}


def test_b7_teams_of_a_frozen_period_are_those_of_then() -> None:
    twelve(team=a_team("绿队"))
    before = team_board(read(), Period.MONTH, NOVEMBER, dt.date(2026, 11, 30))
    freeze(FROZEN)
    with write() as uow:
        uow.session.execute(text("UPDATE team_membership SET until = since"))

    assert team_board(read(), Period.MONTH, NOVEMBER, dt.date(2027, 1, 1)) == before


@pytest.mark.parametrize("statement", ["UPDATE {} SET start = start", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["period_snapshot", "period_freeze"])
def test_l13_snapshots_are_never_written_again(statement: str, table: str) -> None:
    twelve()
    freeze(FROZEN)

    with pytest.raises(DatabaseError, match="append-only"), write() as uow:
        uow.session.execute(text(statement.format(table)))


def test_l13_a_snapshot_that_is_not_what_it_was_is_found() -> None:
    twelve()
    freeze(FROZEN)
    with write() as uow:
        key = {"period": "month", "start": NOVEMBER, "board": "people", "subject_id": 99}
        numbers = dict.fromkeys(("place", "rank", "score", "outcome", "activity", "applied"), 1)
        uow.session.add(PeriodSnapshot(**key, **numbers))

    assert [problem.rule for problem in verify(read())] == ["L13"]


def test_freezing_is_recorded_with_the_digest() -> None:
    twelve()
    freeze(FROZEN)

    row = read().scalars(select(EventRow).where(EventRow.name == "PeriodFrozen")).first()

    assert row is not None
    kept = read().get(PeriodFreeze, (row.payload["period"], dt.date.fromisoformat(row.payload["start"])))
    assert kept is not None
    assert (kept.digest, kept.people, kept.tariff) == (row.payload["digest"], 12, 0)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (dt.datetime(2026, 11, 30, 19, 59, tzinfo=dt.UTC), dt.date(2026, 11, 1)),
        (dt.datetime(2026, 11, 30, 20, 1, tzinfo=dt.UTC), dt.date(2026, 12, 1)),
    ],
)
def test_b2_a_night_shift_belongs_to_one_month(moment: dt.datetime, month: dt.date) -> None:
    """At 03:59 on the first it is still November for the shift, at 04:01 December."""
    give(personas.ANN.id, 8, at=moment)

    rows = read().execute(select(PersonScore.start).where(PersonScore.period == "month"))
    assert [row.start for row in rows] == [month]


def test_b2_each_counts_by_the_day_of_their_own_site() -> None:
    """The same moment is December in Shanghai and November on the other side of the sea."""
    with write() as uow:
        site = Site(name="西海岸", timezone="America/Los_Angeles", created_at=uow.now)
        uow.session.add(site)
        uow.session.flush()
        site_id = site.id
    change(personas.ZOE.id, site_id=site_id)
    moment = dt.datetime(2026, 12, 1, 2, 0, tzinfo=dt.UTC)
    for person in (personas.ANN, personas.ZOE):
        give(person.id, 8, at=moment)

    rows = read().execute(
        select(PersonScore.account_id, PersonScore.start).where(PersonScore.period == "month")
    )
    assert {row.account_id: row.start.month for row in rows} == {personas.ANN.id: 12, personas.ZOE.id: 11}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 11, 1, 7, 59, tzinfo=dt.UTC), dt.date(2026, 10, 1)),
        (dt.datetime(2026, 11, 1, 11, 59, tzinfo=dt.UTC), dt.date(2026, 10, 1)),
        (dt.datetime(2026, 11, 1, 12, 1, tzinfo=dt.UTC), dt.date(2026, 11, 1)),
    ],
)
def test_b2_the_night_on_which_clocks_are_turned_back_is_one_day(moment: dt.datetime, day: dt.date) -> None:
    """In Los Angeles 1 November 2026 has 25 hours: its four in the morning is noon in UTC, not eleven."""
    with write() as uow:
        uow.session.get_one(Site, personas.SITE).timezone = "America/Los_Angeles"
    give(personas.ANN.id, 8, at=moment)

    rows = read().execute(select(PersonScore.start).where(PersonScore.period == "month"))
    assert [row.start for row in rows] == [day]


def test_b10_spending_never_lowers_a_place() -> None:
    from tests.points.test_ledger import spend  # noqa: PLC0415 - the other tests have no use for it

    made = twelve()
    before = november(made[0])

    spend(made[0].id, 40)

    assert november(made[0]) == before
