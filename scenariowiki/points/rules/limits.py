"""The limits of the rules: what may be set in a version of the tariff, and between which bounds."""

from collections.abc import Mapping
from typing import Any

from scenariowiki.points.rules.amounts import is_whole

Limits = Mapping[str, int]
Bounds = Mapping[str, tuple[int, int]]

YEAR = 366
# What people are not told, lest it be tried out (G11).
HIDDEN = ("G3", "G5")
# Code -> name -> the least and the most that it may be.
BOUNDS: Mapping[str, Bounds] = {
    "P1": {"idle_days": (1, YEAR)},
    "P3": {
        "first_team": (0, 100),
        "second_team": (0, 100),
        "third_team": (0, 100),
        "per_solution": (0, 10_000),
    },
    "P4": {"wrong_days": (0, YEAR)},
    "P5": {"per_year": (0, 50)},
    "P7": {"least_characters": (1, 10_000), "full_characters": (1, 10_000), "sitting_minutes": (1, 1_440)},
    "P11": {"per_week": (0, 100)},
    "G1": {"own_percent": (1, 100)},
    "G2": {"account_days": (0, YEAR)},
    "G3": {"mutual_awards": (1, 1_000), "mutual_percent": (1, 100), "mutual_days": (1, YEAR)},
    "G5": {"serial_acts": (2, 1_000), "serial_hours": (1, 720)},
}


def checked(code: str, limits: Mapping[str, Any]) -> Limits:
    """Return the limits of a rule; raises ValueError or KeyError where one is missing or makes no sense."""
    bounds = BOUNDS[code]
    if set(limits) != set(bounds):
        raise ValueError(code)
    for name, value in limits.items():
        least, most = bounds[name]
        if not is_whole(value, least, most):
            raise ValueError(name)
    return {name: limits[name] for name in bounds}
