"""Administration: people, teams, sites, and what keeps the catalogue in order."""

from scenariowiki.web.views.admin import (
    audit,
    brand,
    categories,
    lint,
    people,
    person,
    person_access,
    rail,
    rewards,
    sites,
    status,
    synonyms,
    tag_groups,
    tags,
    teams,
    template,
)
from scenariowiki.web.views.admin.blueprint import bp

__all__ = [
    "audit",
    "bp",
    "brand",
    "categories",
    "lint",
    "people",
    "person",
    "person_access",
    "rail",
    "rewards",
    "sites",
    "status",
    "synonyms",
    "tag_groups",
    "tags",
    "teams",
    "template",
]
