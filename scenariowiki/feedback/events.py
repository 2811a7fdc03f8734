"""What happens to feedback, gaps and uses; payloads hold what points need to replay it (P10, P11)."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event
from scenariowiki.scenarios.events import PageEvent


@dataclass(frozen=True, kw_only=True)
class TicketEvent(PageEvent):
    """`scenario_id` is the canonical scenario at the time; the ticket keeps the id it was addressed to."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    kind: str
    reporter_id: int
    solution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    assignee_id: int


@dataclass(frozen=True, kw_only=True)
class TicketAnswered(TicketEvent):
    """`outcome` is changed, explained or declined; `first_change`: the first `changed` of a ticket (P10)."""

    reporter_id: int
    answerer_id: int
    outcome: str
    in_time: bool
    round: int
    first_change: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketRated(TicketEvent):
    """`rating` is 1 to 5; every answer is rated once, a reopened ticket has a second answer (P11)."""

    reporter_id: int
    answerer_id: int
    rating: int
    in_time: bool
    round: int


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    """`answerer_id` gave the answer that did not serve; `round` is the one that begins."""

    reporter_id: int
    answerer_id: int
    round: int


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketEvent):
    """`auto`: by the passing of time; with no `rating` the answer was never rated (P11: base only)."""

    reporter_id: int
    answerer_id: int
    auto: bool
    in_time: bool
    round: int
    rating: int | None = None


@dataclass(frozen=True, kw_only=True)
class TicketInvalidated(TicketEvent):
    reporter_id: int


@dataclass(frozen=True, kw_only=True)
class TicketMarkedDuplicate(TicketEvent):
    reporter_id: int
    of_id: int


@dataclass(frozen=True, kw_only=True)
class TicketEscalated(TicketEvent):
    """`level` is the share of the limit that has passed: 50, 100 or 200; `before` what was told already."""

    level: int
    before: int = 0


@dataclass(frozen=True, kw_only=True)
class GapEvent(Event):
    gap_id: int


@dataclass(frozen=True, kw_only=True)
class GapRequested(GapEvent):
    """Somebody wrote down what is missing, or joined those who had."""


@dataclass(frozen=True, kw_only=True)
class GapTaken(GapEvent):
    """Somebody writes what is missing."""


@dataclass(frozen=True, kw_only=True)
class GapReleased(GapEvent):
    """Whoever had taken it gives it back."""


@dataclass(frozen=True, kw_only=True)
class GapAnswered(GapEvent):
    """A scenario answers it; those who asked are told."""

    scenario_id: int


@dataclass(frozen=True, kw_only=True)
class GapDropped(GapEvent):
    """A curator took it off the board."""


@dataclass(frozen=True, kw_only=True)
class GapReopened(GapEvent):
    """What answered it does not, or is no longer there; or it was taken off wrongly."""


@dataclass(frozen=True, kw_only=True)
class SolutionReused(PageEvent):
    """A solution was used in real work; `outcome_id` is the report that the one tap made."""

    reuse_id: int
    solution_id: int
    account_id: int
    helped: bool
    outcome_id: int | None = None
