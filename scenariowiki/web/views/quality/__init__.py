"""The content standard as people meet it: samples to look at, notes to authors, how the content does."""

from scenariowiki.web.views.quality import index, review, reviewing, sampling, trend
from scenariowiki.web.views.quality.blueprint import bp

__all__ = ["bp", "index", "review", "reviewing", "sampling", "trend"]
