"""The leaderboard: people or teams of a period, how one did oneself, and what leads further."""

from types import SimpleNamespace as View
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts.rules import Actor
from scenariowiki.points import policy
from scenariowiki.points.queries.leaderboard import sites_without
from scenariowiki.points.queries.leaderboard_frozen import find_freeze
from scenariowiki.points.queries.leaderboard_parts import own_trend
from scenariowiki.points.rules.periods import Period, freezes_on, next_start, start_of
from scenariowiki.points.rules.ranking import BoardKind, previous_start
from scenariowiki.runtime.session import read
from scenariowiki.web.charts import line_chart
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import people, periods, teams
from scenariowiki.web.views.points.blueprint import bp
from scenariowiki.web.views.points.choice import Choice, Scope

NOTHING: dict[str, Any] = {"is_shown": False, "is_hidden": False, "own": None, "step": None}


@bp.get("/leaderboard")
def leaderboard() -> ResponseReturnValue:
    """Show a board; this month's of everybody unless the address says otherwise."""
    person = actor()
    choice = Choice.read(person)
    kind = BoardKind.TEAMS if choice.scope is Scope.TEAMS else BoardKind.PEOPLE
    is_off = person.site_id in sites_without(read(), kind)
    if is_off:
        board: dict[str, Any] = NOTHING
    else:
        board = teams.context(person, choice) if kind is BoardKind.TEAMS else people.context(person, choice)
    return render_template(
        "points/leaderboard.html",
        is_off=is_off,
        of_teams=kind is BoardKind.TEAMS,
        **_frame(person, choice),
        **board,
    )


def _frame(person: Actor, choice: Choice) -> dict[str, Any]:
    """Return what every board has around it: the choices, its period, one's own trend."""
    trend = own_trend(read(), person.id, *_trend_of(choice))
    words = [periods.short_name(_trend_of(choice)[0], start) for start, _score in trend]
    return {
        "name": periods.name_of(choice.period, choice.start),
        "hint": _hint(choice),
        "periods": [
            (periods.word_now(one), choice.url(period=one, start=None), one is choice.period)
            for one in Period
        ],
        "scopes": [(_scope_word(one), choice.url(scope=one), one is choice.scope) for one in _scopes(person)],
        **_neighbours(choice),
        "chart": line_chart([points for _start, points in trend], words),
        "trend": list(zip(words, [points for _start, points in trend], strict=True)),
        "may_take": policy.may_take_board(person, person.team_id if choice.scope is Scope.TEAM else None),
        "form": View(period=choice.period.value, start=choice.start.isoformat(), scope=choice.scope.value),
    }


def _trend_of(choice: Choice) -> tuple[Period, Any]:
    """All time has no periods to compare: the months show how it went."""
    if choice.period is Period.ALL:
        return Period.MONTH, start_of(Period.MONTH, choice.today)
    return choice.period, choice.start


def _scopes(person: Actor) -> list[Scope]:
    return [one for one in Scope if one is not Scope.TEAM or person.team_id]


def _scope_word(scope: Scope) -> str:
    words = {Scope.ALL: _("Everybody"), Scope.TEAM: _("My team"), Scope.TEAMS: _("Teams")}
    return str(words[scope])


def _neighbours(choice: Choice) -> dict[str, Any]:
    """Lead to the period before and, from an earlier one, to the one after."""
    before, after = previous_start(choice.period, choice.start), next_start(choice.period, choice.start)
    is_over = after is not None and after <= choice.today
    return {
        "before": (periods.name_of(choice.period, before), choice.url(start=before)) if before else None,
        "after": (periods.name_of(choice.period, after), choice.url(start=after))
        if after and is_over
        else None,
        "is_over": is_over,
    }


def _hint(choice: Choice) -> str:
    """Say how long a period lasts, or whether it may still change."""
    after, freezes = next_start(choice.period, choice.start), freezes_on(choice.period, choice.start)
    if after is None or freezes is None:
        return ""
    if after > choice.today:
        return str(ngettext("%(num)s day left", "%(num)s days left", (after - choice.today).days))
    if find_freeze(read(), choice.period, choice.start) or choice.today >= freezes:
        return str(_("final"))
    return str(ngettext("final in %(num)s day", "final in %(num)s days", (freezes - choice.today).days))
