"""Points as people meet them: statement, leaderboard, rewards."""

from scenariowiki.web.views.points import appealing, leaderboard, rules, statement
from scenariowiki.web.views.points.blueprint import bp

__all__ = ["appealing", "bp", "leaderboard", "rules", "statement"]
