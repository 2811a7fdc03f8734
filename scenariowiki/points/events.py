"""What happens around points, beside the ledger itself."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TariffChanged(Event):
    """A new version was written; it counts from its date."""

    number: int
    effective_from: str


@dataclass(frozen=True, kw_only=True)
class TariffWithdrawn(Event):
    """A version was withdrawn before it took effect."""

    number: int


@dataclass(frozen=True, kw_only=True)
class PointsAppealed(Event):
    """Somebody asked to look again at an award that was taken back."""

    award_id: int
    account_id: int
    item_id: int
    scenario_id: int


@dataclass(frozen=True, kw_only=True)
class GrantProposed(Event):
    """One person wants to give or take points by hand (P12); a second one decides."""

    grant_id: int
    account_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class GrantApproved(Event):
    """A second person agreed; the points are posted."""

    grant_id: int
    account_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class GrantRefused(Event):
    """A second person refused, or whoever proposed it withdrew it."""

    grant_id: int
    account_id: int
    withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class StatementOpened(Event):
    """Somebody looked at another person's statement."""

    account_id: int


@dataclass(frozen=True, kw_only=True)
class RewardSaved(Event):
    """A reward was made, changed or archived."""

    reward_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    """A reward's stock was counted anew."""

    reward_id: int
    change: int
    left: int | None


@dataclass(frozen=True, kw_only=True)
class BudgetSaved(Event):
    """What may be given out in a quarter was set."""

    site_id: int
    quarter: str
    points: int


@dataclass(frozen=True, kw_only=True)
class RewardTurnCame(Event):
    """What somebody waits for is there again, and kept for them for a while."""

    reward_id: int
    account_id: int


@dataclass(frozen=True, kw_only=True)
class RedemptionEvent(Event):
    """Something happened to a wish to have a reward."""

    redemption_id: int
    reward_id: int
    account_id: int
    price: int


@dataclass(frozen=True, kw_only=True)
class RedemptionRequested(RedemptionEvent):
    """Points, stock and budget are reserved (L15)."""


@dataclass(frozen=True, kw_only=True)
class RedemptionApproved(RedemptionEvent):
    """Somebody else agreed."""


@dataclass(frozen=True, kw_only=True)
class RedemptionFulfilled(RedemptionEvent):
    """It was handed over; the points are spent."""


@dataclass(frozen=True, kw_only=True)
class RedemptionRejected(RedemptionEvent):
    """It was refused; all three reservations are free again."""


@dataclass(frozen=True, kw_only=True)
class RedemptionCancelled(RedemptionEvent):
    """Whoever asked took it back, or left; all three reservations are free again."""


@dataclass(frozen=True, kw_only=True)
class RedemptionExpired(RedemptionEvent):
    """Nobody acted for 14 days; all three reservations are free again."""


@dataclass(frozen=True, kw_only=True)
class RedemptionRefunded(RedemptionEvent):
    """The points came back after it had been handed over."""


@dataclass(frozen=True, kw_only=True)
class PointsExpired(Event):
    """Points that nobody spent for too long are gone (L16)."""

    account_id: int
    amount: int
    cutoff: str


@dataclass(frozen=True, kw_only=True)
class PointsExpireSoon(Event):
    """Somebody is told in time what expires on a day (L16)."""

    account_id: int
    amount: int
    day: str


@dataclass(frozen=True, kw_only=True)
class KudosGiven(Event):
    """Somebody thanked another one for work on a scenario; it earns nothing."""

    kudos_id: int
    account_id: int
    scenario_id: int


@dataclass(frozen=True, kw_only=True)
class PeriodFrozen(Event):
    """A period of the leaderboard changes no more; the digest is that of its snapshot."""

    period: str
    start: str
    people: int
    teams: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class LeaderboardTaken(Event):
    """Somebody took a period's leaderboard along, on paper or as a file; `team_id` where it is a team's."""

    period: str
    start: str
    board: str
    format: str
    count: int
    team_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PrizesPlanned(Event):
    """Prizes for ranks were promised, for a kind of period from one day on (G10)."""

    plan_id: int
    period: str
    start: str
    places: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PrizesEnded(Event):
    """Prizes for ranks are promised no longer, from one day on."""

    plan_id: int
    period: str
    start: str


@dataclass(frozen=True, kw_only=True)
class PrizesPaid(Event):
    """The prizes of a frozen period were paid; `points` left the budget (B3, B4)."""

    period: str
    start: str
    people: int
    points: int
