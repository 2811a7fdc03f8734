"""What refusals about tags, categories and the template say, and what the catalogue check finds."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

CATALOGUE: Mapping[str, Any] = {
    "no_group": _("There is no such group."),
    "no_synonyms": _("There is no such group of synonyms."),
    "parent_merged": _("%(title)s, above it, is merged. Undo that first."),
    "bad_key": _("A key begins with a letter and has small letters, digits and _ only."),
    "reserved_key": _("This key is used by the wiki itself."),
    "duplicate_key": _("Two fields have this key."),
    "kind_changed": _(
        "A key keeps its kind, since texts are stored under it. Take another key for another kind."
    ),
    "label_missing": _("A field needs a label."),
    "choices_missing": _("A choice needs words to choose from, one a line."),
    "facet_needs_choices": _("Only choices can be facets."),
    "bad_choice": _("Each line: a key, an equals sign, and a word for each language, parted by |."),
    "duplicate_choice": _("Two choices share a key or a word."),
}

# Problem of the check -> what it is, and what to do about it.
PROBLEMS: Mapping[str, tuple[Any, Any]] = {
    "too_far": (_("More than two clicks from the home page, or below a merged category"), _("Move")),
    "equal_categories": (_("Categories of the same name"), _("Rename or merge")),
    "near_categories": (_("Categories whose names are nearly the same"), _("Compare")),
    "uncategorised": (_("Published scenarios without a category"), _("Look")),
    "overfull": (_("Categories with too many scenarios"), _("Divide")),
    "no_owner": (_("Categories without an owner"), _("Choose an owner")),
    "empty": (_("Empty categories"), _("Merge")),
    "near_tags": (_("Tags whose names are nearly the same"), _("Merge")),
}
