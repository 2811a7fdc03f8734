"""SOPs as people meet them: the handbook, one SOP, writing and deciding, reading and reviewing."""

from scenariowiki.web.views.sops import acting, editing, listing, orphans, show
from scenariowiki.web.views.sops.blueprint import bp

__all__ = ["acting", "bp", "editing", "listing", "orphans", "show"]
