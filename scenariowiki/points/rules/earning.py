"""What makes an award: rates of reuse, floors, what counts as an improvement, what looks arranged."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

# P3: what is paid for the first, second and every further team, in percent, and for one solution in all.
RATES = (100, 60, 30)
PER_SOLUTION = 200
EVIDENCE_AGE = dt.timedelta(days=14)  # G2: how old the account of a reporter has to be
OWN_SHARE = 0.05  # G1: whoever wrote so much of a text earns nothing by judging it
FIRST_SHARE = 0.10  # PM2: what the first who shared a merged situation gets at least

# P7, G7: improvements.
LEAST_CHARACTERS = 20
FULL_CHARACTERS = 200
SITTING = dt.timedelta(minutes=30)
SURVIVAL = dt.timedelta(days=14)

IDLE = dt.timedelta(days=30)  # P1: sent back and left alone for so long, it is void

# P4, P5 and P11.
WRONG_WITHIN = dt.timedelta(days=30)
YEAR = dt.timedelta(days=365)
RENEWALS = 2
RATED_A_WEEK = 2
WORST_PAID = 3
PAID_RATINGS = (3, 4, 5)

# G3 and G5: what a person looks at before it counts.
SERIAL = 4
SERIAL_SPAN = dt.timedelta(hours=24)
MUTUAL = 3
MUTUAL_SHARE = 0.40
MUTUAL_SPAN = dt.timedelta(days=30)


def reuse_points(points: int, earlier_teams: Sequence[int], team: int, spent: int) -> int:
    """Return what the use of a solution by a team earns, after the earlier uses by these teams (P3).

    Its place is that among the teams, or that among the uses of its own team, whichever is later: neither
    many teams nor one large team go on earning the full amount. `spent` counts towards the solution's limit.
    """
    teams = list(dict.fromkeys(earlier_teams))
    among_teams = teams.index(team) if team in teams else len(teams)
    place = min(max(among_teams, list(earlier_teams).count(team)), len(RATES) - 1)
    return max(0, min((points * RATES[place] + 50) // 100, PER_SOLUTION - spent))


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


def improvement_points(full: int, characters: int) -> int:
    """Return what so many surviving characters earn: in proportion up to the full amount, rounded up (P7)."""
    if characters < LEAST_CHARACTERS:
        return 0
    return math.ceil(full * min(1.0, characters / FULL_CHARACTERS))


def is_mutual(mine: int, yours: int, all_mine: int, all_yours: int) -> bool:
    """Tell whether two caused each other so many awards that a person should look (G3).

    `mine` are those that one got through the other, `all_mine` all that one got for uses, and so on.
    """
    if min(mine, yours) < MUTUAL:
        return False
    return mine >= MUTUAL_SHARE * all_mine or yours >= MUTUAL_SHARE * all_yours


def answer_parts(*, in_time: bool, rating: int | None) -> tuple[str, ...]:
    """Name what the tariff pays for an answer: a bad one nothing, a late or unrated one no bonus (P11)."""
    if rating is not None and rating < WORST_PAID:
        return ()
    if not in_time:
        return ("late",)
    return ("in_time",) if rating is None else ("in_time", f"rated_{rating}")
