"""Tables of the wiki, one module an aggregate."""

from scenariowiki.scenarios.models.outcome import Comment, Outcome
from scenariowiki.scenarios.models.personal import Favourite, SearchLog, Subscription, ViewCount, WorkingCopy
from scenariowiki.scenarios.models.revision import Rendered, Revision
from scenariowiki.scenarios.models.scenario import Counter, Reference, Scenario, ScenarioTag, Solution
from scenariowiki.scenarios.models.taxonomy import Category, SynonymGroup, Tag, TagAlias, TagGroup
from scenariowiki.scenarios.models.template import TemplateVersion

__all__ = [
    "Category",
    "Comment",
    "Counter",
    "Favourite",
    "Outcome",
    "Reference",
    "Rendered",
    "Revision",
    "Scenario",
    "ScenarioTag",
    "SearchLog",
    "Solution",
    "Subscription",
    "SynonymGroup",
    "Tag",
    "TagAlias",
    "TagGroup",
    "TemplateVersion",
    "ViewCount",
    "WorkingCopy",
]
