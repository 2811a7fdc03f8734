"""Administration: people, teams, sites, and what keeps the catalogue in order."""

from scenariowiki.web.views.admin.blueprint import bp

__all__ = ["bp"]
