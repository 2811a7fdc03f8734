"""What happens in the wiki; payloads hold ids and small facts, so that points can be replayed from them."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PageEvent(Event):
    """Something that shows on a scenario's page."""

    scenario_id: int


@dataclass(frozen=True, kw_only=True)
class ScenarioCaptured(PageEvent):
    """`distinct_from` are the ids of likely duplicates that the author said are not the same."""

    revision_id: int
    imported: bool = False
    distinct_from: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScenarioSubmitted(PageEvent):
    """`complete`: the template's required fields were filled in."""

    author_id: int
    complete: bool
    imported: bool = False
    warned_duplicate: int | None = None


@dataclass(frozen=True, kw_only=True)
class ScenarioPublished(PageEvent):
    """`solution_ids` were published along with it."""

    author_id: int
    solution_ids: tuple[int, ...]
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class ScenarioSentBack(PageEvent):
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ScenarioRejected(PageEvent):
    author_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ScenarioArchived(PageEvent):
    """No longer worked by; `successor_id` is the scenario that readers are sent to, if one was named."""

    successor_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ScenarioRestored(PageEvent):
    """An archived scenario was published again."""


@dataclass(frozen=True, kw_only=True)
class ScenarioRevised(PageEvent):
    """The situation got a new current revision; `changed` names its paths, `script_only` a conversion."""

    revision_id: int
    kind: str
    changed: tuple[str, ...]
    script_only: bool = False


@dataclass(frozen=True, kw_only=True)
class SolutionAdded(PageEvent):
    """`from_warning`: written here instead of as a new scenario, since its author heeded the warning (P9)."""

    solution_id: int
    revision_id: int
    author_id: int
    imported: bool = False
    from_warning: bool = False


@dataclass(frozen=True, kw_only=True)
class SolutionSubmitted(PageEvent):
    solution_id: int
    author_id: int
    complete: bool


@dataclass(frozen=True, kw_only=True)
class SolutionPublished(PageEvent):
    solution_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class SolutionSentBack(PageEvent):
    solution_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class SolutionRejected(PageEvent):
    solution_id: int
    author_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SolutionArchived(PageEvent):
    solution_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SolutionRestored(PageEvent):
    solution_id: int


@dataclass(frozen=True, kw_only=True)
class SolutionRevised(PageEvent):
    solution_id: int
    revision_id: int
    kind: str
    changed: tuple[str, ...]
    script_only: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionTakenBack(PageEvent):
    """A curator withdrew a decision about publishing within the minute: it is submitted again."""

    solution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EditProposed(PageEvent):
    """Somebody who only reads changed a text; a curator takes it or leaves it."""

    revision_id: int
    author_id: int
    solution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EditRejected(PageEvent):
    revision_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class OutcomeReported(PageEvent):
    outcome_id: int
    solution_id: int
    reporter_id: int
    result: str
    imported: bool = False


@dataclass(frozen=True, kw_only=True)
class OutcomeVerified(PageEvent):
    """By a curator, the reporter's lead, or 7 undisputed days (`by_time`)."""

    outcome_id: int
    solution_id: int
    reporter_id: int
    result: str
    by_time: bool = False


@dataclass(frozen=True, kw_only=True)
class OutcomeDisputed(PageEvent):
    outcome_id: int
    solution_id: int
    reporter_id: int


@dataclass(frozen=True, kw_only=True)
class OutcomeRetracted(PageEvent):
    outcome_id: int
    solution_id: int
    reporter_id: int


@dataclass(frozen=True, kw_only=True)
class CommentAdded(PageEvent):
    comment_id: int
    solution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn(PageEvent):
    comment_id: int


@dataclass(frozen=True, kw_only=True)
class AudienceChanged(PageEvent):
    before: str
    after: str
    team_before: int | None
    team_after: int | None


@dataclass(frozen=True, kw_only=True)
class OwnerChanged(PageEvent):
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class OwnershipHandedOver(Event):
    """Everything one person owned now belongs to another; credits stay."""

    from_id: int
    to_id: int
    scenarios: int
    categories: int


@dataclass(frozen=True, kw_only=True)
class WatchChanged(Event):
    scenario_id: int | None
    tag_id: int | None
    level: str | None


@dataclass(frozen=True, kw_only=True)
class FavouriteChanged(Event):
    scenario_id: int
    kept: bool


@dataclass(frozen=True, kw_only=True)
class TagSaved(Event):
    """A tag, its names or its synonyms were made or changed."""

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupSaved(Event):
    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagMerged(Event):
    tag_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class TagUnmerged(Event):
    tag_id: int
    from_id: int


@dataclass(frozen=True, kw_only=True)
class CategorySaved(Event):
    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryMoved(Event):
    category_id: int
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class CategoryMerged(Event):
    category_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryUnmerged(Event):
    category_id: int
    from_id: int


@dataclass(frozen=True, kw_only=True)
class SynonymsChanged(Event):
    group_id: int


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    number: int
