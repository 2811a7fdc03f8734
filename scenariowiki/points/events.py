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
