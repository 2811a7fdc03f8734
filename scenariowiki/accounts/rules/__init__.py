"""The pure rules of people: roles and permissions, names, passwords, sessions and the throttle."""

from scenariowiki.accounts.rules.logos import LOGO_MAX_BYTES, LOGO_MAX_PIXELS, logo_fault
from scenariowiki.accounts.rules.names import (
    DISPLAY_MAX,
    LOCALES,
    NAME_MAX,
    SYSTEM,
    BoardVisibility,
    display_fault,
    name_fault,
    skeleton,
)
from scenariowiki.accounts.rules.passwords import (
    PASSWORD_ADVISED,
    PASSWORD_MAX_BYTES,
    PASSWORD_MIN,
    normalised,
    password_fault,
)
from scenariowiki.accounts.rules.roles import (
    EVERYONE,
    PERMISSIONS,
    WRITERS,
    Actor,
    Permission,
    ReadingScript,
    Role,
)
from scenariowiki.accounts.rules.sessions import (
    ABSOLUTE_TIMEOUT,
    IDLE_TIMEOUT,
    LONGEST_WAIT,
    SEEN_EVERY,
    THROTTLE_WINDOW,
    ThrottleKind,
    wait_after,
)

__all__ = [
    "ABSOLUTE_TIMEOUT",
    "DISPLAY_MAX",
    "EVERYONE",
    "IDLE_TIMEOUT",
    "LOCALES",
    "LOGO_MAX_BYTES",
    "LOGO_MAX_PIXELS",
    "LONGEST_WAIT",
    "NAME_MAX",
    "PASSWORD_ADVISED",
    "PASSWORD_MAX_BYTES",
    "PASSWORD_MIN",
    "PERMISSIONS",
    "SEEN_EVERY",
    "SYSTEM",
    "THROTTLE_WINDOW",
    "WRITERS",
    "Actor",
    "BoardVisibility",
    "Permission",
    "ReadingScript",
    "Role",
    "ThrottleKind",
    "display_fault",
    "logo_fault",
    "name_fault",
    "normalised",
    "password_fault",
    "skeleton",
    "wait_after",
]
