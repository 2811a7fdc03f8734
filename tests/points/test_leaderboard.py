"""The board of people: ties, neighbours, visibility, its minimum, what it is made of."""

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from sqlalchemy import update

from scenariowiki.accounts.models import Site, TeamMembership
from scenariowiki.accounts.rules import Actor
from scenariowiki.points.queries.leaderboard import Wanted, board_of, ranks_in
from scenariowiki.points.queries.leaderboard_parts import own_trend, parts_of, ranks_before, worth_on
from scenariowiki.points.queries.leaderboard_teams import team_board
from scenariowiki.points.queries.standings import Board, Standing, shown_people
from scenariowiki.points.rules.periods import EVER, Period
from scenariowiki.points.rules.ranking import Part, StepKind
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.boards import NOON, NOVEMBER, a_team, change, give, people, take_back

pytestmark = pytest.mark.usefixtures("app")


def board(
    person: Actor,
    period: Period = Period.MONTH,
    start: dt.date = NOVEMBER,
    limit: int = 10,
    team: int | None = None,
) -> Board:
    read().rollback()
    return board_of(read(), person, Wanted(period=period, start=start, limit=limit, team_id=team))


def ranks(rows: Sequence[Standing]) -> list[int | None]:
    return [one.rank for one in rows]


def ids(rows: Sequence[Standing]) -> list[int]:
    return [one.account_id for one in rows]


def twenty() -> list[Actor]:
    """Make twenty people with 100, 99, ... points."""
    made = people(20)
    for at, one in enumerate(made):
        give(one.id, 100 - at)
    return made


def test_b5_the_first_ten_are_shown_and_ones_own_place_with_three_on_either_side() -> None:
    made = twenty()

    seen = board(made[14])

    assert ids(seen.rows) == [one.id for one in made[:10]]
    assert ids(seen.around) == [one.id for one in made[11:18]]
    assert ranks(seen.around) == [12, 13, 14, 15, 16, 17, 18]


def test_b5_the_last_one_sees_who_is_before_and_nobody_below() -> None:
    made = twenty()

    assert ranks(board(made[19]).around) == [17, 18, 19, 20]


def test_b5_with_fewer_than_ten_there_is_no_ranking_only_ones_own_points() -> None:
    made = people(9)
    for one in made:
        give(one.id, 10)

    seen = board(made[0])

    assert (seen.is_shown, seen.rows, seen.around) == (False, (), ())
    assert seen.own is not None
    assert (seen.own.score, seen.own.rank) == (10, None)


def test_b5_hidden_people_do_not_make_up_the_ten() -> None:
    made = people(10)
    for one in made:
        give(one.id, 10)
    assert board(made[0]).is_shown

    change(made[9].id, board_visibility="hidden")

    assert not board(made[0]).is_shown


def test_b4_equals_share_a_place_and_the_next_ones_are_counted_on() -> None:
    made = people(12)
    for one, points in zip(made, [50, 40, 40, 30, 30, 30, 20, 10, 9, 8, 7, 6], strict=True):
        give(one.id, points)

    assert ranks(board(made[0]).rows) == [1, 2, 2, 4, 4, 4, 7, 8, 9, 10]


def test_b4_within_a_tie_more_that_was_applied_comes_first_then_who_had_it_first() -> None:
    late, early, applied = (one.id for one in people(3))
    others = people(10, name="other")
    give(early, 30, "P4")
    give(late, 30, "P4")
    give(applied, 15, "P3")
    give(applied, 15, "P3")
    for one in others:
        give(one.id, 5, "P4")

    seen = board(others[0])

    assert ids(seen.rows)[:3] == [applied, early, late]
    assert ranks(seen.rows)[:3] == [1, 1, 1]


def test_b6_hidden_people_and_leavers_are_passed_over_in_ranks() -> None:
    made = twenty()
    change(made[0].id, board_visibility="hidden")
    change(made[2].id, disabled_at=NOON)

    seen = board(made[14])

    assert ids(seen.rows)[:3] == [made[1].id, made[3].id, made[4].id]
    assert seen.own is not None
    assert seen.own.rank == 13


def test_b6_a_hidden_person_sees_the_place_that_would_be_theirs() -> None:
    made = twenty()
    change(made[14].id, board_visibility="hidden")

    seen = board(made[14])

    assert seen.is_hidden
    assert seen.own is not None
    assert seen.own.rank == 15
    assert made[14].id not in ids(seen.around)


def test_b6_initials_are_shown_without_the_team() -> None:
    change(personas.LEE.id, board_visibility="initials", display_name="林小满")
    change(personas.ANN.id, board_visibility="hidden")

    shown = shown_people(read(), [personas.LEE.id, personas.ANN.id, personas.ZOE.id], ())

    assert [
        (shown[one.id].name, shown[one.id].team) for one in (personas.LEE, personas.ANN, personas.ZOE)
    ] == [
        ("林**", None),
        (None, None),
        ("Zoe", "蓝队"),
    ]


def test_b6_a_site_that_switched_people_off_is_on_nobodys_board() -> None:
    made = twenty()
    with write() as uow:
        site = Site(name="台北", timezone="Asia/Taipei", boards_off=["people"], created_at=uow.now)
        uow.session.add(site)
        uow.session.flush()
        site_id = site.id
    change(made[0].id, site_id=site_id)

    assert ids(board(made[5]).rows)[0] == made[1].id


def test_b9_any_board_is_what_sorting_everybody_gives() -> None:
    """Compare all boards of random scores, full of ties, with the plain way."""
    seeded = random.Random(20261104)
    made = people(40)
    for one in made:
        for _award in range(seeded.randint(0, 3)):
            give(one.id, seeded.choice([1, 2, 3, 5]), seeded.choice(["P3", "P4", "P6"]))
    for one in seeded.sample(made, 6):
        change(one.id, board_visibility="hidden")
    everybody = board(personas.ADA, limit=50).rows
    plain = sorted(everybody, key=lambda one: (-one.score, -one.applied, one.last_id, one.account_id))

    assert list(everybody) == plain
    assert ranks(everybody) == [1 + sum(o.score > x.score for o in everybody) for x in everybody]
    persons = {person.id: person for person in made}
    for at, standing in enumerate(everybody):
        around = board(persons[standing.account_id]).around
        assert around == everybody[max(at - 3, 0) : at + 4]
    counted = ranks_in(read(), Wanted(period=Period.MONTH, start=NOVEMBER), ids(everybody))
    assert counted == dict(zip(ids(everybody), ranks(everybody), strict=True))


def test_b7_within_a_team_only_what_was_earned_in_it_counts() -> None:
    reds = people(10, team=personas.RED)
    for one in reds:
        give(one.id, 10)
    give(personas.ZOE.id, 500)

    seen = board(reds[0], team=personas.RED)

    assert seen.is_shown
    assert personas.ZOE.id not in ids(seen.rows)
    assert seen.rows[0].score == 10


def test_the_parts_of_a_score_are_those_of_its_awards() -> None:
    give(personas.ANN.id, 10, "P2")
    give(personas.ANN.id, 15, "P3")
    give(personas.ANN.id, 3, "P6")
    give(personas.ANN.id, 2, "P8")
    take_back(give(personas.ANN.id, 8, "P3"))

    parts = parts_of(read(), Wanted(period=Period.MONTH, start=NOVEMBER), [personas.ANN.id])

    assert parts[personas.ANN.id] == {Part.SITUATION: 10, Part.OUTCOME: 18, Part.CURATION: 2}


def test_places_of_the_period_before_are_counted_among_the_same_people() -> None:
    made = people(3)
    for one, points in zip(made, [5, 20, 10], strict=True):
        give(one.id, points, at=NOON - dt.timedelta(days=20))

    before = ranks_before(read(), Wanted(period=Period.MONTH, start=NOVEMBER), [one.id for one in made])

    assert [before[one.id] for one in made] == [3, 1, 2]
    assert ranks_before(read(), Wanted(period=Period.ALL, start=dt.date(1970, 1, 1)), [made[0].id]) == {}


def test_b5_the_last_eight_periods_are_ones_own() -> None:
    give(personas.ANN.id, 10, at=NOON - dt.timedelta(days=31))
    give(personas.ANN.id, 4)

    trend = own_trend(read(), personas.ANN.id, Period.MONTH, NOVEMBER)

    assert [points for _start, points in trend] == [0, 0, 0, 0, 0, 0, 10, 4]
    assert trend[0][0] == dt.date(2026, 4, 1)


def test_the_worth_of_a_step_is_the_tariffs() -> None:
    assert worth_on(read(), NOVEMBER) == {StepKind.SHARE: 2, StepKind.REPORT: 3, StepKind.SOLUTION: 8}


@pytest.mark.parametrize(
    ("joined", "until", "members"),
    [
        ("2026-11-16", None, 4),
        ("2026-11-17", None, 3),
        ("2026-01-01", "2026-11-16", 4),
        ("2026-01-01", "2026-11-15", 3),
    ],
)
def test_b7_half_of_the_period_makes_a_member(joined: str, until: str | None, members: int) -> None:
    made = people(4, team=a_team("绿队"))
    give(made[0].id, 10)
    stay(made[3:], joined, until)

    (team,) = team_board(read(), Period.MONTH, NOVEMBER, dt.date(2026, 11, 30))

    assert (team.members, team.total, team.with_outcome) == (members, 10, 1)


def test_b7_two_are_no_team() -> None:
    for count in (2, 3):
        made = people(count, team=a_team(f"{count}人队"), name=f"of{count}")
        give(made[0].id, 10)

    (team,) = team_board(read(), Period.MONTH, NOVEMBER, dt.date(2026, 11, 30))

    assert team.members == 3


def test_b7_a_young_team_is_measured_by_its_own_time() -> None:
    made = people(3, team=a_team("绿队"))
    give(made[0].id, 10)
    stay(made, "2026-11-25", None)

    (team,) = team_board(read(), Period.ALL, EVER, dt.date(2026, 11, 30))

    assert team.members == 3


def stay(who: Sequence[Actor], since: str, until: str | None) -> None:
    """Change when some people were in their team."""
    with write() as uow:
        chosen = TeamMembership.account_id.in_([one.id for one in who])
        uow.session.execute(
            update(TeamMembership)
            .where(chosen)
            .values(since=dt.date.fromisoformat(since), until=dt.date.fromisoformat(until) if until else None)
        )
