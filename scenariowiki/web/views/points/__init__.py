"""Points as people meet them: statement, leaderboard, rewards."""

from scenariowiki.web.views.points import leaderboard
from scenariowiki.web.views.points.blueprint import bp

__all__ = ["bp", "leaderboard"]
from scenariowiki.web.views.points import appealing, rules, statement
from scenariowiki.web.views.points.blueprint import bp

__all__ = ["appealing", "bp", "rules", "statement"]
