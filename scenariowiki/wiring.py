"""Three tables: which event causes what, who delivers which outbox row, who is asked before a merge."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scenariowiki.kernel.unit_of_work import Reactions

REACTIONS: Reactions = {}

DELIVERERS: Mapping[str, Callable[..., None]] = {}

MERGE_EFFECTS: Sequence[Callable[..., Any]] = ()
