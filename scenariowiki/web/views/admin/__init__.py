"""Administration: people, teams, sites, and what keeps the catalogue in order."""

from scenariowiki.web.views.admin import brand, people, person, person_access, sites, status, teams
from scenariowiki.web.views.admin.blueprint import bp

__all__ = ["bp", "brand", "people", "person", "person_access", "sites", "status", "teams"]
