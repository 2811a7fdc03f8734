"""What masking leaves behind: ids and counts, never the text."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TextMasked(Event):
    """A text was masked in all that belongs to a scenario and to those it was ever merged with.

    `places` counts how often it stood where, by table; `tag_ids` are tags that were called so.
    """

    scenario_id: int
    scenario_ids: tuple[int, ...]
    revision_id: int
    places: dict[str, int]
    tag_ids: tuple[int, ...] = ()
