"""The board of teams as its template draws it."""

from types import SimpleNamespace as View
from typing import Any

from flask_babel import format_decimal

from scenariowiki.accounts.rules import Actor
from scenariowiki.points.queries.leaderboard_teams import TeamStanding, team_board
from scenariowiki.points.rules.ranking import AROUND, FEWEST_TEAMS, TOP
from scenariowiki.runtime.session import read
from scenariowiki.web.views.points.choice import Choice


def context(person: Actor, choice: Choice) -> dict[str, Any]:
    """Return the first ten teams, and one's own with those around it."""
    found = list(team_board(read(), choice.period, choice.start, choice.today))
    is_shown = len(found) >= FEWEST_TEAMS
    first = found[:TOP] if is_shown else []
    own = next((at for at, one in enumerate(found) if one.team_id == person.team_id), None)
    beyond = found[max(own - AROUND, TOP) : own + AROUND + 1] if is_shown and own is not None else []
    most = max((float(one.score) for one in first), default=0.0) or 1.0
    return {
        "rows": [_line(one, person, most) for one in first],
        "beyond": [_line(one, person, most) for one in beyond if own is not None and own >= TOP - AROUND],
        "is_apart": bool(beyond) and own is not None and own - AROUND > TOP,
        "is_shown": is_shown,
        "is_hidden": False,
        "own": None,
        "step": None,
    }


def _line(one: TeamStanding, person: Actor, most: float) -> View:
    return View(
        rank=one.rank,
        name=one.name,
        score=format_decimal(round(float(one.score), 1)),
        mean=format_decimal(round(one.total / one.members, 1)),
        members=one.members,
        breadth=round(100 * one.with_outcome / one.members),
        percent=round(100 * float(one.score) / most, 1),
        is_me=one.team_id == person.team_id,
    )
