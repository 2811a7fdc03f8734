"""Who may do what: roles, permissions, and the one map between them, to be read aloud."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Role(StrEnum):
    READER = auto()
    CONTRIBUTOR = auto()
    CURATOR = auto()
    SOP_OWNER = auto()
    COACH = auto()
    REWARD_ADMIN = auto()
    AUDITOR = auto()
    ADMIN = auto()


class Permission(StrEnum):
    READ = auto()
    COMMENT = auto()
    REPORT_OUTCOME = auto()
    CAPTURE = auto()
    REVISE = auto()
    CURATE = auto()
    READ_ALL_TEAMS = auto()
    MANAGE_TAXONOMY = auto()
    IMPORT = auto()
    EXPORT = auto()
    MANAGE_TEMPLATE = auto()
    MANAGE_PEOPLE = auto()
    MANAGE_SITE = auto()
    READ_STATUS = auto()
    READ_AUDIT_LOG = auto()
    MANAGE_TARIFF = auto()
    GRANT_POINTS = auto()
    MANAGE_REWARDS = auto()
    READ_LEDGER = auto()
    APPROVE_SOP = auto()
    REVIEW_QUALITY = auto()
    READ_QUALITY = auto()
    MANAGE_CHECKLIST = auto()
    MASK_TEXT = auto()


EVERYONE = frozenset(Role)
WRITERS = EVERYONE - {Role.READER, Role.AUDITOR}

# "Whoever is <any of these roles> may <permission>."
PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    Permission.READ: EVERYONE,
    Permission.COMMENT: EVERYONE - {Role.AUDITOR},
    Permission.REPORT_OUTCOME: EVERYONE - {Role.AUDITOR},
    Permission.CAPTURE: WRITERS,
    Permission.REVISE: WRITERS,
    Permission.CURATE: frozenset({Role.CURATOR}),
    Permission.READ_ALL_TEAMS: frozenset({Role.CURATOR, Role.AUDITOR}),
    Permission.MANAGE_TAXONOMY: frozenset({Role.CURATOR, Role.ADMIN}),
    Permission.IMPORT: frozenset({Role.CURATOR, Role.ADMIN}),
    Permission.EXPORT: frozenset({Role.CURATOR, Role.COACH, Role.AUDITOR, Role.ADMIN}),
    Permission.MANAGE_TEMPLATE: frozenset({Role.ADMIN}),
    Permission.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Permission.MANAGE_SITE: frozenset({Role.ADMIN}),
    Permission.READ_STATUS: frozenset({Role.ADMIN, Role.AUDITOR}),
    Permission.READ_AUDIT_LOG: frozenset({Role.ADMIN, Role.AUDITOR}),
    Permission.MANAGE_TARIFF: frozenset({Role.ADMIN}),
    Permission.GRANT_POINTS: frozenset({Role.REWARD_ADMIN, Role.ADMIN}),
    Permission.MANAGE_REWARDS: frozenset({Role.REWARD_ADMIN}),
    Permission.READ_LEDGER: frozenset({Role.REWARD_ADMIN, Role.AUDITOR, Role.ADMIN}),
    Permission.APPROVE_SOP: frozenset({Role.SOP_OWNER}),
    Permission.REVIEW_QUALITY: frozenset({Role.COACH}),
    Permission.READ_QUALITY: frozenset({Role.COACH, Role.CURATOR}),
    Permission.MANAGE_CHECKLIST: frozenset({Role.CURATOR, Role.ADMIN}),
    Permission.MASK_TEXT: frozenset({Role.ADMIN}),
}


class ReadingScript(StrEnum):
    AS_WRITTEN = auto()
    HANS = auto()
    HANT = auto()


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Whoever acts, as the domain knows them; made anew for every request from the account's row."""

    id: int
    name: str
    display_name: str
    roles: frozenset[Role]
    site_id: int | None = None
    team_id: int | None = None
    teams: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    timezone: str = "Asia/Shanghai"
    cutover: dt.time = dt.time(4)
    locale: str = "zh-Hans"
    script: ReadingScript = ReadingScript.AS_WRITTEN
    version: int = 1

    def may(self, permission: Permission) -> bool:
        """Tell whether any of the roles grants a permission."""
        return not self.roles.isdisjoint(PERMISSIONS[permission])
