"""What leads from one text to another, as the comparison of the history draws it."""

from collections.abc import Mapping
from types import SimpleNamespace as View
from typing import Any

from scenariowiki.scenarios.queries.history import EntityDiff
from scenariowiki.scenarios.rules import content
from scenariowiki.text import diff
from scenariowiki.web.views.scenarios import comparing


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], solution_id: int | None, names: comparing.Names
) -> list[View]:
    """List what leads from one snapshot to another, field by field."""
    order = content.SITUATION_ORDER if solution_id is None else content.SOLUTION_ORDER
    found = diff.diff_snapshot(content.comparable(before), content.comparable(after), order=order)
    entity = EntityDiff(
        solution_id=solution_id, title="", before_seq=None, after_seq=None, fields=tuple(found)
    )
    return comparing.field_views([entity], names)
