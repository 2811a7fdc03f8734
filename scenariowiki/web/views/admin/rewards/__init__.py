"""Administration of rewards: the catalogue, stocks and budgets, and what people ask for."""

from scenariowiki.web.views.admin.rewards import deciding, items, prizes

__all__ = ["deciding", "items", "prizes"]
