"""What happens to people."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountRegistered(Event):
    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """Name, site or settings of an account were changed by an administrator."""

    account_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(Event):
    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(Event):
    account_id: int


@dataclass(frozen=True, kw_only=True)
class AccountAnonymised(Event):
    """The name of somebody who has left gave way to a pseudonym, for good."""

    account_id: int


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    account_id: int
    granted: tuple[str, ...]
    revoked: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    account_id: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    account_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """One session, or all of them, was ended before its time."""

    account_id: int
    count: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Event):
    account_id: int
    token_id: int
    days: int | None = None
    read_only: bool = False


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    account_id: int
    token_id: int


@dataclass(frozen=True, kw_only=True)
class SiteSaved(Event):
    site_id: int


@dataclass(frozen=True, kw_only=True)
class TeamSaved(Event):
    """`renamed`: a team that was there before goes by another name."""

    team_id: int
    lead_id: int | None
    renamed: bool = False


@dataclass(frozen=True, kw_only=True)
class TeamJoined(Event):
    account_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class TeamLeft(Event):
    account_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class BrandChanged(Event):
    """Name, logo or colour of the instance were set."""
