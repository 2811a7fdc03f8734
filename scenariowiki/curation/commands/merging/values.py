"""A merge that was checked and rendered, ready to be applied."""

from collections.abc import Mapping
from dataclasses import dataclass

from scenariowiki.curation.queries.standing import Stake
from scenariowiki.curation.rules.fields import FieldRow
from scenariowiki.curation.rules.merging import Effect, MergeRequest
from scenariowiki.scenarios.commands.preparation import Prepared


@dataclass(frozen=True, kw_only=True)
class PreparedLoser:
    """One loser with the text its merge gives the winner, prepared against the heads of both.

    `text` is None in a preview whose choices are still missing.
    """

    id: int
    head_id: int
    winner_head_id: int
    rows: tuple[FieldRow, ...]
    text: Prepared | None
    chosen: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PreparedMerge:
    """`request` names canonical ids by now; `versions` are those it was prepared against, to be sent back."""

    request: MergeRequest
    losers: tuple[PreparedLoser, ...]
    versions: Mapping[int, int]
    effects: tuple[Effect, ...]
    stakes: tuple[Stake, ...]
    needs_second: tuple[str, ...]
    has_conflict: bool
    few_curators: bool
