"""What masking leaves behind: ids and counts, never the text."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TextMasked(Event):
    """A text was masked in all that belongs to a scenario and to those it was ever merged with.

    It stood there `count` times, in so many `rows`; `tag_ids` are tags that were called so.
    """

    scenario_id: int
    scenario_ids: tuple[int, ...]
    revision_id: int
    count: int
    rows: int
    tag_ids: tuple[int, ...] = ()
