"""Who has to read an SOP: teams, sites and roles, all empty for everybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Readers:
    """Whoever is in one of the teams or sites, if any are named, and has one of the roles, if any are."""

    teams: frozenset[int] = frozenset()
    sites: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {"teams": sorted(self.teams), "sites": sorted(self.sites), "roles": sorted(self.roles)}

    def include(self, *, teams: Collection[int], site: int | None, roles: Collection[str]) -> bool:
        """Tell whether a person has to read it."""
        placed = not (self.teams or self.sites) or bool(self.teams & set(teams)) or site in self.sites
        return placed and (not self.roles or bool(self.roles & set(roles)))


def read_back(stored: Mapping[str, Any]) -> Readers:
    """Read what was stored; nothing is everybody."""
    return Readers(
        teams=frozenset(stored.get("teams", ())),
        sites=frozenset(stored.get("sites", ())),
        roles=frozenset(stored.get("roles", ())),
    )
