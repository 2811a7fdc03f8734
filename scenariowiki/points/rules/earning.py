"""What makes an award: rates of reuse, floors, what counts as an improvement, what looks arranged."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from scenariowiki.points.rules.limits import Limits

FIRST_SHARE = 0.10  # PM2: what the first who shared a merged situation gets at least
YEAR = dt.timedelta(days=365)

# P11.
WORST_PAID = 3
PAID_RATINGS = (3, 4, 5)


def is_own(share: float, limits: Limits) -> bool:
    """Tell whether somebody wrote so much of a text that they earn nothing by judging it (G1)."""
    return share * 100 >= limits["own_percent"]


def reuse_points(points: int, earlier_teams: Sequence[int], team: int, spent: int, limits: Limits) -> int:
    """Return what the use of a solution by a team earns, after the earlier uses by these teams (P3).

    Its place is that among the teams, or that among the uses of its own team, whichever is later: neither
    many teams nor one large team go on earning the full amount. `spent` counts towards the solution's limit.
    """
    teams = list(dict.fromkeys(earlier_teams))
    among_teams = teams.index(team) if team in teams else len(teams)
    rates = (limits["first_team"], limits["second_team"], limits["third_team"])
    place = min(max(among_teams, list(earlier_teams).count(team)), len(rates) - 1)
    return max(0, min((points * rates[place] + 50) // 100, limits["per_solution"] - spent))


def with_floor(shares: Mapping[int, float], first: int, least: float = FIRST_SHARE) -> dict[int, float]:
    """Raise one share to a least part of the whole; the others give way in proportion (PM2)."""
    whole = sum(shares.values())
    if whole <= 0:
        return {first: 1.0}
    if shares.get(first, 0.0) / whole >= least:
        return {id_: share / whole for id_, share in shares.items()}
    others = {id_: share for id_, share in shares.items() if id_ != first}
    left = sum(others.values())
    return {**{id_: share / left * (1 - least) for id_, share in others.items()}, first: least}


def improvement_points(full: int, characters: int, limits: Limits) -> int:
    """Return what so many surviving characters earn: in proportion up to the full amount, rounded up (P7)."""
    if characters < limits["least_characters"]:
        return 0
    return math.ceil(full * min(1.0, characters / limits["full_characters"]))


def is_mutual(mine: int, yours: int, all_mine: int, all_yours: int, *, limits: Limits) -> bool:
    """Tell whether two caused each other so many awards that a person should look (G3).

    `mine` are those that one got through the other, `all_mine` all that one got for uses, and so on.
    """
    if min(mine, yours) < limits["mutual_awards"]:
        return False
    percent = limits["mutual_percent"]
    return 100 * mine >= percent * all_mine or 100 * yours >= percent * all_yours


def answer_parts(*, in_time: bool, rating: int | None) -> tuple[str, ...]:
    """Name what the tariff pays for an answer: a bad one nothing, a late or unrated one no bonus (P11)."""
    if rating is not None and rating < WORST_PAID:
        return ()
    if not in_time:
        return ("late",)
    return ("in_time",) if rating is None else ("in_time", f"rated_{rating}")
