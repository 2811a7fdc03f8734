"""The leaderboard over the API."""

import datetime as dt

from scenariowiki.accounts.rules import Actor
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import asking
from scenariowiki.api.naming import find_team
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.leaderboard import LeaderboardQuery, LeaderboardShown, StandingShown
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.points import policy
from scenariowiki.points.queries.leaderboard import Wanted, board_of, sites_without
from scenariowiki.points.queries.leaderboard_frozen import find_freeze
from scenariowiki.points.queries.leaderboard_teams import TeamStanding, team_board
from scenariowiki.points.queries.standings import Shown, Standing, shown_people
from scenariowiki.points.rules.periods import Period, start_of
from scenariowiki.points.rules.ranking import AROUND, FEWEST_TEAMS, BoardKind, last_day
from scenariowiki.runtime.session import read

EARLIEST = dt.date(2000, 1, 1)


@bp.get("/leaderboard")
@asking
@reads(query=LeaderboardQuery, answer=LeaderboardShown, refusals=(403,))
def show_leaderboard(query: LeaderboardQuery) -> Answer:
    """Show a board of a period, one's own row and those around it."""
    person = actor()
    today = clock.business_day(clock.now(), person.timezone, person.cutover)
    if query.start is not None and not EARLIEST <= query.start <= today:
        raise Invalid(fields={"start": "out_of_range"})
    start = start_of(query.period, query.start or today)
    if query.board is BoardKind.TEAMS:
        return answer(_teams(person, query.period, start, today, query.limit))
    team = find_team(read(), query.team)
    if team is not None:
        policy.require(policy.may_see_team_board(person, team))
    wanted = Wanted(period=query.period, start=start, team_id=team, limit=query.limit)
    return answer(_people(person, wanted))


def _people(person: Actor, wanted: Wanted) -> LeaderboardShown:
    off = sites_without(read(), BoardKind.PEOPLE)
    board = board_of(read(), person, wanted)
    is_shown = board.is_shown and person.site_id not in off
    rows = board.rows if is_shown else ()
    around = board.around if is_shown else ()
    names = shown_people(read(), {one.account_id for one in (*rows, *around)}, off)
    return LeaderboardShown(
        period=wanted.period,
        start=wanted.start,
        end=last_day(wanted.period, wanted.start),
        frozen=board.is_frozen,
        shown=is_shown,
        hidden=board.is_hidden,
        items=[_row(one, names, person) for one in rows],
        own=_row(board.own, names, person) if board.own else None,
        around=[_row(one, names, person) for one in around],
    )


def _row(one: Standing, names: dict[int, Shown], person: Actor) -> StandingShown:
    is_me = one.account_id == person.id
    shown = names.get(one.account_id)
    return StandingShown(
        rank=one.rank,
        who=person.display_name if is_me else shown.name if shown else None,
        me=is_me,
        score=one.score,
        outcome=one.outcome,
        activity=one.activity,
    )


def _teams(person: Actor, period: Period, start: dt.date, today: dt.date, limit: int) -> LeaderboardShown:
    found = team_board(read(), period, start, today)
    is_shown = len(found) >= FEWEST_TEAMS and person.site_id not in sites_without(read(), BoardKind.TEAMS)
    own = next((at for at, one in enumerate(found) if one.team_id == person.team_id), None)
    around = found[max(own - AROUND, 0) : own + AROUND + 1] if is_shown and own is not None else ()
    return LeaderboardShown(
        period=period,
        start=start,
        end=last_day(period, start),
        frozen=find_freeze(read(), period, start) is not None,
        shown=is_shown,
        hidden=False,
        items=[_team(one, person) for one in found[:limit]] if is_shown else [],
        own=_team(found[own], person) if is_shown and own is not None else None,
        around=[_team(one, person) for one in around],
    )


def _team(one: TeamStanding, person: Actor) -> StandingShown:
    return StandingShown(
        rank=one.rank,
        who=one.name,
        me=one.team_id == person.team_id,
        score=round(float(one.score), 1),
        outcome=None,
        activity=None,
        members=one.members,
        breadth=round(one.with_outcome / one.members, 3),
    )
