"""Rows of a form that can be added, moved and removed by its buttons, without script."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_ACT = re.compile(r"(add|move-up|move-down|remove):([a-z]+)(?:-(\d{1,4}))?")
Row = Mapping[str, Any]


def rearranged(rows: Sequence[Row], name: str, act: str) -> list[Row] | None:
    """Return the rows of a list after a button, as `move-up:fields-2` names it; None for other acts."""
    found = _ACT.fullmatch(act)
    if found is None or found.group(2) != name:
        return None
    how, at, moved = found.group(1), int(found.group(3) or len(rows)), list(rows)
    if how == "add":
        moved.append({})
    elif at < len(moved):
        row = moved.pop(at)
        if how != "remove":
            moved.insert(max(0, at - 1) if how == "move-up" else at + 1, row)
    return moved
