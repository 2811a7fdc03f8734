"""What happens to the checklist and to samples; no payload holds a text or a judgement."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(Event):
    number: int


@dataclass(frozen=True, kw_only=True)
class SampleDrawn(Event):
    """A coach is offered scenarios to look at; nothing is due."""

    sample_id: int
    coach_id: int
    scenario_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PickPassedOver(Event):
    """A coach leaves a drawn scenario to somebody else."""

    pick_id: int
    scenario_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class QualityReviewed(Event):
    """A coach wrote to the authors of a scenario, `author_ids`, how it meets the list."""

    review_id: int
    scenario_id: int
    author_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class QualityReviewWithdrawn(Event):
    """A coach took a review back; it counts no more."""

    review_id: int
    scenario_id: int
