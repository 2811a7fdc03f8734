"""Points as people meet them: statement, leaderboard, rewards."""

from scenariowiki.web.views.points import (
    appealing,
    certificates,
    leaderboard,
    record,
    rewards,
    rules,
    statement,
    taking,
    thanks,
)
from scenariowiki.web.views.points.blueprint import bp

__all__ = [
    "appealing",
    "bp",
    "certificates",
    "leaderboard",
    "record",
    "rewards",
    "rules",
    "statement",
    "taking",
    "thanks",
]
