"""Tags, categories and synonyms: what a name or an id means today, and the lists that keep them in order."""

from scenariowiki.scenarios.queries.taxonomy.categories import (
    CategoryRow,
    get_category,
    list_categories,
    merged_into_category,
)
from scenariowiki.scenarios.queries.taxonomy.meaning import (
    alike,
    canonical_category,
    canonical_tag,
    merged,
    tags_by_key,
)
from scenariowiki.scenarios.queries.taxonomy.synonyms import (
    SynonymRow,
    Synonyms,
    get_synonym_group,
    list_synonym_groups,
    synonyms,
    synonyms_version,
)
from scenariowiki.scenarios.queries.taxonomy.tags import (
    GroupRow,
    TagFilter,
    TagPage,
    TagRow,
    get_tag,
    get_tag_group,
    list_tag_groups,
    list_tags,
    near_tags,
)

__all__ = [
    "CategoryRow",
    "GroupRow",
    "SynonymRow",
    "Synonyms",
    "TagFilter",
    "TagPage",
    "TagRow",
    "alike",
    "canonical_category",
    "canonical_tag",
    "get_category",
    "get_synonym_group",
    "get_tag",
    "get_tag_group",
    "list_categories",
    "list_synonym_groups",
    "list_tag_groups",
    "list_tags",
    "merged",
    "merged_into_category",
    "near_tags",
    "synonyms",
    "synonyms_version",
    "tags_by_key",
]
