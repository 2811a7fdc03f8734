"""The leaderboard on paper for the team wall, and as a table for those who count prizes."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange.cells import guarded
from scenariowiki.points import policy
from scenariowiki.points.commands.taking import Taken, take_leaderboard
from scenariowiki.points.queries.leaderboard import Wanted, everybody, sites_without
from scenariowiki.points.queries.leaderboard_frozen import find_freeze, frozen_standings
from scenariowiki.points.queries.leaderboard_teams import TeamStanding, team_board
from scenariowiki.points.queries.standings import Standing, shown_people
from scenariowiki.points.rules.ranking import FEWEST, FEWEST_TEAMS, TOP, BoardKind
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import people, periods, teams
from scenariowiki.web.views.points.blueprint import bp
from scenariowiki.web.views.points.choice import Choice, Scope

CSV, PAPER = "csv", "print"
AT_ONCE = 500


@bp.post("/leaderboard/file")
@limits.export
def take_board() -> ResponseReturnValue:
    """Note who takes a board along, then give the table, or the page to print."""
    person = actor()
    choice = Choice.read(person)
    policy.require(policy.may_take_board(person, _team(person, choice)))
    is_table = request.form.get("format") == CSV
    rows = list(_rows(person, choice)) if is_table else []
    with write() as uow:
        take_leaderboard(uow, person, _taken(person, choice, len(rows) or TOP, CSV if is_table else PAPER))
    if not is_table:
        return redirect(choice.url(endpoint="points.paper"), 303)
    response = Response(_csv(_heading(choice), rows), content_type="text/csv; charset=utf-8")
    name = f"leaderboard-{choice.period}-{choice.start}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/leaderboard/print")
def paper() -> ResponseReturnValue:
    """Show a board as it goes on paper: the first ten alone."""
    person = actor()
    choice = Choice.read(person)
    policy.require(policy.may_take_board(person, _team(person, choice)))
    is_teams = choice.scope is Scope.TEAMS
    board = teams.context(person, choice) if is_teams else people.context(person, choice)
    for row in board["rows"]:
        row.is_me = False
    return render_template(
        "points/paper.html",
        name=periods.name_of(choice.period, choice.start),
        of_teams=is_teams,
        is_final=find_freeze(read(), choice.period, choice.start) is not None,
        back_url=choice.url(),
        **{**board, "beyond": [], "is_apart": False},
    )


def _team(person: Actor, choice: Choice) -> int | None:
    return person.team_id if choice.scope is Scope.TEAM else None


def _taken(person: Actor, choice: Choice, count: int, kind: str) -> Taken:
    return Taken(
        period=choice.period,
        start=choice.start,
        board=BoardKind.TEAMS if choice.scope is Scope.TEAMS else BoardKind.PEOPLE,
        format=kind,
        count=count,
        team_id=_team(person, choice),
    )


def _heading(choice: Choice) -> list[str]:
    if choice.scope is Scope.TEAMS:
        return [_("Place"), _("Team"), _("Score"), _("Members"), _("Breadth")]
    return [_("Place"), _("Member"), _("Team"), _("Points"), _("By effect"), _("For activity")]


def _rows(person: Actor, choice: Choice) -> Iterator[list[str]]:
    """Give the rows of those who want to be seen; where the page ranks nobody, no file does."""
    if choice.scope is Scope.TEAMS:
        found = team_board(read(), choice.period, choice.start, choice.today)
        yield from (_team_cells(one) for one in found if len(found) >= FEWEST_TEAMS)
        return
    wanted = people.wanted_by(person, choice)
    standings = _standings(wanted)
    off = sites_without(read(), BoardKind.PEOPLE)
    for first in range(0, len(standings) if len(standings) >= FEWEST else 0, AT_ONCE):
        some = standings[first : first + AT_ONCE]
        shown = shown_people(read(), [one.account_id for one in some], off)
        for one in some:
            who = shown[one.account_id]
            cells = (one.rank, who.name or _("Not shown"), who.team or "", one.score, one.outcome)
            yield [str(cell) for cell in (*cells, one.score - one.outcome)]


def _standings(wanted: Wanted) -> Sequence[Standing]:
    if wanted.team_id is None and find_freeze(read(), wanted.period, wanted.start):
        return frozen_standings(read(), wanted.period, wanted.start)
    return everybody(read(), wanted)[0]


def _team_cells(one: TeamStanding) -> list[str]:
    breadth = f"{100 * one.with_outcome / one.members:.0f}%"
    return [str(one.rank), one.name, f"{float(one.score):.1f}", str(one.members), breadth]


def _csv(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write CSV as spreadsheets like it: with a mark of its encoding, every cell quoted and guarded."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[guarded(cell) for cell in line] for line in (heading, *rows)])
    return "\ufeff" + written.getvalue()
