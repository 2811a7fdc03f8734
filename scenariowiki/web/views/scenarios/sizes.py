"""How much each revision added and removed, kept in memory: a revision never changes."""

from collections.abc import Mapping, Sequence

from flask import current_app

from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import history as past

SIZES_KEPT = 20_000


def sizes_of(rows: Sequence[AnyRow]) -> Mapping[int, tuple[int, int]]:
    """Count each revision once a process: it never changes, and long attributions take a while to read."""
    kept: dict[int, tuple[int, int]] = current_app.extensions.setdefault("revision_sizes", {})
    found = {row.id: size for row in rows if (size := kept.get(row.id))}
    if len(found) < len(rows):
        found |= past.list_sizes(read(), [row for row in rows if row.id not in found])
        if len(kept) > SIZES_KEPT:
            kept.clear()
        kept.update(found)
    return found
